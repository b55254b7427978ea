import type { ProgramMatch } from './matchLayers.js';

export interface SourceCandidate<Key> {
  readonly key: Key;
  readonly match: ProgramMatch;
}

export type SourceChoice<Key> =
  | { readonly kind: 'clear'; readonly key: Key }
  /** The best first; to be asked once. */
  | { readonly kind: 'ambiguous'; readonly keys: readonly Key[] }
  | { readonly kind: 'none' };

const LEAST_EXPLAINED = 0.3;
/** How much better than any other a file must be. */
const CLEAR_LEAD = 0.15;

/** Which of several files made the model: clear where one fits well and no other nearly as well. */
export function chooseSource<Key>(candidates: readonly SourceCandidate<Key>[]): SourceChoice<Key> {
  const fitting = candidates
    // A file all of whose lines are doubtful may be the one all the same.
    .filter(({ match }) => match.group !== null)
    .sort((a, b) => strength(b.match) - strength(a.match));
  const [best, second] = fitting;
  if (best === undefined) return { kind: 'none' };
  const { path, explained, headOnly } = best.match;
  // matchLayers gives lines only where enough fits; of a new head on a loaded model that may be little.
  const fits = path === 'same' || path === 'exact' || explained >= LEAST_EXPLAINED || headOnly;
  const leads = second === undefined || strength(best.match) - strength(second.match) >= CLEAR_LEAD;
  return fits && leads
    ? { kind: 'clear', key: best.key }
    : { kind: 'ambiguous', keys: fitting.map(({ key }) => key) };
}

/** Names as dense_9 say that nine of the class were made before: few other files make as many. */
const NUMBERED = 0.2;

const PATHS = { exact: 0.8, same: 0.5, other: -0.1, unknown: 0 } as const;

function strength({ fit, path, explained, confirmed, numbered }: ProgramMatch): number {
  return fit + PATHS[path] + 0.2 * explained + 0.3 * confirmed + (numbered ? NUMBERED : 0);
}
