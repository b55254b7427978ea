import * as v from 'valibot';
import type { PartFile } from '../../protocol/childMessages.js';
import { PART_SCHEMA, runtimeSchema, type ReportRuntime } from '../../report/report.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { isRecord } from '../../vocabulary/isRecord.js';
import { parseJson } from '../../vocabulary/jsonDepth.js';
import type { Shard } from '../../vocabulary/optionKinds.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import { fields, fits, list, type Checked } from '../../vocabulary/schema.js';
import { analysisHeader, type AnalysisHeader } from '../assemble/analysisHeader.js';
import { TOOL } from '../assemble/tool.js';
import { workerResult, type WorkerResult } from '../assemble/workerResult.js';
import { implausible } from './plausiblePart.js';
import { packArrays, unpackArrays } from './typedArrayCodec.js';

/** More shards than samples that anybody chooses: each missing one is named. */
const MOST_SHARDS = 10_000;

const whole = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_SHARDS));

/** What a part holds besides its schema and who wrote it. */
const content = fields({
  shard: v.pipe(
    fields({ index: whole, count: whole }),
    v.check(({ index, count }) => index <= count),
  ),
  header: analysisHeader,
  /** Of the shard alone. */
  runtime: runtimeSchema,
  results: list(workerResult),
});

/** A part as it is read back. */
export interface Part extends Checked<typeof content> {
  readonly file: string;
}

/**
 * What `--shard K/N --json FILE` writes.
 * @param runtime asked when all is packed, so that its total tells the whole time
 */
export function partFile(
  header: AnalysisHeader,
  results: readonly WorkerResult[],
  runtime: () => ReportRuntime,
  shard: Shard,
): PartFile {
  const packed = packArrays(results);
  return {
    schema: PART_SCHEMA,
    createdAt: new Date().toISOString(),
    tool: TOOL,
    shard,
    header,
    runtime: runtime(),
    results: packed,
  };
}

/**
 * Reads a part back. Parts are made and merged by one version of Entroscope: that is checked first. What is counted is
 * checked again where it is added up.
 * @param path for messages
 * @throws ExpectedError report-malformed, report-newer, merge-mismatch
 */
export function readPart(json: string, path: string): Part {
  let value: unknown;
  try {
    value = parseJson(json);
  } catch (cause) {
    throw new ExpectedError(
      'report-malformed',
      phrase`${file(path)} is not JSON: it was cut off, or is no part of a run`,
      { cause },
    );
  }
  if (!isRecord(value) || typeof value['schema'] !== 'string' || !value['schema'].startsWith('entroscope.')) {
    throw new ExpectedError(
      'report-malformed',
      phrase`${file(path)} is no part of a run: analyze --shard K/N --json FILE writes one`,
    );
  }
  if (value['schema'].startsWith('entroscope.report/')) {
    throw new ExpectedError(
      'report-malformed',
      phrase`${file(path)} is a whole report, not a part: there is nothing to merge`,
    );
  }
  if (value['schema'] !== PART_SCHEMA) {
    throw new ExpectedError(
      'report-newer',
      phrase`${file(path)} has schema ${value['schema']}, this version reads ${PART_SCHEMA}: install a newer Entroscope`,
    );
  }
  const { tool } = value;
  if (!isRecord(tool) || tool['version'] !== TOOL.version) {
    throw new ExpectedError(
      'merge-mismatch',
      phrase`${file(path)} was written by another version of Entroscope than ${TOOL.version}: write all parts with one version`,
    );
  }
  const part = { ...value, results: unpackArrays(value['results'], path) };
  if (!fits(content, part)) {
    throw new ExpectedError('report-malformed', phrase`${file(path)} is damaged: write this shard again`);
  }
  const { shard, header, runtime, results } = part;
  const wrong = implausible({ header, results });
  if (wrong !== null) {
    throw new ExpectedError(
      'report-malformed',
      phrase`${file(path)} is damaged (${wrong}): write this shard again`,
    );
  }
  return { file: path, shard, header, runtime, results };
}
