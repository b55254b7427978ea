/** Looks at one value; returns what is wrong, beginning with the field's path, or null. */
export type Check = (value: unknown, path: string) => string | null;

/** The first wrong field of a value, as "layers[0].entropy.class should be a number, is null"; null when there is none. */
export function fieldProblem(check: Check, value: unknown): string | null {
  return check(value, '');
}

export const string: Check = expecting('a string', (value) => typeof value === 'string');
export const boolean: Check = expecting('true or false', (value) => typeof value === 'boolean');
export const number: Check = expecting('a finite number', (value) => Number.isFinite(value));
export const record: Check = expecting('an object', isRecord);

export function literal(expected: string): Check {
  return expecting(JSON.stringify(expected), (value) => value === expected);
}

export function nullable(check: Check): Check {
  return (value, path) => (value === null ? null : check(value, path));
}

/** A field that may be absent. */
export function optional(check: Check): Check {
  return (value, path) => (value === undefined ? null : check(value, path));
}

export function anyOf(what: string, ...checks: readonly Check[]): Check {
  return expecting(what, (value) => checks.some((check) => check(value, '') === null));
}

export function array(item: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return wrong(path, 'a list', value);
    for (const [index, entry] of value.entries()) {
      const problem = item(entry, `${path}[${index}]`);
      if (problem !== null) return problem;
    }
    return null;
  };
}

export function tuple(...items: readonly Check[]): Check {
  return (value, path) => {
    if (!Array.isArray(value) || value.length !== items.length) {
      return wrong(path, `a list of ${items.length}`, value);
    }
    for (const [index, item] of items.entries()) {
      const problem = item(value[index], `${path}[${index}]`);
      if (problem !== null) return problem;
    }
    return null;
  };
}

/** The named fields must fit; others are allowed. */
export function object(fields: Readonly<Record<string, Check>>): Check {
  const entries = Object.entries(fields);
  return (value, path) => {
    if (!isRecord(value)) return wrong(path, 'an object', value);
    for (const [name, check] of entries) {
      const problem = check(value[name], path === '' ? name : `${path}.${name}`);
      if (problem !== null) return problem;
    }
    return null;
  };
}

function expecting(what: string, holds: (value: unknown) => boolean): Check {
  return (value, path) => (holds(value) ? null : wrong(path, what, value));
}

function wrong(path: string, what: string, value: unknown): string {
  return `${path === '' ? 'it' : path} should be ${what}, is ${briefly(value)}`;
}

function briefly(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : `${value as number | boolean | null}`;
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
