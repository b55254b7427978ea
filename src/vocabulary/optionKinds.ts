import * as v from 'valibot';

/** What an option takes. The command line reads it from a text, entroscope.json holds it as JSON. */
export type OptionKind =
  /** A file or a folder. */
  | { readonly t: 'path' }
  | { readonly t: 'text' }
  | { readonly t: 'whole'; readonly least: number }
  /** One number a channel. */
  | { readonly t: 'numbers'; readonly above: number | null }
  | { readonly t: 'labels' }
  /** Labels of a model's outputs: a list, a file, or the word text or number. */
  | { readonly t: 'order' }
  /** Arrays, keys or columns of the data: names, numbers from 1, ranges of numbers. */
  | { readonly t: 'names' }
  | { readonly t: 'choice'; readonly of: readonly string[] }
  /** Off unless it is given. */
  | { readonly t: 'switch' }
  /** On unless `--no-…` is given. */
  | { readonly t: 'unless' }
  /** On with `--…`, off with `--no-…`; where neither is given, what reads it chooses. */
  | { readonly t: 'either' }
  | { readonly t: 'threshold' }
  | { readonly t: 'shard' }
  /** Conditions under which a run counts as failed (src/report/gates.ts). */
  | { readonly t: 'gates' };

/** Thresholds a user set: one for all, by activation function, by layer id or name. The most special one wins. */
export interface ThresholdChoice {
  readonly all: number | null;
  readonly byActivation: Readonly<Record<string, number>>;
  readonly byLayer: Readonly<Record<string, number>>;
}

/** Part `index` (from 1) of `count`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

interface Values {
  readonly path: string;
  readonly text: string;
  readonly whole: number;
  readonly numbers: readonly number[];
  readonly labels: readonly string[];
  readonly order: readonly string[] | string;
  readonly names: readonly string[];
  readonly choice: string;
  readonly switch: boolean;
  readonly unless: boolean;
  readonly either: boolean;
  readonly threshold: ThresholdChoice;
  readonly shard: Shard;
  readonly gates: readonly string[];
}

/** The value of an option of a kind, wherever it came from. */
export type ValueOf<Kind extends OptionKind> = Kind extends { readonly of: readonly (infer Choice)[] }
  ? Choice
  : Values[Kind['t']];

interface Settings extends Omit<Values, 'labels' | 'order' | 'names' | 'threshold' | 'gates'> {
  readonly labels: readonly (string | number)[];
  readonly order: string | readonly (string | number)[];
  readonly names: string | number | readonly (string | number)[];
  readonly threshold: number | Readonly<Record<string, number>>;
  readonly gates: string | readonly string[];
}

/** The value as a key of entroscope.json has it. */
export type SettingOf<Kind extends OptionKind> = Kind extends { readonly of: readonly (infer Choice)[] }
  ? Choice
  : Settings[Kind['t']];

// Each message completes `"KEY" …`.
const filled = v.pipe(v.string('must be string'), v.minLength(1, 'must not be empty'));
const finite = v.pipe(v.number('must be number'), v.finite('must be a finite number'));
const labels = v.pipe(
  v.array(v.union([v.string(), finite], 'must be string or number'), 'must be array'),
  v.minLength(1, 'must not be empty'),
);

/** Words of the option classOrder that are no file. */
export const ORDER_WORDS: readonly string[] = ['text', 'number'];

/** The guard of a setting of a kind. */
export function settingSchema(kind: OptionKind): v.GenericSchema {
  switch (kind.t) {
    case 'path':
    case 'text':
    case 'shard':
      return filled;
    case 'whole':
      return v.pipe(
        v.number('must be integer'),
        v.integer('must be integer'),
        v.minValue(kind.least, `must be >= ${kind.least}`),
      );
    case 'numbers':
      return v.pipe(v.array(finite, 'must be array'), v.minLength(1, 'must not be empty'));
    case 'labels':
      return labels;
    case 'order':
      return v.union([filled, labels], 'must be a list of labels, a file, "text" or "number"');
    case 'names':
      return v.union(
        [filled, finite, v.pipe(v.array(v.union([filled, finite])), v.minLength(1))],
        'must be a name, a number from 1, a range such as "2-785", or a list of them',
      );
    case 'choice':
      return v.picklist(
        kind.of,
        `must be one of ${kind.of.map((choice) => JSON.stringify(choice)).join(', ')}`,
      );
    case 'switch':
    case 'unless':
    case 'either':
      return v.boolean('must be boolean');
    case 'threshold':
      return v.union([finite, v.record(v.string(), finite)], WRONG_TYPE);
    case 'gates':
      return v.union([v.string(), v.array(v.string())], WRONG_TYPE);
  }
}

const WRONG_TYPE = 'has the wrong type: see the key’s description in docs/cli.md';
