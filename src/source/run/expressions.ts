import type { Expression } from '../syntax/program.js';
import { binaryValue, unaryValue } from './arithmetic.js';
import { assign, bind } from './assignment.js';
import { callValue } from './calls.js';
import type { Given } from './given.js';
import { decidedTruth } from './decided.js';
import type { Evaluation } from './evaluation.js';
import { impliedValue } from './imports.js';
import { memberValue } from './members.js';
import { Scope } from './scope.js';
import { concatenated } from './textPatterns.js';
import { addAll, isKind, mergeAll, type ListValue, type Value } from './value.js';

/** The value of an expression, as far as it is known. */
export function expressionValue(run: Evaluation, expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'constant':
      return expression.value;
    case 'name':
      return nameValue(run, expression.name, scope);
    case 'member':
      return memberValue(run, run.evaluate(expression.object, scope), expression.name, expression.object);
    case 'index': {
      const object = run.evaluate(expression.object, scope);
      const index = expression.index === null ? undefined : run.evaluate(expression.index, scope);
      if (isKind(object, 'list') && typeof index === 'number' && !object.open) return object.items.at(index);
      if (isKind(object, 'dict') && typeof index === 'string') return object.entries.get(index);
      if (isKind(object, 'instance') && typeof index === 'string') return object.fields.get(index);
      // tf.layers[kind]
      if (isKind(object, 'path') && typeof index === 'string') return memberValue(run, object, index, null);
      return isKind(object, 'tensor') ? object : undefined;
    }
    case 'slice':
      return sliceValue(run, expression, scope);
    case 'call': {
      const callee = run.evaluate(expression.callee, scope);
      const args: Given[] = [];
      for (const arg of expression.args) {
        const value = run.evaluate(arg.value, scope);
        if (!arg.spread) args.push({ name: arg.name, value });
        else if (!run.touch(value)) return undefined;
        else if (isKind(value, 'list') && !value.open)
          for (const item of value.items) args.push({ name: null, value: item });
        else if (isKind(value, 'dict'))
          for (const [name, item] of value.entries) args.push({ name, value: item });
        else args.push({ name: '*', value });
      }
      return callValue(run, callee, args, expression, scope);
    }
    case 'list': {
      const list: ListValue = { kind: 'list', items: [], open: false };
      for (const { spread, value } of expression.items) {
        const item = run.evaluate(value, scope);
        if (!spread) list.items.push(item);
        else if (!run.touch(item)) return undefined;
        else if (isKind(item, 'list')) {
          addAll(list.items, item.items);
          list.open ||= item.open;
        } else list.open = true;
      }
      return list;
    }
    case 'object': {
      const entries = new Map<string, Value>();
      for (const { key, spread, value } of expression.entries) {
        const item = run.evaluate(value, scope);
        if (key !== null) entries.set(key, item);
        else if (!run.touch(item)) return undefined;
        else if (spread && isKind(item, 'dict'))
          for (const [name, inner] of item.entries) entries.set(name, inner);
      }
      return { kind: 'dict', entries };
    }
    case 'function':
      return run.functionValue(expression.code, scope, undefined);
    case 'class':
      return run.classValue(expression.code, scope);
    case 'binary': {
      const left = run.evaluate(expression.left, scope);
      const right = run.evaluate(expression.right, scope);
      return run.touch(left, right) ? binaryValue(expression.operator, left, right) : undefined;
    }
    case 'unary':
      return unaryValue(expression.operator, run.evaluate(expression.operand, scope));
    case 'template': {
      const values = expression.parts.map((part) =>
        typeof part === 'string' ? part : run.evaluate(part, scope),
      );
      return run.touch(...values) ? concatenated(values) : undefined;
    }
    case 'conditional': {
      const known = decidedTruth(run, expression.test, scope);
      if (known !== null) return run.evaluate(known ? expression.yes : expression.no, scope);
      const values: Value[] = [];
      run.evaluate(expression.test, scope);
      run.world.inArms(
        [expression.yes, expression.no].map((arm) => () => values.push(run.evaluate(arm, scope))),
      );
      return mergeAll(values);
    }
    case 'comprehension':
      return comprehensionValue(run, expression, scope);
    case 'assignment': {
      const value = run.evaluate(expression.value, scope);
      assign(run, expression.target, expression.operator, value, scope);
      return value;
    }
    case 'other': {
      let value: Value = undefined;
      for (const part of expression.parts) value = run.evaluate(part, scope);
      return expression.parts.length === 1 ? value : undefined;
    }
  }
}

/** A part of a list whose items are all known; of a text, which is then a part of another. */
function sliceValue(
  run: Evaluation,
  { object: whole, bounds }: Extract<Expression, { readonly kind: 'slice' }>,
  scope: Scope,
): Value {
  const object = run.evaluate(whole, scope);
  const given = bounds.map((bound) => (bound === null ? null : run.evaluate(bound, scope)));
  if (isKind(object, 'tensor')) return object;
  const known = given.every(
    (bound) => bound === null || (typeof bound === 'number' && Number.isInteger(bound)),
  );
  const [from, to, step] = given.map((bound) => (typeof bound === 'number' ? bound : null));
  if (!known || !isKind(object, 'list') || object.open || step === 0 || !run.touch(object)) return undefined;
  const { items } = object;
  const stride = step ?? 1;
  const place = (bound: number): number => (bound < 0 ? bound + items.length : bound);
  const first =
    stride > 0
      ? Math.max(0, place(from ?? 0))
      : Math.min(items.length - 1, from === null || from === undefined ? items.length - 1 : place(from));
  const end =
    stride > 0
      ? Math.min(items.length, to === null || to === undefined ? items.length : place(to))
      : to === null || to === undefined
        ? -1
        : Math.max(-1, place(to));
  const part: Value[] = [];
  for (let index = first; stride > 0 ? index < end : index > end; index += stride) part.push(items[index]);
  return { kind: 'list', items: part, open: false };
}

function comprehensionValue(
  run: Evaluation,
  { element, clauses }: Extract<Expression, { readonly kind: 'comprehension' }>,
  outer: Scope,
): Value {
  const scope = new Scope(outer, false);
  const list: ListValue = { kind: 'list', items: [], open: false };
  const level = (index: number): void => {
    const clause = clauses[index];
    if (clause === undefined) {
      list.items.push(run.evaluate(element, scope));
      return;
    }
    const iterable = run.evaluate(clause.iterable, scope);
    const known = isKind(iterable, 'list') && !iterable.open && !clause.filtered;
    list.open ||= !known;
    run.turns(clause.filtered ? undefined : iterable, (item) => {
      bind(run, clause.target, item, scope);
      level(index + 1);
    });
  };
  level(0);
  return list;
}

function nameValue(run: Evaluation, name: string, scope: Scope): Value {
  const home = scope.find(name);
  if (home !== null) {
    const value = home.variables.get(name);
    // Who passes a library to a function, or loads it in one, calls it by the usual name.
    if (name !== 'tf' || isKind(value, 'path')) return value;
  }
  return impliedValue(name, run.python, run.module);
}
