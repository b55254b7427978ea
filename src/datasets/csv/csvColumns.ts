import { basename } from 'node:path';
import { sizeOf } from '../../engine/sizeOf.js';
import { questionOf, type DataQuestion } from '../../vocabulary/dataQuestion.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, options, phrase, type Phrase } from '../../vocabulary/phrase.js';
import type { DatasetRequest } from '../dataset.js';
import type { DecidedMapping } from '../mapping/mapping.js';
import { onlyInput, refuseStrings, shapeText } from '../shapes.js';
import { columnName, columnNames, placesOf } from './columnNames.js';
import { numberOf, LABEL_TEXT, PASSED_OVER } from './csvCells.js';
import type { CsvForm } from './csvForm.js';
import { guessInputs, guessLabels, labelColumn, type Column } from './guessColumns.js';
import type { CsvHead } from './sniffCsv.js';

/** What becomes of each column; structured-cloneable. */
export interface CsvColumns {
  /** As CellReader takes them: numbers of x come first, in the order of the inputs, then those of one-hot labels. */
  readonly roles: Int32Array;
  /** Numbers of x in a row. */
  readonly width: number;
  /** Columns of one-hot labels; 0: the label is a text, or there is none. */
  readonly oneHot: number;
  /** Does a row hold a label as a text? */
  readonly labelled: boolean;
}

const MOST_SHOWN = 12;

/**
 * Which columns feed the model, which hold the labels, which are left out: as the options say, else by names and by what
 * the first rows hold. What is not clear is refused.
 * @throws ExpectedError data-shape, data-labels showing the columns with their first values
 */
export function decideColumns(
  request: DatasetRequest,
  head: CsvHead,
): { readonly columns: CsvColumns; readonly decided: DecidedMapping } {
  const { form } = head;
  const why: string[] = [];
  const columns = columnsOf(head);
  const named = (
    names: readonly string[] | null,
    by: 'x' | 'y' | 'drop' | 'labelColumn',
  ): readonly number[] | null => (names === null ? null : placesOf({ names, by, path: request.path }, form));
  const dropped = new Set(named(request.drop, 'drop') ?? []);
  const x = named(request.x, 'x');
  const asked = askedLabels(request, named);
  const rest = columns.filter(({ place }) => !dropped.has(place) && x?.includes(place) !== true);
  const wanted = wantedNumbers(request, form, x);
  const y =
    asked ??
    (request.labels === null ? guessLabels(rest, { wanted, x, form, why, last: head.classLast }) : []);
  // Labels of a file of their own go before a column of them.
  if (request.labels !== null && x === null) {
    const own = labelColumn(rest);
    if (own !== null) {
      dropped.add(own.place);
      why.push(`column ${columnName(own.place, form)} holds labels, and those of the labels' file go before`);
    }
  }
  const free = rest.filter(({ place }) => !dropped.has(place) && !y.includes(place));
  const taken = x ?? guessInputs(free, { wanted, form, why, dropped });
  if (x !== null) {
    const unused = free.map(({ place }) => place);
    if (unused.length > 0 && y.length === 0 && request.labels === null)
      why.push(`no labels were named, nor are they plain to see among the columns left out`);
    for (const place of unused) dropped.add(place);
  }
  const refuse = (problem: Phrase): never => {
    throw new ExpectedError(
      'data-shape',
      phrase`${file(request.path)} ${problem}; its columns are ${shownColumns(columns, form, y)}`,
      { question: columnQuestion(columns, { request, form, wanted }) },
    );
  };
  checkInputs(taken, { request, columns, wanted, y, dropped, form, refuse });
  const roles = new Int32Array(form.columns).fill(PASSED_OVER);
  taken.forEach((place, i) => (roles[place] = i));
  if (y.length === 1 && y[0] !== undefined) roles[y[0]] = LABEL_TEXT;
  else y.forEach((place, i) => (roles[place] = taken.length + i));
  return {
    columns: { roles, width: taken.length, oneHot: y.length > 1 ? y.length : 0, labelled: y.length === 1 },
    decided: {
      mapping: {
        x: columnNames(taken, form),
        y: columnNames(y, form),
        dropped: columnNames(
          [...dropped].sort((a, b) => a - b),
          form,
        ),
        split: null,
      },
      why,
      otherSplits: [],
    },
  };
}

function columnsOf({ form, rows }: CsvHead): readonly Column[] {
  return Array.from({ length: form.columns - form.trailing }, (_, place) => {
    const cells = rows.map((row) => row[place] ?? '');
    const filled = cells.filter((cell) => cell !== '');
    const numbers = filled.filter((cell) => numberOf(cell, form.decimal) !== null).length;
    return {
      place,
      name: form.names?.[place] ?? '',
      // A row that is wrong makes no column of texts of one of numbers.
      holds: filled.length === 0 ? 'nothing' : 2 * numbers >= filled.length ? 'numbers' : 'texts',
      cells,
    };
  });
}

function askedLabels(
  { y, labelColumn: named, labels }: DatasetRequest,
  placesNamed: (names: readonly string[] | null, by: 'y' | 'labelColumn') => readonly number[] | null,
): readonly number[] | null {
  // They name what is in the file of labels.
  if (labels !== null) return null;
  if (y !== null) return placesNamed(y, 'y');
  return named === null ? null : placesNamed([named], 'labelColumn');
}

/** Numbers that the inputs take together; null: one of them is of a free length. */
function wantedNumbers(
  { inputs }: DatasetRequest,
  { names }: CsvForm,
  x: readonly number[] | null,
): number | null {
  inputs.forEach(refuseStrings);
  const byName = inputs.every(({ name }) => names?.includes(name) === true);
  if (x === null && !byName) onlyInput(inputs, 'csv');
  const sizes = inputs.map(({ shape }) => shape.reduce<number>((size, axis) => size * (axis ?? NaN), 1));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return Number.isNaN(total) ? null : total;
}

interface Checking {
  readonly request: DatasetRequest;
  readonly columns: readonly Column[];
  readonly wanted: number | null;
  readonly y: readonly number[];
  readonly dropped: ReadonlySet<number>;
  readonly form: CsvForm;
  readonly refuse: (problem: Phrase) => never;
}

function checkInputs(
  taken: readonly number[],
  { request, columns, wanted, y, dropped, form, refuse }: Checking,
): void {
  const texts = columns.filter(({ place, holds }) => taken.includes(place) && holds === 'texts');
  const takes = request.inputs
    .map(({ name, shape }) => (request.inputs.length > 1 ? `${name} ${shapeText(shape)}` : shapeText(shape)))
    .join(', ');
  const textNames = columnNames(
    texts.map(({ place }) => place),
    form,
  ).join(', ');
  for (const place of [...taken, ...y])
    if (dropped.has(place))
      refuse(
        phrase`has column ${columnName(place, form)} both in ${option('drop')} and among those that are taken: take it out of one`,
      );
  const overlap = y.find((place) => taken.includes(place));
  if (overlap !== undefined)
    refuse(
      phrase`has column ${columnName(overlap, form)} both in ${option('x')} and in ${option('y')}: take it out of one`,
    );
  const packed = texts.find(
    ({ cells }) => cells.length > 0 && cells.every((cell) => MANY_NUMBERS.test(cell)),
  );
  if (packed !== undefined) refuse(packedWords(packed, { form, y, path: request.path }));
  if (texts.length > 0)
    refuse(
      phrase`has ${texts.length === 1 ? 'a column' : `${texts.length} columns`} of texts that no model takes (${textNames}): leave out what the model is not given with ${option('drop', textNames.replaceAll(', ', ','))}, or name what it is given with ${option('x')}, and the labels with ${option('y')}`,
    );
  if (wanted === null || taken.length === wanted) return;
  const beside = y.length === 0 ? '' : ` beside the label${y.length === 1 ? '' : 's'}`;
  const what = phrase`has ${taken.length} columns of numbers${beside} where the model's input ${takes} takes ${sizeOf([wanted])}`;
  if (y.length === 0 && request.labels === null && request.x === null && taken.length === wanted + 1) {
    const naming =
      form.names === null
        ? phrase`${option('labelColumn', '1')} (the first) or ${form.columns} (the last)`
        : phrase`${option('y', 'NAME')}`;
    refuse(phrase`${what}: is one of its columns the label? Name it: ${naming}`);
  }
  refuse(
    request.x === null
      ? phrase`${what}: name those that the model is given with ${option('x')}, or leave out others with ${option('drop')}`
      : phrase`${what}: correct ${options('and', 'x', 'drop')}`,
  );
}

/** Numbers of a sample in one cell, as fer2013.csv has its pixels. */
const MANY_NUMBERS = /^-?[\d.]+(\s+-?[\d.]+){7,}$/u;

/** Which column it is, and the lines of Python that make arrays of it. */
function packedWords(
  { place, cells }: Column,
  { form, y, path }: { readonly form: CsvForm; readonly y: readonly number[]; readonly path: string },
): Phrase {
  const name = columnName(place, form);
  const numbers = cells[0]?.split(/\s+/u).length ?? 0;
  const from = basename(path);
  const to = from.replace(/\.[^.]*$/u, '.npz');
  const [label] = y;
  const labels = label === undefined ? '' : `, y=d[${JSON.stringify(columnName(label, form))}]`;
  return phrase`holds the ${numbers} numbers of a sample as one text, in its column ${name}: make an npz of it with d = pd.read_csv('${from}'); np.savez('${to}', x=np.stack([np.array(t.split(), 'float32') for t in d[${JSON.stringify(name)}]])${labels}), and give x the shape of the model's input with reshape`;
}

/** Which column is what, for whoever can be asked. */
function columnQuestion(
  columns: readonly Column[],
  { request, form, wanted }: Pick<Checking, 'request' | 'form' | 'wanted'>,
): DataQuestion | null {
  return questionOf({
    parts: 'columns',
    choices: columns.map((column) => ({
      name: optionName(column, form),
      shown: `${shownName(column, form)}${firstValues(column).join(', ')}`,
      suits: suitsOf(column),
    })),
    asks: request.labels === null ? ['y', 'x'] : ['x'],
    inputs: request.inputs.map(({ name, shape }) => ({ name, takes: shapeText(shape) })),
    width: wanted,
  });
}

/** Never a number that is the name of another column, too. */
function optionName({ place }: Column, form: CsvForm): string {
  const name = columnName(place, form);
  const named = form.names?.indexOf(name) ?? -1;
  return named < 0 || named === place ? name : `${place + 1}-${place + 1}`;
}

/** What the header calls a column that an option can only name by number. */
function shownName({ place, name }: Column, form: CsvForm): string {
  return name === '' || form.names === null || columnName(place, form) === name
    ? ''
    : `${name.slice(0, 40)}: `;
}

/** Texts feed no model; numbers with a fraction are no classes. */
function suitsOf({ holds, cells }: Column): 'model' | 'labels' | 'either' {
  if (holds !== 'numbers') return 'labels';
  return cells.every((cell) => /^-?\d*$/u.test(cell.trim())) ? 'either' : 'model';
}

function firstValues({ cells }: Column): readonly string[] {
  return cells.slice(0, 3).map((cell) => (cell === '' ? 'empty' : cell.slice(0, 20)));
}

/** "1 Id (1, 2, 3), 6 Species (text: Iris-setosa, Iris-setosa, ...)": columns with their first values. */
function shownColumns(columns: readonly Column[], form: CsvForm, y: readonly number[]): string {
  const shown = columns.slice(0, MOST_SHOWN).map((column) => {
    const { place, name, holds } = column;
    const first = firstValues(column);
    const kind = y.includes(place) ? 'label: ' : holds === 'texts' ? 'text: ' : '';
    return `${place + 1}${form.names === null || name === '' ? '' : ` ${name.slice(0, 40)}`} (${kind}${first.join(', ')})`;
  });
  return `${shown.join(', ')}${columns.length > MOST_SHOWN ? ` and ${columns.length - MOST_SHOWN} more` : ''}`;
}
