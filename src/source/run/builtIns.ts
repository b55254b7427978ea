import type { CallExpression } from '../syntax/program.js';
import { callValue } from './calls.js';
import { positional, type Given } from './given.js';
import { importedValue } from './imports.js';
import type { Evaluation } from './evaluation.js';
import { SUPER } from './classes.js';
import { constructBase } from './instances.js';
import { memberValue } from './members.js';
import type { Scope } from './scope.js';
import { textOf } from './textPatterns.js';
import {
  addAll,
  isKind,
  mergeValues,
  type DictValue,
  type ListValue,
  type TensorValue,
  type Value,
} from './value.js';

/** The call that is evaluated, and the scope that it stands in. */
export interface CallPlace {
  readonly call: CallExpression;
  readonly scope: Scope;
}

/** The few built-in functions that loops over layers use. */
export function callBuiltIn(
  run: Evaluation,
  segments: readonly string[],
  args: readonly Given[],
  at: CallPlace,
): Value {
  const { scope } = at;
  const values = args.map(({ value }) => value);
  const [first, second, third] = values;
  if (!run.touch(...values)) return undefined;
  const name = segments.slice(1).join('.');
  switch (name) {
    case 'require':
    case 'import':
      return typeof first === 'string' ? importedValue(first, null, '') : undefined;
    case 'getattr':
      return typeof second === 'string' && typeof first === 'object'
        ? memberValue(run, first, second, null)
        : undefined;
    case 'range':
      return range(values);
    case 'len':
      return isKind(first, 'list') && !first.open ? first.items.length : undefined;
    case 'zip': {
      const lists = values.filter((value) => isKind(value, 'list'));
      if (lists.length === 0 || lists.length !== values.length || lists.some(({ open }) => open))
        return undefined;
      const length = Math.min(...lists.map(({ items }) => items.length));
      return list(Array.from({ length }, (_, index) => list(lists.map(({ items }) => items[index]))));
    }
    case 'enumerate':
      return isKind(first, 'list')
        ? list(
            first.items.map((item, index) => list([index, item])),
            first.open,
          )
        : undefined;
    case 'list':
    case 'tuple':
    case 'Array.from': {
      if (isKind(first, 'list')) {
        const copy = list([...first.items], first.open);
        return isCallable(second) ? callListMethod(run, copy, 'map', positional(second), at) : copy;
      }
      const length = isKind(first, 'dict') ? first.entries.get('length') : undefined;
      const turns =
        typeof length === 'number' && length <= 256 ? list(new Array<Value>(length).fill(undefined)) : OPEN();
      return isCallable(second)
        ? callListMethod(run, turns, 'map', positional(second), at)
        : values.length === 0
          ? list([])
          : turns;
    }
    case 'Array':
      return typeof first === 'number' && first <= 256
        ? list(new Array<Value>(first).fill(undefined))
        : OPEN();
    case 'reversed':
      return isKind(first, 'list') ? list([...first.items].reverse(), first.open) : undefined;
    case 'Object.entries':
      return isKind(first, 'dict')
        ? list([...first.entries].map(([key, value]) => list([key, value])))
        : undefined;
    case 'Object.values':
      return isKind(first, 'dict') ? list([...first.entries.values()]) : undefined;
    case 'map':
      return isKind(second, 'list') ? callListMethod(run, second, 'map', positional(first), at) : undefined;
    case 'open': {
      const path = textOf(first);
      return path === null ? undefined : { kind: 'file', path };
    }
    case 'str':
    case 'String':
      if (isKind(first, 'pattern')) return first;
      return typeof first === 'number' || typeof first === 'string' ? String(first) : undefined;
    case 'int':
    case 'Math.floor':
    case 'Math.trunc':
    case 'parseInt':
      return typeof first === 'number' ? Math.trunc(first) : undefined;
    case 'Math.round':
      return typeof first === 'number' ? Math.round(first) : undefined;
    case 'Math.ceil':
      return typeof first === 'number' ? Math.ceil(first) : undefined;
    case 'Math.pow':
      return typeof first === 'number' && typeof second === 'number' ? first ** second : undefined;
    case 'min':
    case 'Math.min':
      return ofNumbers(values, Math.min);
    case 'max':
    case 'Math.max':
      return ofNumbers(values, Math.max);
    case 'Object.assign':
      return isKind(first, 'dict') ? merged([first, second, third]) : undefined;
    case 'super': {
      // Only JavaScript's super(...) runs the other constructor by itself.
      if (run.python) {
        const self = scope.find('self')?.variables.get('self');
        return isKind(self, 'instance') ? { kind: 'method', self, name: SUPER, place: null } : undefined;
      }
      const self = scope.find('this')?.variables.get('this');
      if (isKind(self, 'instance')) constructBase(run, self, args);
      return undefined;
    }
    default:
      return undefined;
  }
}

function ofNumbers(values: readonly Value[], choose: (...numbers: number[]) => number): Value {
  const numbers = values.filter((value) => typeof value === 'number');
  return numbers.length === values.length && numbers.length > 0 ? choose(...numbers) : undefined;
}

function merged(values: readonly Value[]): Value {
  const entries = new Map<string, Value>();
  for (const value of values)
    if (isKind(value, 'dict')) for (const [key, item] of value.entries) entries.set(key, item);
  return { kind: 'dict', entries };
}

function range(values: readonly Value[]): Value {
  const numbers = values.filter((value) => typeof value === 'number');
  const [first, second, step = 1] = numbers;
  if (numbers.length !== values.length || first === undefined || step === 0) return undefined;
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const items: Value[] = [];
  for (let item = from; step > 0 ? item < to : item > to; item += step) {
    if (items.length >= 256) return undefined;
    items.push(item);
  }
  return list(items);
}

/** Methods that touch what they are given, not the whole list or dictionary. */
const ADDING: ReadonlySet<string> = new Set(['append', 'push', 'extend', 'insert', 'pop', 'get']);

/** A method of a list or dictionary; a function that is given is called for each item. */
export function callListMethod(
  run: Evaluation,
  self: ListValue | DictValue | TensorValue,
  name: string,
  args: readonly Given[],
  at: CallPlace,
): Value {
  const values = args.map(({ value }) => value);
  const [first, second] = values;
  if (!run.touch(...values) || (!ADDING.has(name) && !run.touch(self))) return undefined;
  if (self.kind === 'dict') {
    switch (name) {
      case 'items':
        return list([...self.entries].map(([key, value]) => list([key, value])));
      case 'values':
        return list([...self.entries.values()]);
      case 'keys':
        return list([...self.entries.keys()]);
      case 'get':
        return typeof first === 'string' && self.entries.has(first) ? self.entries.get(first) : second;
      default:
        return undefined;
    }
  }
  if (self.kind === 'tensor') return self;
  const { items } = self;
  switch (name) {
    case 'append':
    case 'push':
      addAll(items, values);
      return undefined;
    case 'extend':
      if (isKind(first, 'list')) addAll(items, first.items);
      else self.open = true;
      return undefined;
    case 'concat': {
      const all = list([...items], self.open);
      for (const value of values) {
        if (isKind(value, 'list')) addAll(all.items, value.items);
        else all.items.push(value);
      }
      return all;
    }
    case 'insert':
      if (typeof first === 'number') items.splice(first, 0, second);
      return undefined;
    case 'unshift':
      items.unshift(...values);
      return undefined;
    case 'shift':
      return items.shift();
    case 'pop':
      return typeof first === 'number' ? items.splice(first, 1)[0] : items.pop();
    case 'slice':
      return self.open
        ? self
        : list(
            items.slice(
              typeof first === 'number' ? first : 0,
              typeof second === 'number' ? second : undefined,
            ),
          );
    case 'reverse':
      items.reverse();
      return self;
    case 'fill':
      return list(
        items.map(() => first),
        self.open,
      );
    case 'entries':
      return list(
        items.map((item, index) => list([index, item])),
        self.open,
      );
    case 'keys':
      return list(
        items.map((_, index) => index),
        self.open,
      );
    case 'flat':
      return list(
        items.flatMap((item) => (isKind(item, 'list') ? item.items : [item])),
        self.open,
      );
    case 'forEach':
    case 'map':
    case 'flatMap':
      return mapped(run, self, { body: first, name, at });
    case 'reduce': {
      if (!isCallable(first)) return undefined;
      const starts = args.length > 1 || self.open;
      let value = starts ? second : items[0];
      let index = starts ? 0 : 1;
      run.turns(starts ? self : list(items.slice(1)), (item) => {
        const next = callValue(run, first, positional(value, item, index++), at.call, at.scope);
        value = self.open ? mergeValues(value, next) : next;
      });
      return value;
    }
    case 'filter':
      return list([...items], true);
    default:
      return undefined;
  }
}

/** What a list's function is called on. */
interface Mapping {
  readonly body: Value;
  readonly name: string;
  readonly at: CallPlace;
}

function mapped(run: Evaluation, self: ListValue, { body, name, at }: Mapping): Value {
  const results = list([], self.open);
  let index = 0;
  run.turns(self, (item) => {
    if (!isCallable(body)) return;
    // Only JavaScript gives the index, too.
    const given = run.python ? positional(item) : positional(item, self.open ? undefined : index++);
    const value = callValue(run, body, given, at.call, at.scope);
    if (name === 'flatMap' && isKind(value, 'list')) addAll(results.items, value.items);
    else results.items.push(value);
  });
  return results;
}

/** Can a list's methods call it? */
export function isCallable(value: Value): boolean {
  return (
    isKind(value, 'function') ||
    isKind(value, 'partial') ||
    isKind(value, 'path') ||
    isKind(value, 'class') ||
    isKind(value, 'layer')
  );
}

function list(items: Value[], open = false): ListValue {
  return { kind: 'list', items, open };
}

const OPEN = (): ListValue => list([], true);
