import type { BatchInput } from '../engine/tap.js';
import type { KnownFinding } from '../vocabulary/findings/finding.js';
import type { Dataset, DatasetRequest, Preparation, SkippedSample } from './dataset.js';
import type { LabelCollector } from './labels/labelCollector.js';
import type { Mapping } from './mapping/mapping.js';
import type { DatasetKind } from './recognize/dataKinds.js';

/**
 * How one kind of data is looked through, and how its rows are read.
 * Index: what openRows needs of the look besides shapes; structured-cloneable, null for most.
 */
export interface DatasetFormat<Index> {
  readonly kind: DatasetKind;
  /** @throws ExpectedError with a data-... code, naming file, row, cause and remedy */
  readonly lookThrough: (request: DatasetRequest) => Promise<Look<Index>>;
  readonly openRows: (
    request: DatasetRequest,
    look: Pick<Look<Index>, 'shapes' | 'index'>,
  ) => Promise<RowReader>;
}

/** What a format finds in one look through the data. */
export interface Look<Index> {
  readonly fingerprint: string;
  /** One label a sample that can be read. */
  readonly labels: LabelCollector;
  /** Labels are names of folders, kept letter for letter. */
  readonly keepLabelText?: boolean;
  /** One an input of the model. */
  readonly shapes: readonly (readonly number[])[];
  readonly skipped?: readonly SkippedSample[];
  /** The row of each sample where samples were skipped; null or absent: sample i is row i. */
  readonly rows?: Uint32Array | null;
  readonly findings?: readonly KnownFinding[];
  /** Where the data has parts with names; absent: it has none, or its form says what is what. */
  readonly mapping?: Mapping;
  readonly index: Index;
}

/** Reads rows of an open data set front to back. */
export interface RowReader {
  /** Writes one row into place slot of each input's array. Rows come in ascending order; gaps are allowed. */
  read(row: number, slot: number, targets: readonly BatchInput[]): Promise<void>;
  close(): Promise<void>;
}

/** A look with classes in order and a scale chosen; structured-cloneable, so that worker threads need not look again. */
export interface LookThrough<Index> extends Pick<
  Dataset,
  'kind' | 'fingerprint' | 'classes' | 'classOf' | 'labelled' | 'shapes' | 'skipped' | 'findings' | 'settings'
> {
  readonly rows: Uint32Array | null;
  readonly index: Index;
  /** How numbers are made where another way was found than the request's; null: as the request says. */
  readonly preparation: Preparation | null;
}
