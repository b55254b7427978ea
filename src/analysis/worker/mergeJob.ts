import { readFile, stat } from 'node:fs/promises';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import type { MergeRequest } from '../../protocol/analysisRequest.js';
import { MOST_REPORT_BYTES, type Report } from '../../report/report.js';
import { mergeParts } from '../part/mergeParts.js';
import { readPart } from '../part/partFile.js';

/** Reads the parts and joins them. */
export async function mergeJob({ parts }: MergeRequest): Promise<Report> {
  const startedAt = performance.now();
  const read = await Promise.all(parts.map(async (path) => readPart(await textOf(path), path)));
  return mergeParts(read, startedAt);
}

async function textOf(path: string): Promise<string> {
  try {
    if ((await stat(path)).size <= MOST_REPORT_BYTES) return await readFile(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ExpectedError(
      'data-missing',
      phrase`${file(path)} cannot be read (${reason}): name the parts that analyze --shard wrote`,
      { cause },
    );
  }
  throw new ExpectedError(
    'report-malformed',
    phrase`${file(path)} has more than ${MOST_REPORT_BYTES} bytes: no part of a run has so many`,
  );
}
