import type { Finding } from './finding.js';

/** Settings that a finding may offer to write: how numbers and outputs are read, nothing that is run or opened. */
const REMEDY_SETTINGS = ['scale', 'mean', 'std', 'channels', 'crop', 'classOrder'] as const;

/** What a finding offers to set, as a button says it. */
export interface Remedy {
  /** Was it already so in this run, which only found it out by trying? It then changes no number. */
  readonly kept: boolean;
  readonly text: string;
  readonly settings: readonly {
    readonly option: (typeof REMEDY_SETTINGS)[number];
    readonly value: string | readonly string[];
  }[];
}

/**
 * What can be done about a finding by setting options; null where it names nothing, or what it names is set already.
 * @param scale that the run had
 */
export function remedyOf(told: Finding, scale: unknown): Remedy | null {
  if (told.values === undefined) return null;
  switch (told.code) {
    case 'scale-found':
      return remedy(told.values.action, { kept: true, text: 'Keep this scale' });
    case 'class-order-found': {
      const kept = told.values.how === 'taken';
      return remedy(told.values.action, { kept, text: kept ? 'Keep this order' : 'Use this order' });
    }
    case 'input-range': {
      const { input } = told.values;
      const better = input.t === 'small' ? 'none' : input.t === 'answer' ? '0..1' : null;
      if (better === null || better === scale) return null;
      return remedy([{ option: 'scale', value: better }], {
        kept: false,
        text: better === 'none' ? 'Use no scale' : `Use ${better}`,
      });
    }
    default:
      return null;
  }
}

function remedy(
  action: readonly { readonly option: string; readonly value: string | readonly string[] }[],
  { kept, text }: Pick<Remedy, 'kept' | 'text'>,
): Remedy | null {
  const settings = action.flatMap(({ option: name, value }) => {
    const known = REMEDY_SETTINGS.find((setting) => setting === name);
    return known === undefined ? [] : [{ option: known, value }];
  });
  // Half of what belongs together would be another choice.
  return settings.length === 0 || settings.length < action.length ? null : { kept, text, settings };
}
