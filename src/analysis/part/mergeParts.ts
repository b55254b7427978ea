import { isDeepStrictEqual } from 'node:util';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import type { Report, ReportRuntime } from '../../report/report.js';
import { assembleReport } from '../assemble/assembleReport.js';
import type { Part } from './partFile.js';

/**
 * Joins the parts of one run, in any order, into the report that the run in one piece would have given.
 * @throws ExpectedError merge-mismatch where they are not of one run, merge-missing where some are not there
 */
export function mergeParts(parts: readonly Part[]): Report {
  const [first] = parts;
  if (first === undefined) throw new ExpectedError('merge-missing', 'there are no parts to merge');
  for (const part of parts) refuseStranger(first, part);
  refuseGaps(first, parts);
  try {
    return assembleReport(
      first.header,
      parts.flatMap(({ results }) => results),
      joinedRuntime(parts),
    );
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new ExpectedError(
      'merge-mismatch',
      `the parts do not add up to one run (${cause.message}): write them again`,
      { cause },
    );
  }
}

function refuseStranger(first: Part, part: Part): void {
  const differ = (what: string, one: unknown, other: unknown): void => {
    if (isDeepStrictEqual(one, other)) return;
    const shown = `${JSON.stringify(one)} and ${JSON.stringify(other)}`;
    const detail = shown.length > 200 ? '' : `: ${shown}`;
    throw new ExpectedError(
      'merge-mismatch',
      `${first.file} and ${part.file} are not parts of one run: another ${what}${detail}`,
    );
  };
  differ('number of shards', first.shard.count, part.shard.count);
  differ('model', first.header.model.fingerprint, part.header.model.fingerprint);
  differ('data set', first.header.dataset.fingerprint, part.header.dataset.fingerprint);
  for (const name of new Set([...Object.keys(first.header.settings), ...Object.keys(part.header.settings)])) {
    differ(`setting ${name}`, first.header.settings[name], part.header.settings[name]);
  }
  differ('backend', first.runtime.backend, part.runtime.backend);
  differ('backend version', first.runtime.backendVersion, part.runtime.backendVersion);
  differ('choice of layers', first.header.taps, part.header.taps);
  differ(
    'choice of classes',
    [first.header.dataset.classes, first.header.dataset.classSizes],
    [part.header.dataset.classes, part.header.dataset.classSizes],
  );
}

function refuseGaps(first: Part, parts: readonly Part[]): void {
  const files = new Map<number, string>();
  for (const { shard, file } of parts) {
    const other = files.get(shard.index);
    if (other !== undefined) {
      throw new ExpectedError(
        'merge-mismatch',
        `${other} and ${file} are the same part ${String(shard.index)} of ${String(shard.count)}: name each part once`,
      );
    }
    files.set(shard.index, file);
  }
  const { count } = first.shard;
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter((index) => !files.has(index));
  if (missing.length > 0) {
    throw new ExpectedError(
      'merge-missing',
      `of ${String(count)} parts these are missing: ${missing.join(', ')}: analyze with --shard K/${String(count)} writes each`,
    );
  }
}

/** Times of parts that ran one after the other or side by side: they are added, the highest memory is kept. */
function joinedRuntime(parts: readonly Part[]): ReportRuntime {
  const [first] = parts.map(({ runtime }) => runtime);
  if (first === undefined) throw new RangeError('no parts');
  return parts.slice(1).reduce(
    (joined, { runtime }) => ({
      ...joined,
      workers: joined.workers + runtime.workers,
      loadMs: joined.loadMs + runtime.loadMs,
      analyzeMs: joined.analyzeMs + runtime.analyzeMs,
      totalMs: joined.totalMs + runtime.totalMs,
      peakRssBytes: Math.max(joined.peakRssBytes, runtime.peakRssBytes),
    }),
    first,
  );
}
