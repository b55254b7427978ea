import * as v from 'valibot';
import { isRecord } from './isRecord.js';

/** What a schema's value is to everybody who only reads it. */
export type ReadOnly<T> = T extends ArrayBufferView
  ? T
  : T extends readonly unknown[] | object
    ? { readonly [Key in keyof T]: ReadOnly<T[Key]> }
    : T;

/** What a value that passed the schema's guard is. */
export type Checked<Schema extends v.GenericSchema> = ReadOnly<v.InferOutput<Schema>>;

// Each message completes "FIELD should be …".
export const text = v.string('a string');
export const truth = v.boolean('true or false');
/** Reports hold no NaN and no infinity. */
export const finite = v.custom<number>((value) => Number.isFinite(value), 'a finite number');
export const interval = v.tuple([finite, finite], 'a list of 2');
export type Interval = Checked<typeof interval>;

export function list<Item extends v.GenericSchema>(item: Item): v.ArraySchema<Item, string> {
  return v.array(item, 'a list');
}

/** The named fields must fit; others are allowed, and stay in the value that was checked. */
export function fields<Entries extends v.ObjectEntries>(entries: Entries): v.ObjectSchema<Entries, string> {
  return v.object(entries, 'an object');
}

/** Any object, but no list. */
export const record = v.custom<Readonly<Record<string, unknown>>>(isRecord, 'an object');

/** `"a", "b" or "c"`. */
export function oneOf<const Options extends readonly string[]>(
  ...options: Options
): v.PicklistSchema<Options, string> {
  const quoted = options.map((option) => JSON.stringify(option));
  const last = quoted.pop() ?? '';
  return v.picklist(options, quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`);
}

/** The guard of a value: is it one? */
export function fits<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
): value is Checked<Schema> {
  return v.safeParse(schema, value, { abortEarly: true }).success;
}

/** The first wrong field, as "layers[0].entropy.class should be a finite number, is null"; null when there is none. */
export function fieldProblem(schema: v.GenericSchema, value: unknown): string | null {
  const { issues } = v.safeParse(schema, value, { abortEarly: true });
  const [issue] = issues ?? [];
  if (issue === undefined) return null;
  const path = (issue.path ?? []).map(({ key }) => key);
  const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  // A missing field is told by the object that it is missing in.
  const missing = issue.input === undefined && issue.expected !== null && issue.expected.startsWith('"');
  const wanted = missing ? '' : ` should be ${issue.message},`;
  return `${place === '' ? 'it' : place.replace(/^\./u, '')}${wanted} is ${briefly(issue.input)}`;
}

function briefly(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const shown = typeof value === 'string' ? JSON.stringify(value) : `${value as number | boolean | null}`;
  return shown.length > 40 ? `${shown.slice(0, 40)}…` : shown;
}
