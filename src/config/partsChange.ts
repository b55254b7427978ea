import type { DataQuestion } from '../vocabulary/dataQuestion.js';
import type { OPTIONS } from '../vocabulary/options.js';
import type { EntryChange } from './writeEntry.js';

/** What somebody answered to a question about data, by the choices' names. */
export type PartsAnswer =
  | { readonly split: (typeof OPTIONS.split.kind.of)[number] }
  | {
      /** Several: one-hot; none: the data has no labels; null: it was not asked. */
      readonly labels: readonly string[] | null;
      /** Of arrays and keys: one an input, in their order. */
      readonly inputs: readonly string[];
    };

/** Lists of names of columns that are no longer read by anybody. */
const MOST_NAMES = 10;

/**
 * An answer as keys of an entry. What feeds the model is always named, so that nothing is left to be guessed; what is
 * left out needs no naming then, but where there are no labels, which would be looked for among it.
 */
export function partsChange(question: DataQuestion, answer: PartsAnswer): EntryChange {
  if ('split' in answer) return answer;
  const { labels, inputs } = answer;
  const x = namesOf(question, inputs);
  if (labels === null) return { x };
  const names = question.choices.map(({ name }) => name);
  const left = names.filter((name) => !inputs.includes(name) && !labels.includes(name));
  return {
    x,
    y: labels.length === 0 ? undefined : namesOf(question, labels),
    drop: labels.length > 0 || left.length === 0 ? undefined : namesOf(question, left),
    labelColumn: undefined,
  };
}

/** One name as a text, where that is read as one; else a list, of many columns as ranges of numbers from 1. */
function namesOf({ parts, choices }: DataQuestion, names: readonly string[]): string | readonly string[] {
  const written = parts === 'columns' && names.length > MOST_NAMES ? ranges(choices, names) : names;
  const [only, ...more] = written;
  return only !== undefined && more.length === 0 && !/,|^\s|\s$/u.test(only) ? only : written;
}

function ranges(choices: DataQuestion['choices'], names: readonly string[]): readonly string[] {
  const chosen = new Set(names);
  const found: { from: number; to: number }[] = [];
  choices.forEach(({ name }, index) => {
    const last = found.at(-1);
    if (!chosen.has(name)) return;
    if (last?.to === index) last.to = index + 1;
    else found.push({ from: index + 1, to: index + 1 });
  });
  return found.map(({ from, to }) => `${from}-${to}`);
}
