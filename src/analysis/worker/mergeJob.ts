import { readText } from '../../files/openFile.js';
import type { MergeRequest } from '../../protocol/analysisRequest.js';
import { MOST_REPORT_BYTES, type Report } from '../../report/report.js';
import { joinParts } from '../part/mergeParts.js';
import { readPart } from '../part/partFile.js';
import { computeEvidence } from '../science/computeEvidence.js';

const USE = { code: 'data-missing', absent: 'name the parts that analyze --shard wrote' } as const;

/** Reads the parts and joins them. */
export async function mergeJob({ parts }: MergeRequest): Promise<Report> {
  const startedAt = performance.now();
  const read = await Promise.all(
    parts.map(async (path) => readPart(await readText(path, USE, MOST_REPORT_BYTES), path)),
  );
  const joined = joinParts(read, startedAt);
  return joined.report(joined.science === null ? null : await computeEvidence(joined.science));
}
