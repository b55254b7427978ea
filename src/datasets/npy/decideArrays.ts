import { sizeOf } from '../../engine/sizeOf.js';
import type { ModelInput } from '../../engine/tap.js';
import { questionOf, type DataQuestion } from '../../vocabulary/dataQuestion.js';
import { ExpectedError, type ErrorCode } from '../../vocabulary/expectedError.js';
import { file, option, options, phrase } from '../../vocabulary/phrase.js';
import type { DatasetRequest } from '../dataset.js';
import type { DecidedMapping } from '../mapping/mapping.js';
import {
  likeliest,
  placeOfName,
  senseOf,
  SPLITS,
  X_NAMES,
  Y_NAMES,
  type Split,
} from '../mapping/usualNames.js';
import { shapeText } from '../shapes.js';
import type { NpyHeader } from './npyHeader.js';

/** An array of an archive: its name, and its header where that can be read. */
export interface NamedArray {
  readonly name: string;
  readonly header: Pick<NpyHeader, 'shape' | 'type'> | null;
}

/** Which arrays of an archive feed the model, one an input, and which one holds the labels. */
export interface DecidedArrays {
  readonly x: readonly string[];
  /** null: none does. */
  readonly y: string | null;
  readonly decided: DecidedMapping;
}

const PLAIN_NAMES = ['x', 'xs', 'images', 'data', 'y', 'ys', 'labels'];
const MOST_SHOWN = 10;

type Asked = Pick<DatasetRequest, 'path' | 'inputs' | 'labels' | 'x' | 'y' | 'drop' | 'split'>;

/**
 * As the options say, else by the inputs' names, by the usual names without regard to case, by numpy.savez' arr_0 and
 * arr_1, by shape. Of an archive with parts the test's are taken unless another is asked for.
 * @throws ExpectedError data-shape, data-labels, data-unrecognised showing the arrays that there are
 */
export function decideArrays(request: Asked, arrays: readonly NamedArray[]): DecidedArrays {
  const { path, inputs } = request;
  const why: string[] = [];
  const refuse = (code: ErrorCode, problem: ReturnType<typeof phrase>): never => {
    throw new ExpectedError(code, phrase`${file(path)} ${problem}; it holds ${shownArrays(arrays)}`, {
      question: arrayQuestion(request, arrays),
    });
  };
  const named = (name: string, by: 'x' | 'y' | 'drop'): NamedArray =>
    arrays[
      placeOfName(
        arrays.map((array) => array.name),
        name,
      )
    ] ??
    refuse(by === 'y' ? 'data-labels' : 'data-shape', phrase`has no array ${name}: correct ${option(by)}`);
  const dropped = (request.drop ?? []).map((name) => named(name, 'drop'));
  const kept = arrays.filter((array) => !dropped.includes(array));
  const explicit = request.x?.map((name) => named(name, 'x')) ?? null;
  if (explicit !== null && explicit.length !== inputs.length)
    refuse(
      'data-shape',
      phrase`is given ${explicit.length} arrays by ${option('x')} where the model has ${inputs.length} input${inputs.length === 1 ? '' : 's'} (${inputs.map(({ name }) => name).join(', ')}): name one for each, in this order`,
    );
  const { split, others, part } = partOf(request, kept, explicit);
  const x =
    explicit ??
    inputs.map(
      (input) =>
        byInputName(input, part) ??
        byInputName(input, kept) ??
        (inputs.length === 1 ? guessX(input, part, why) : null) ??
        refuse('data-shape', noArray(input, inputs.length)),
    );
  const y =
    request.labels !== null
      ? null
      : request.y === null
        ? guessY({ request, part: part.filter((array) => !x.includes(array)), x, why, refuse })
        : onlyLabels(
            request.y.map((name) => named(name, 'y')),
            refuse,
          );
  const twice = [...x, y].find(
    (array, place, all) => array !== null && (dropped.includes(array) || all.indexOf(array) !== place),
  );
  if (twice !== undefined && twice !== null)
    refuse(
      'data-shape',
      phrase`is given ${twice.name} more than once by ${options('and', 'x', 'y', 'drop')}: correct them`,
    );
  const left = part.filter((array) => !x.includes(array) && array !== y);
  return {
    x: x.map(({ name }) => name),
    y: y?.name ?? null,
    decided: {
      mapping: {
        x: x.map(({ name }) => name),
        y: y === null ? [] : [y.name],
        dropped: [...new Set([...dropped, ...left])].map(({ name }) => name),
        split,
      },
      why,
      otherSplits: others,
    },
  };
}

type Refuse = (code: ErrorCode, problem: ReturnType<typeof phrase>) => never;

function onlyLabels(arrays: readonly NamedArray[], refuse: Refuse): NamedArray | null {
  const [only = null, ...more] = arrays;
  if (more.length > 0) refuse('data-labels', phrase`is given several arrays by ${option('y')}: name one`);
  return only;
}

/** The arrays of one part: those without one where there are such samples, else the test's, else val's, else train's. */
function partOf(
  { split: asked, path, inputs }: Asked,
  arrays: readonly NamedArray[],
  explicit: readonly NamedArray[] | null,
): { readonly split: Split | null; readonly others: readonly Split[]; readonly part: readonly NamedArray[] } {
  if (asked === 'none') return { split: null, others: [], part: arrays };
  const samples = explicit ?? arrays.filter(({ name }) => holdsSamples(name, inputs));
  const present = SPLITS.filter((split) => samples.some(({ name }) => senseOf(name).split === split));
  if (asked !== null && !present.includes(asked))
    throw new ExpectedError(
      'data-unrecognised',
      phrase`${file(path)} has no part ${asked}${present.length === 0 ? '' : ` (it has ${present.join(', ')})`}: correct ${option('split')}; it holds ${shownArrays(arrays)}`,
      { question: splitQuestion(present, samples) },
    );
  const whole = samples.some(({ name }) => senseOf(name).split === null);
  const split = asked ?? (whole && explicit === null ? null : (present[0] ?? null));
  if (split === null)
    return {
      split,
      others: [],
      part: arrays.filter(({ name }) => senseOf(name).split === null || present.length === 0),
    };
  return {
    split,
    others: present.filter((other) => other !== split),
    part: arrays.filter(
      ({ name }) => senseOf(name).split === split || (present.length === 1 && senseOf(name).split === null),
    ),
  };
}

function holdsSamples(name: string, inputs: readonly ModelInput[]): boolean {
  const { base } = senseOf(name);
  return X_NAMES.includes(base) || base === '' || inputs.some((input) => plainName(input) === name);
}

function plainName({ name }: ModelInput): string {
  return name.replace(/:\d+$/u, '');
}

function byInputName(input: ModelInput, arrays: readonly NamedArray[]): NamedArray | null {
  const names = arrays.map(({ name }) => name);
  const exact = arrays.find(({ name }) => name === input.name || name === plainName(input));
  return exact ?? arrays[placeOfName(names, plainName(input))] ?? null;
}

function guessX(input: ModelInput, part: readonly NamedArray[], why: string[]): NamedArray | null {
  const named = likeliest([...X_NAMES, ''], part, ({ name }) => senseOf(name).base);
  if (named !== null) {
    if (!isPlain(named.name)) why.push(`${named.name} is named as samples are`);
    return named;
  }
  const others = part.filter(({ name }) => !Y_NAMES.includes(senseOf(name).base));
  const [only, ...more] = others;
  if (only !== undefined && more.length === 0) return only;
  const first = others.find(({ name }) => name === 'arr_0');
  const fitting = others.filter(({ header }) => header !== null && mayFit(input, header.shape));
  if (first !== undefined && fitting.includes(first)) {
    why.push('arr_0 is the first array that numpy.savez was given');
    return first;
  }
  const [fits, ...further] = fitting;
  if (fits === undefined || further.length > 0) return null;
  why.push(`${fits.name} is the only array of a shape that the model takes`);
  return fits;
}

/** Does a sample of an array have as many numbers as the input? */
function mayFit({ shape }: ModelInput, [, ...sample]: readonly number[]): boolean {
  const wanted = shape.reduce<number>((product, axis) => product * (axis ?? NaN), 1);
  return Number.isNaN(wanted) ? sample.length === shape.length : sizeOf(sample) === wanted;
}

function isPlain(name: string): boolean {
  return PLAIN_NAMES.includes(name.replace(/_(test|train)$/u, '')) || PLAIN_NAMES.includes(name);
}

interface LabelSearch {
  readonly request: Asked;
  readonly part: readonly NamedArray[];
  readonly x: readonly NamedArray[];
  readonly why: string[];
  readonly refuse: Refuse;
}

/** The array that is named as labels are, else the only one of whole numbers or texts with one for each sample. */
function guessY({ part, x, why, refuse }: LabelSearch): NamedArray | null {
  const named = likeliest(Y_NAMES, part, ({ name }) => senseOf(name).base);
  if (named !== null) {
    if (!isPlain(named.name)) why.push(`${named.name} is named as labels are`);
    return named;
  }
  const samples = x[0]?.header?.shape[0];
  const single = part.filter(
    ({ header }) => header !== null && header.shape[0] === samples && sizeOf(header.shape.slice(1)) === 1,
  );
  const whole = single.filter(
    ({ header }) => header !== null && (typeof header.type !== 'string' || !header.type.startsWith('f')),
  );
  const [only, ...more] = whole;
  if (only !== undefined && more.length === 0) {
    why.push(
      `${only.name} holds ${typeof only.header?.type === 'string' ? 'a whole number' : 'a text'} for each sample`,
    );
    return only;
  }
  const candidates = more.length > 0 ? whole : single;
  const names = candidates.map(({ name }) => name);
  if (candidates.length > 0)
    refuse(
      'data-labels',
      phrase`has ${names.length === 1 ? 'an array' : 'arrays'} with one value for each sample (${names.join(', ')}) that may be labels: name the labels with ${option('y')}, or leave out what is none with ${option('drop', names.join(','))}`,
    );
  return null;
}

function noArray({ name }: ModelInput, inputs: number): ReturnType<typeof phrase> {
  return inputs === 1
    ? phrase`has no array for the model's input ${name}: name it with ${option('x')}`
    : phrase`has no array for the model's input ${name}: name one ${name}, or one for each input with ${option('x')}`;
}

/** Which array is what, for whoever can be asked. */
function arrayQuestion({ inputs, labels }: Asked, arrays: readonly NamedArray[]): DataQuestion | null {
  return questionOf({
    parts: 'arrays',
    choices: arrays.map((array) => ({
      name: array.name,
      shown: headerText(array),
      suits: suitsOf(array, inputs),
    })),
    asks: labels === null ? ['y', 'x'] : ['x'],
    inputs: inputs.map(({ name, shape }) => ({ name, takes: shapeText(shape) })),
    width: null,
  });
}

function suitsOf({ header }: NamedArray, inputs: readonly ModelInput[]): 'model' | 'labels' | 'either' {
  if (header === null || typeof header.type !== 'string') return 'labels';
  const fits = inputs.some((input) => mayFit(input, header.shape));
  const single = sizeOf(header.shape.slice(1)) === 1;
  return fits ? (single ? 'either' : 'model') : 'labels';
}

function splitQuestion(present: readonly Split[], samples: readonly NamedArray[]): DataQuestion | null {
  return questionOf({
    parts: 'splits',
    choices: present.map((split) => ({
      name: split,
      shown: samples
        .filter(({ name }) => senseOf(name).split === split)
        .map((array) => `${array.name} ${headerText(array)}`)
        .join(', '),
      suits: 'either',
    })),
    asks: ['split'],
    inputs: [],
    width: null,
  });
}

/** "x [397, 64] of f4, y [397] of i8": arrays with their shapes and types. */
function shownArrays(arrays: readonly NamedArray[]): string {
  const shown = arrays.slice(0, MOST_SHOWN).map((array) => `${array.name} ${headerText(array)}`);
  if (shown.length === 0) return 'no arrays';
  return `${shown.join(', ')}${arrays.length > MOST_SHOWN ? ` and ${arrays.length - MOST_SHOWN} more` : ''}`;
}

/** "[397, 64] of f4" */
function headerText({ header }: NamedArray): string {
  if (header === null) return '(unreadable)';
  const type = typeof header.type === 'string' ? header.type : 'texts';
  return `[${header.shape.join(', ')}] of ${type}`;
}
