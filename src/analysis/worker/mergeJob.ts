import { readFile } from 'node:fs/promises';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import type { MergeRequest } from '../../protocol/analysisRequest.js';
import type { Report } from '../../report/report.js';
import { mergeParts } from '../part/mergeParts.js';
import { readPart } from '../part/partFile.js';

/** Reads the parts and joins them. */
export async function mergeJob({ parts }: MergeRequest): Promise<Report> {
  const read = await Promise.all(parts.map(async (file) => readPart(await textOf(file), file)));
  return mergeParts(read);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ExpectedError(
      'data-missing',
      `${file} cannot be read (${reason}): name the parts that analyze --shard wrote`,
      { cause },
    );
  }
}
