import { isTapState, isTaskState } from '../../engine/stateGuards.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import type { PartFile } from '../../protocol/childMessages.js';
import { PART_SCHEMA, type ReportRuntime } from '../../report/report.js';
import type { AnalysisHeader } from '../assemble/analysisHeader.js';
import { TOOL } from '../assemble/tool.js';
import type { WorkerResult } from '../worker/workerResult.js';
import { packArrays, unpackArrays } from './typedArrayCodec.js';

/** Which part of how many. */
export interface ShardNumber {
  /** 1..count */
  readonly index: number;
  readonly count: number;
}

/** A part as it is read back. */
export interface Part {
  readonly file: string;
  readonly shard: ShardNumber;
  readonly header: AnalysisHeader;
  readonly runtime: ReportRuntime;
  readonly results: readonly WorkerResult[];
}

/** What `--shard K/N --json FILE` writes. */
export function partFile(
  header: AnalysisHeader,
  results: readonly WorkerResult[],
  runtime: ReportRuntime,
  shard: ShardNumber,
): PartFile {
  return {
    schema: PART_SCHEMA,
    createdAt: new Date().toISOString(),
    tool: TOOL,
    shard,
    header,
    runtime,
    results: packArrays(results),
  };
}

/**
 * Reads a part back. Parts are made and merged by one version of Entroscope: that is checked first, so that what
 * follows may trust the header's shape; what is counted is checked again where it is added up.
 * @throws ExpectedError report-malformed, report-newer, merge-mismatch
 */
export function readPart(text: string, file: string): Part {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ExpectedError(
      'report-malformed',
      `${file} is not JSON: it was cut off, or is no part of a run`,
      { cause },
    );
  }
  if (!isRecord(value) || typeof value['schema'] !== 'string' || !value['schema'].startsWith('entroscope.')) {
    throw new ExpectedError(
      'report-malformed',
      `${file} is no part of a run: analyze --shard K/N --json FILE writes one`,
    );
  }
  if (value['schema'].startsWith('entroscope.report/')) {
    throw new ExpectedError(
      'report-malformed',
      `${file} is a whole report, not a part: there is nothing to merge`,
    );
  }
  if (value['schema'] !== PART_SCHEMA) {
    throw new ExpectedError(
      'report-newer',
      `${file} has schema ${value['schema']}, this version reads ${PART_SCHEMA}: install a newer Entroscope`,
    );
  }
  const { tool, shard, header, runtime, results } = value;
  if (!isRecord(tool) || tool['version'] !== TOOL.version) {
    throw new ExpectedError(
      'merge-mismatch',
      `${file} was written by another version of Entroscope than ${TOOL.version}: write all parts with one version`,
    );
  }
  const unpacked = unpackArrays(results, file);
  if (!isShard(shard) || !isHeader(header) || !isRuntime(runtime) || !isResults(unpacked)) {
    throw new ExpectedError('report-malformed', `${file} is damaged: write this shard again`);
  }
  return { file, shard, header, runtime, results: unpacked };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isShard(value: unknown): value is ShardNumber {
  if (!isRecord(value)) return false;
  const { index, count } = value;
  return (
    Number.isInteger(index) && Number.isInteger(count) && Number(index) >= 1 && Number(index) <= Number(count)
  );
}

function isHeader(value: unknown): value is AnalysisHeader {
  if (!isRecord(value)) return false;
  const { model, dataset, settings, taps } = value;
  return (
    isRecord(model) &&
    typeof model['fingerprint'] === 'string' &&
    isRecord(dataset) &&
    typeof dataset['fingerprint'] === 'string' &&
    isList(dataset['labels'], (label) => typeof label === 'string') &&
    isList(dataset['classes'], Number.isInteger) &&
    isList(dataset['classSizes'], (size) => Number.isInteger(size) && Number(size) > 0) &&
    Array.isArray(dataset['findings']) &&
    isRecord(settings) &&
    isList(taps, (entry) => isRecord(entry) && isRecord(entry['tap']) && isShape(entry['tap']['outputShape']))
  );
}

/** A shape that some model could have: what is allocated for it is bounded by the selection of neurons. */
function isShape(value: unknown): boolean {
  return (
    isList(value, (size) => Number.isInteger(size) && Number(size) > 0) &&
    product(value) <= Number.MAX_SAFE_INTEGER
  );
}

function product(sizes: readonly unknown[]): number {
  return sizes.reduce((result: number, size) => result * Number(size), 1);
}

function isRuntime(value: unknown): value is ReportRuntime {
  return isRecord(value) && typeof value['backend'] === 'string' && typeof value['analyzeMs'] === 'number';
}

function isResults(value: unknown): value is readonly WorkerResult[] {
  return isList(
    value,
    (result) =>
      isRecord(result) &&
      isList(result['taps'], isTapState) &&
      (result['task'] === null || isTaskState(result['task'])),
  );
}

function isList(value: unknown, holds: (entry: unknown) => boolean): value is readonly unknown[] {
  return Array.isArray(value) && value.every((entry) => holds(entry));
}
