import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { isRecord } from '../vocabulary/isRecord.js';
import type { ModelFile } from './modelFile.js';

/**
 * sha-256 over the canonical JSON (keys sorted, no spaces) of { topology, weights: the specs of all groups }, then the
 * bytes of all shards in the manifest's order. Equal for copies of a model wherever they lie; another after retraining.
 * @returns 64 hexadecimal digits
 */
export async function fingerprintModel({ topology, json, shards }: ModelFile): Promise<string> {
  const manifest = Array.isArray(json['weightsManifest']) ? json['weightsManifest'] : [];
  const weights = manifest.flatMap((group: unknown) =>
    isRecord(group) && Array.isArray(group['weights']) ? (group['weights'] as unknown[]) : [],
  );
  const hash = createHash('sha256').update(canonicalJson({ topology, weights }));
  for (const shard of shards.flat()) {
    await pipeline(createReadStream(shard.path), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) hash.update(chunk);
    });
  }
  return hash.digest('hex');
}

/** JSON whose text depends on the data only: keys in order of UTF-16 code units, no spaces. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value ?? null);
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(',')}}`;
}
