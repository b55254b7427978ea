import type { Finding } from '../vocabulary/findings/finding.js';

/**
 * Ids of the layers whose output depends on weights that are NaN or infinite. Their numbers stay in the report, since
 * they are what was counted and the layers before them are sound; but nothing is concluded from them.
 */
export function behindLostWeights(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(
    findings.flatMap((told) =>
      told.code === 'non-finite-weights' && told.values !== undefined ? told.values.behind : [],
    ),
  );
}
