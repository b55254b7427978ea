import { questionOf, type DataQuestion } from '../../vocabulary/dataQuestion.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import type { DatasetRequest } from '../dataset.js';
import { isList, isRecord } from '../nested.js';
import type { DecidedMapping } from './mapping.js';
import { shapeText } from '../shapes.js';
import { likeliest, placeOfName, senseOf, X_NAMES, Y_NAMES } from './usualNames.js';

/** Keys of samples that are objects: which hold what feeds the model, which the label. */
export interface SampleKeys {
  /** One: what feeds all inputs; several: one an input. */
  readonly x: readonly string[];
  /** null: the samples have no label. */
  readonly y: string | null;
  readonly decided: DecidedMapping;
}

type Asked = Pick<DatasetRequest, 'path' | 'inputs' | 'labels' | 'x' | 'y' | 'drop'>;

const PLAIN_X = ['x', 'xs'];
const PLAIN_Y = ['label', 'y', 'ys'];

/** What tells samples apart is no label. */
const NAMES_OF_SAMPLES = /^(id|index|name|path|file|filename|url|key|time|timestamp)$/iu;

/**
 * As the options say, else by the inputs' names, by the usual names without regard to case, else the only key whose
 * value is a list.
 * @throws ExpectedError data-shape, data-labels showing the keys that there are
 */
export function decideKeys(request: Asked, first: Readonly<Record<string, unknown>>): SampleKeys {
  const { path, inputs } = request;
  const keys = Object.keys(first);
  const why: string[] = [];
  const question = keyQuestion(request, first);
  const named = (name: string, by: 'x' | 'y' | 'drop'): string => {
    const key = keys[placeOfName(keys, name)];
    if (key !== undefined) return key;
    throw new ExpectedError(
      by === 'y' ? 'data-labels' : 'data-shape',
      phrase`the samples of ${file(path)} have no key ${name}: correct ${option(by)}; they have ${shownKeys(first)}`,
      { question },
    );
  };
  const dropped = (request.drop ?? []).map((name) => named(name, 'drop'));
  const free = keys.filter((key) => !dropped.includes(key));
  const x = request.x?.map((name) => named(name, 'x')) ?? guessX(free);
  const rest = free.filter((key) => !x.includes(key));
  const y =
    request.labels !== null
      ? null
      : request.y !== null
        ? onlyOne(
            request.y.map((name) => named(name, 'y')),
            path,
          )
        : guessY(rest);
  return {
    x,
    y,
    decided: {
      mapping: {
        x,
        y: y === null ? [] : [y],
        dropped: [...new Set([...dropped, ...rest.filter((key) => key !== y)])],
        split: null,
      },
      why,
      otherSplits: [],
    },
  };

  function guessX(free: readonly string[]): readonly string[] {
    if (free.includes('x')) return ['x'];
    const byInput = inputs.map(({ name }) =>
      free.find((key) => key === name || key === name.replace(/:\d+$/u, '')),
    );
    if (inputs.length > 1 && byInput.every((key) => key !== undefined))
      return byInput.flatMap((key) => key ?? []);
    const usual = likeliest(X_NAMES, free, (key) => senseOf(key).base);
    if (usual !== null) {
      if (!PLAIN_X.includes(usual)) why.push(`${usual} is named as samples are`);
      return [usual];
    }
    const lists = free.filter((key) => isList(first[key]) && !Y_NAMES.includes(senseOf(key).base));
    const [only, ...more] = lists;
    if (only !== undefined && more.length === 0) {
      why.push(`${only} is the only list`);
      return [only];
    }
    if (free.every((key) => Y_NAMES.includes(senseOf(key).base))) return ['x'];
    throw new ExpectedError(
      'data-shape',
      phrase`the samples of ${file(path)} do not say what feeds the model: name a key with ${option('x')}, and the labels' with ${option('y')}; they have ${shownKeys(first)}`,
      { question },
    );
  }

  function guessY(rest: readonly string[]): string | null {
    const usual = likeliest(Y_NAMES, rest, (key) => senseOf(key).base);
    if (usual !== null) {
      if (!PLAIN_Y.includes(usual)) why.push(`${usual} is named as labels are`);
      return usual;
    }
    const single = rest
      .filter((key) => !NAMES_OF_SAMPLES.test(key))
      .filter((key) => typeof first[key] === 'string' || typeof first[key] === 'number');
    const [only, ...more] = single;
    if (only === undefined) return null;
    if (more.length === 0 && (typeof first[only] === 'string' || Number.isInteger(first[only]))) {
      why.push(`${only} is the only key beside with one value a sample`);
      return only;
    }
    throw new ExpectedError(
      'data-labels',
      phrase`the samples of ${file(path)} have keys that may be labels (${single.join(', ')}): name the labels' with ${option('y')}, or leave out what is none with ${option('drop', single.join(','))}; they have ${shownKeys(first)}`,
      { question },
    );
  }
}

function onlyOne(keys: readonly string[], path: string): string | null {
  const [only = null, ...more] = keys;
  if (more.length > 0)
    throw new ExpectedError(
      'data-labels',
      phrase`the samples of ${file(path)} are given several keys by ${option('y')}: name one`,
    );
  return only;
}

/** Which key is what, for whoever can be asked. */
function keyQuestion(
  { inputs, labels }: Asked,
  first: Readonly<Record<string, unknown>>,
): DataQuestion | null {
  return questionOf({
    parts: 'keys',
    choices: Object.entries(first).map(([name, value]) => ({
      name,
      shown: shownValue(value),
      suits: isList(value) ? 'model' : typeof value === 'string' ? 'labels' : 'either',
    })),
    asks: labels === null ? ['y', 'x'] : ['x'],
    inputs: inputs.map(({ name, shape }) => ({ name, takes: shapeText(shape) })),
    width: null,
  });
}

const MOST_SHOWN = 10;

/** "pixels (list of 64), digit (3)": keys with what the first sample holds. */
export function shownKeys(first: Readonly<Record<string, unknown>>): string {
  const keys = Object.keys(first);
  const shown = keys.slice(0, MOST_SHOWN).map((key) => `${key.slice(0, 40)} (${shownValue(first[key])})`);
  if (shown.length === 0) return 'none';
  return `${shown.join(', ')}${keys.length > MOST_SHOWN ? ` and ${keys.length - MOST_SHOWN} more` : ''}`;
}

function shownValue(value: unknown): string {
  if (isList(value)) return `list of ${value.length}`;
  if (isRecord(value)) return `object with ${Object.keys(value).slice(0, 4).join(', ')}`;
  return typeof value === 'string' ? `"${value.slice(0, 20)}"` : String(value);
}
