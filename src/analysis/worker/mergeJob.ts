import { readText } from '../../files/openFile.js';
import type { MergeRequest } from '../../protocol/analysisRequest.js';
import { MOST_REPORT_BYTES, type Report } from '../../report/report.js';
import { mergeParts } from '../part/mergeParts.js';
import { readPart } from '../part/partFile.js';

const USE = { code: 'data-missing', absent: 'name the parts that analyze --shard wrote' } as const;

/** Reads the parts and joins them. */
export async function mergeJob({ parts }: MergeRequest): Promise<Report> {
  const startedAt = performance.now();
  const read = await Promise.all(
    parts.map(async (path) => readPart(await readText(path, USE, MOST_REPORT_BYTES), path)),
  );
  return mergeParts(read, startedAt);
}
