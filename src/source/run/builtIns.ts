import { positional, type Given } from './given.js';
import { importedValue } from './imports.js';
import type { Evaluation } from './evaluation.js';
import { constructBase } from './instances.js';
import type { Scope } from './scope.js';
import { addAll, isKind, type DictValue, type ListValue, type TensorValue, type Value } from './value.js';

/** The few built-in functions that loops over layers use. */
export function callBuiltIn(
  run: Evaluation,
  segments: readonly string[],
  args: readonly Given[],
  scope: Scope,
): Value {
  const values = args.map(({ value }) => value);
  const [first, second, third] = values;
  if (!run.touch(...values)) return undefined;
  const name = segments.slice(1).join('.');
  switch (name) {
    case 'require':
    case 'import':
      return typeof first === 'string' ? importedValue(first, null, '') : undefined;
    case 'range':
      return range(values);
    case 'len':
      return isKind(first, 'list') && !first.open ? first.items.length : undefined;
    case 'zip': {
      const lists = values.filter((value) => isKind(value, 'list'));
      if (lists.length !== values.length || lists.some(({ open }) => open)) return undefined;
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
        return isKind(second, 'function') ? callListMethod(run, copy, 'map', positional(second)) : copy;
      }
      const length = isKind(first, 'dict') ? first.entries.get('length') : undefined;
      const turns =
        typeof length === 'number' && length <= 256 ? list(new Array<Value>(length).fill(undefined)) : OPEN();
      return isKind(second, 'function')
        ? callListMethod(run, turns, 'map', positional(second))
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
      return isKind(second, 'list') ? callListMethod(run, second, 'map', positional(first)) : undefined;
    case 'str':
    case 'String':
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
      const self = run.python ? undefined : scope.find('this')?.variables.get('this');
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
    case 'pop':
      return items.pop();
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
      return mapped(run, self, first, name);
    case 'reduce': {
      let value = second;
      let index = 0;
      run.turns(self, (item) => {
        if (isKind(first, 'function')) value = run.callFunction(first, positional(value, item, index++));
      });
      return value;
    }
    case 'filter':
      return list([...items], true);
    default:
      return undefined;
  }
}

function mapped(run: Evaluation, self: ListValue, body: Value, name: string): Value {
  const results = list([], self.open);
  let index = 0;
  run.turns(self, (item) => {
    if (!isKind(body, 'function')) return;
    const value = run.callFunction(body, positional(item, self.open ? undefined : index++));
    if (name === 'flatMap' && isKind(value, 'list')) addAll(results.items, value.items);
    else results.items.push(value);
  });
  return results;
}

function list(items: Value[], open = false): ListValue {
  return { kind: 'list', items, open };
}

const OPEN = (): ListValue => list([], true);
