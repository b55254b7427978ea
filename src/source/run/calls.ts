import type { CallExpression, Expression } from '../syntax/program.js';
import { bind } from './assignment.js';
import { callListMethod, isCallable } from './builtIns.js';
import { OWN_GROUP, SUPER } from './classes.js';
import type { Evaluation } from './evaluation.js';
import { keyword, nodesOf, through, type Given } from './given.js';
import { callBase, calledAsLayer, instantiate } from './instances.js';
import { callPath } from './libraryCalls.js';
import { addItem, fittedWith, savedTo, writtenTo } from './modelCalls.js';
import type { Scope } from './scope.js';
import { BRACES, joinedPath, textOf, withFields } from './textPatterns.js';
import { isKind, mergeAll, type Group, type Value } from './value.js';

/** What a call gives. */
export function callValue(
  run: Evaluation,
  callee: Value,
  args: readonly Given[],
  call: CallExpression,
  scope: Scope,
): Value {
  if (typeof callee !== 'object' || callee === null) return through(args);
  switch (callee.kind) {
    case 'function':
      return run.callFunction(callee, args);
    case 'class':
      return instantiate(run, callee, args, call);
    case 'path':
      return callPath(run, callee, { args, call, scope });
    case 'layer':
      return run.world.callOn(callee.made, nodesOf(args));
    case 'group':
      return run.world.callOn(callee.group, nodesOf(args));
    case 'partial':
      return callValue(run, callee.callee, joined(callee.args, args), call, scope);
    case 'instance': {
      const model = callee.fields.get(OWN_GROUP);
      if (model === undefined) return through(args);
      if (isKind(model, 'group') && model.group.kind === 'subclass' && nodesOf(args).length > 0)
        calledAsLayer(run, model.group);
      return callValue(run, model, args, call, scope);
    }
    case 'method':
      return callMethod(run, callee.self, callee.name, args, { call, scope, place: callee.place });
    case 'union': {
      const values: Value[] = [];
      run.world.inArms(
        callee.options.map((option) => () => {
          values.push(callValue(run, option, args, call, scope));
        }),
      );
      return mergeAll(values);
    }
    default:
      return through(args);
  }
}

/** Arguments after those that were given before; a name that is given again counts as given now. */
function joined(before: readonly Given[], now: readonly Given[]): readonly Given[] {
  const names = new Set(now.map(({ name }) => name));
  return [...before.filter(({ name }) => name === null || name === '*' || !names.has(name)), ...now];
}

interface MethodCall {
  readonly call: CallExpression;
  readonly scope: Scope;
  readonly place: Expression | null;
}

function callMethod(
  run: Evaluation,
  self: Value,
  name: string,
  args: readonly Given[],
  at: MethodCall,
): Value {
  const first = args[0]?.value;
  if (name.startsWith(`${SUPER}.`) && isKind(self, 'instance'))
    return callBase(run, self, name.slice(SUPER.length + 1), args);
  if (isKind(self, 'function') && (name === 'bind' || name === 'call')) {
    const rest = args.slice(1);
    return name === 'bind' ? { kind: 'partial', callee: self, args: rest } : run.callFunction(self, rest);
  }
  if (isKind(self, 'group')) return callGroupMethod(run, self.group, name, args);
  if (isKind(self, 'layer'))
    return /^(apply|call|__call__)$/.test(name) ? run.world.callOn(self.made, nodesOf(args)) : undefined;
  if (isKind(self, 'list') || isKind(self, 'dict') || (isKind(self, 'tensor') && isKind(first, 'function')))
    return callListMethod(run, self, name, args, at);
  if (isKind(self, 'tensor')) return self;
  const text = textOf(self);
  if (text !== null) return callTextMethod(run, { self, text, name }, args);
  if (isKind(self, 'file')) {
    if (name === 'write') writtenTo(run, self.path, first);
    return undefined;
  }
  if (self !== undefined && self !== null) return through(args);
  if (name === 'add' && (isKind(first, 'layer') || isKind(first, 'group')) && at.place !== null) {
    // A model that came from elsewhere: it becomes one here.
    const group = run.world.makeGroup(at.call, 'sequential');
    run.world.addTo(group.group, null);
    addItem(run, group.group, first, false);
    if (at.place.kind === 'name') bind(run, { kind: 'bind', name: at.place.name }, group, at.scope);
    else if (at.place.kind === 'member')
      bind(run, { kind: 'place', object: at.place.object, name: at.place.name }, group, at.scope);
    return undefined;
  }
  if (isCallable(first) && /^(map|forEach|flatMap|reduce|filter)$/.test(name))
    return callListMethod(run, { kind: 'list', items: [], open: true }, name, args, at);
  return through(args);
}

interface TextMethod {
  readonly self: Value;
  readonly text: string;
  readonly name: string;
}

/** A method of a text, or of a path, which is a text here. */
function callTextMethod(run: Evaluation, { self, text, name }: TextMethod, args: readonly Given[]): Value {
  const values = args.map(({ value }) => value);
  switch (name) {
    case 'joinpath':
      return joinedPath([self, ...values]);
    case 'format':
      return withFields(text, BRACES);
    case 'resolve':
    case 'absolute':
    case 'expanduser':
    case 'as_posix':
    case 'toString':
      return self;
    case 'open':
      return { kind: 'file', path: text };
    case 'write_text':
      writtenTo(run, text, values[0]);
      return undefined;
    default:
      return through(args);
  }
}

function callGroupMethod(run: Evaluation, group: Group, name: string, args: readonly Given[]): Value {
  const first = args[0]?.value;
  switch (name) {
    case 'add':
      addItem(run, group, first, false);
      return undefined;
    case 'save':
    case 'export': {
      const place = textOf(run.python ? (keyword(args, 'filepath') ?? first) : first);
      if (place !== null) savedTo(run, group, place, /^file:/.test(place));
      return undefined;
    }
    case 'fit':
    case 'fit_generator':
      for (const { value } of args) fittedWith(group, value);
      return undefined;
    case 'to_json':
      return { kind: 'json', group };
    case 'apply':
    case 'call':
      return run.world.callOn(group, nodesOf(args));
    case 'getLayer':
    case 'get_layer':
      return run.world.callOn(null, []);
    default:
      return undefined;
  }
}
