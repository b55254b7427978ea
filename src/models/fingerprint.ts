import { isRecord } from '../vocabulary/isRecord.js';
import type { WeightReader } from './weightReader.js';

/**
 * sha-256 over the canonical JSON (keys sorted, no spaces) of { topology, weights: the specs of all groups }, then the
 * bytes of all shards in the manifest's order. Equal for copies of a model wherever they lie; another after retraining.
 * Of a model whose weights were loaded it is the fingerprint of what was loaded, not of what lies there by now.
 * @returns 64 hexadecimal digits
 */
export function fingerprintModel({ weights }: { readonly weights: WeightReader }): Promise<string> {
  return weights.fingerprint();
}

/** The text that a fingerprint begins with, of model.json and the topology in it. */
export function fingerprintHead({ topology, json }: HashedJson): string {
  const manifest = Array.isArray(json['weightsManifest']) ? json['weightsManifest'] : [];
  const weights = manifest.flatMap((group: unknown) =>
    isRecord(group) && Array.isArray(group['weights']) ? (group['weights'] as unknown[]) : [],
  );
  return canonicalJson({ topology, weights });
}

interface HashedJson {
  readonly json: Readonly<Record<string, unknown>>;
  readonly topology: Readonly<Record<string, unknown>>;
}

/** JSON whose text depends on the data only: keys in order of UTF-16 code units, no spaces. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value ?? null);
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`).join(',')}}`;
}
