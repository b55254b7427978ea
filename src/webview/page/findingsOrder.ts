import type { Finding } from '../../report/report.js';

const SEVERITIES = { error: 0, warning: 1, info: 2 } as const;

/**
 * Within a severity: what changed and what depth says about training first, since one acts on it; then what is said of
 * single layers; last what only explains how it was measured.
 */
const FIRST: readonly string[] = [
  'near-chance',
  'class-never-right',
  'synthetic-noise',
  'gap-falls',
  'gap-fell',
  'gap-rose',
  'not-monotone',
  'gap-plateau',
  'gap-grows',
  'gap-flat',
  'gap-unclear',
  'entropy-falls',
];
const LAST: readonly string[] = [
  'measured-partly',
  'saturated-patterns',
  'model-repaired',
  'files-ignored',
  'scale-chosen',
];

/** Does a finding only explain how it was measured? */
export function isAside({ code }: Finding): boolean {
  return LAST.includes(code);
}

/** The gravest first; a stable order, so that findings of one code keep theirs. */
export function gravestFirst(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((one, other) => rank(one) - rank(other));
}

function rank({ severity, code, layer }: Finding): number {
  const first = FIRST.indexOf(code);
  const last = LAST.indexOf(code);
  const within =
    first >= 0
      ? first
      : last >= 0
        ? FIRST.length + 1 + last
        : layer === null
          ? FIRST.length + 10
          : FIRST.length;
  return SEVERITIES[severity] * 100 + within;
}
