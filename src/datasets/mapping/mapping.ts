import { ExpectedError } from '../../vocabulary/expectedError.js';
import { finding, type KnownFinding } from '../../vocabulary/findings/finding.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import type { DatasetRequest } from '../dataset.js';

/**
 * Which parts of the data are what: arrays of an archive, keys of JSON, columns of a table (by name, or many of them as
 * ranges of numbers from 1). Written as --x, --y and --drop take it; it stands in the report's settings.
 */
export interface Mapping {
  /** What feeds the model's inputs. */
  readonly x: readonly string[];
  /** What holds the labels; empty: they are not in the data. */
  readonly y: readonly string[];
  readonly dropped: readonly string[];
  /** null: the data has no parts. */
  readonly split: string | null;
}

/** A mapping and how it came about. */
export interface DecidedMapping {
  readonly mapping: Mapping;
  /** Reasons of what was guessed and is to be said. */
  readonly why: readonly string[];
  /** Parts of the data that were not taken. */
  readonly otherSplits: readonly string[];
}

/** What is to be said of a mapping that was guessed. */
export function mappingFindings({ mapping, why, otherSplits }: DecidedMapping): readonly KnownFinding[] {
  const { x, y, dropped, split } = mapping;
  return [
    ...(split === null || otherSplits.length === 0
      ? []
      : [finding('split-taken', { split, others: otherSplits })]),
    ...(why.length === 0 ? [] : [finding('mapping-chosen', { x, y, dropped, why })]),
  ];
}

/** @throws ExpectedError data-unrecognised where a part is asked for of data that has none */
export function refuseSplit({ split, path }: Pick<DatasetRequest, 'split' | 'path'>): void {
  if (split !== null && split !== 'none')
    throw new ExpectedError(
      'data-unrecognised',
      phrase`${file(path)} holds no parts such as train and test: leave ${option('split')} out`,
    );
}
