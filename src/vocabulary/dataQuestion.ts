import * as v from 'valibot';
import { fields, finite, list, oneOf, text, type Checked } from './schema.js';

/** More helps nobody to choose, and would make a message of megabytes. */
const MOST_CHOICES = 1000;
const LONGEST_SHOWN = 120;

/** What the choices of a question are. */
export const dataParts = oneOf('columns', 'arrays', 'keys', 'splits');

/**
 * What a failure asks whoever can be asked: data were read, but which of their parts is what is not plain. An editor
 * asks it, and keeps the answer as x, y, drop or split of entroscope.json.
 */
export const dataQuestion = fields({
  parts: dataParts,
  /** In the data's order; name: as the options take it; shown: first values, or a shape; suits: as what its numbers tell. */
  choices: list(fields({ name: text, shown: text, suits: oneOf('model', 'labels', 'either') })),
  /** What is not decided yet: the labels, what feeds the model, which part. */
  asks: list(oneOf('y', 'x', 'split')),
  /** Of the model: one choice feeds each, but columns, which feed all of them together. */
  inputs: list(fields({ name: text, takes: text })),
  /** How many columns the model takes; null: any number, or no columns are asked for. */
  width: v.nullable(finite),
});
export type DataQuestion = Checked<typeof dataQuestion>;

/** The question, short enough for a message: null where there is nothing to choose from, or far too much. */
export function questionOf(question: DataQuestion): DataQuestion | null {
  const { choices } = question;
  if (choices.length === 0 || choices.length > MOST_CHOICES || question.asks.length === 0) return null;
  return {
    ...question,
    choices: choices.map((choice) => ({ ...choice, shown: choice.shown.slice(0, LONGEST_SHOWN) })),
  };
}
