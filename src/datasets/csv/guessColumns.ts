import { likeliest, Y_NAMES } from '../mapping/usualNames.js';
import { columnName, columnNames } from './columnNames.js';
import type { CsvForm } from './csvForm.js';

/** A column of the first rows. */
export interface Column {
  readonly place: number;
  readonly name: string;
  readonly holds: 'numbers' | 'texts' | 'nothing';
  readonly cells: readonly string[];
}

const ID_NAME = /(^|[ _.-])(id|idx|index|key|rownames?)$|^unnamed: ?\d+$|[a-z]I[dD]$/u;

interface Guessing {
  readonly wanted: number | null;
  readonly form: CsvForm;
  /** Gets the reasons. */
  readonly why: string[];
}

interface LabelGuessing extends Guessing {
  readonly x: readonly number[] | null;
  /** Does the file's first line say that the last column holds the class? */
  readonly last: boolean;
}

/** The column that is named as labels are, else the only one of texts, else several of which each row has one 1. */
export function guessLabels(
  rest: readonly Column[],
  { wanted, x, form, why, last }: LabelGuessing,
): readonly number[] {
  const named = labelColumn(rest);
  if (named !== null) {
    if (!PLAIN_NAMES.includes(named.name)) why.push(`${named.name} is named as labels are`);
    return [named.place];
  }
  const behind = rest.at(-1);
  if (last && behind?.place === form.columns - form.trailing - 1) {
    why.push(`the first line is that of scikit-learn's files, whose last column holds the class`);
    return [behind.place];
  }
  const [text, ...texts] = rest.filter(({ holds }) => holds === 'texts');
  if (text !== undefined && texts.length === 0 && !namesRows(text) && rest.length + (x?.length ?? 0) > 1) {
    why.push(`column ${columnName(text.place, form)} is the only one of texts`);
    return [text.place];
  }
  const [beside, ...more] = rest.filter(({ place }) => !x?.includes(place));
  if (x !== null && beside !== undefined && more.length === 0) {
    why.push(`column ${columnName(beside.place, form)} is the only one beside`);
    return [beside.place];
  }
  if (wanted === null || texts.length > 0) return [];
  const oneHot = oneHotColumns(rest, x === null ? wanted : 0);
  if (oneHot.length > 0)
    why.push(`the columns ${columnNames(oneHot, form).join(', ')} hold one 1 a row, beside zeros`);
  return oneHot;
}

/** Another text in each of many rows is a name, no class. */
function namesRows({ cells }: Column): boolean {
  return cells.length >= MANY_ROWS && new Set(cells).size === cells.length;
}

const MANY_ROWS = 20;
const PLAIN_NAMES = ['label', 'class', 'target', 'y'];

export function labelColumn(columns: readonly Column[]): Column | null {
  return likeliest(Y_NAMES, columns, ({ name }) => name.toLowerCase());
}

/** The columns beyond those that the model takes, at the end or in front, where they are one-hot. */
function oneHotColumns(columns: readonly Column[], wanted: number): readonly number[] {
  const count = columns.length - wanted;
  if (count < 2 || (columns[0]?.cells.length ?? 0) < 2) return [];
  const indexed = columns.filter((column) => !countsUp(column));
  const candidates = [columns.slice(wanted), columns.slice(0, count), indexed.slice(wanted)];
  const oneHot = candidates.find(
    (group) =>
      group.length > 1 &&
      group.every(({ cells }) => cells.every((cell) => Number(cell) === 0 || Number(cell) === 1)) &&
      group[0]?.cells.every(
        (_, row) => group.filter(({ cells }) => Number(cells[row]) === 1 && cells[row] !== '').length === 1,
      ) === true,
  );
  return oneHot?.map(({ place }) => place) ?? [];
}

/** All that are left but an index: one without a name that counts the rows, or one that is named so and is too many. */
export function guessInputs(
  free: readonly Column[],
  { wanted, form, why, dropped }: Guessing & { readonly dropped: Set<number> },
): readonly number[] {
  const leave = ({ place, name }: Column, reason: string): void => {
    dropped.add(place);
    why.push(`column ${place + 1}${name === '' ? '' : ` (${name})`} ${reason}`);
  };
  const unnamed = free.filter((column) => form.names !== null && column.name === '' && isIndex(column));
  for (const column of unnamed.slice(0, 1)) leave(column, 'has no name and counts the rows');
  let inputs = free.filter(({ place }) => !dropped.has(place));
  const identifier = inputs.find(
    (column) => ID_NAME.test(column.name) || ID_NAME.test(column.name.toLowerCase()),
  );
  const surplus =
    wanted === null ? identifier !== undefined && countsUp(identifier) : inputs.length === wanted + 1;
  if (identifier !== undefined && surplus) {
    leave(identifier, 'only names the rows');
    inputs = inputs.filter((column) => column !== identifier);
  }
  return inputs.map(({ place }) => place);
}

/** R's names of rows may be texts. */
function isIndex(column: Column): boolean {
  return countsUp(column) || (column.holds === 'texts' && new Set(column.cells).size === column.cells.length);
}

/** Whole numbers, each the next one. */
function countsUp({ cells }: Column): boolean {
  const first = Number(cells[0]);
  return (
    cells.length > 0 &&
    Number.isInteger(first) &&
    cells.every((cell, row) => cell !== '' && Number(cell) === first + row)
  );
}
