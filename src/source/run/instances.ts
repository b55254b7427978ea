import type { CallExpression } from '../syntax/program.js';
import type { Given } from './calls.js';
import { findMethod, libraryBase, OWN_GROUP } from './classes.js';
import type { Evaluation } from './evaluation.js';
import { makeLayer } from './layerCalls.js';
import { Scope } from './scope.js';
import type { ClassValue, InstanceValue, Value } from './value.js';

/** A new instance of one of the program's classes; one that extends a library's layer is a layer. */
export function instantiate(
  run: Evaluation,
  type: ClassValue,
  args: readonly Given[],
  call: CallExpression | null = null,
): Value {
  const instance: InstanceValue = { kind: 'instance', type, fields: new Map() };
  run.noteInstance(instance);
  const library = libraryBase(type);
  if (library === 'layer') return customLayer(run, type, args, call, instance);
  if (library === 'model') return subclassModel(run, type, args, call, instance);
  construct(run, type, args, instance);
  return instance;
}

function construct(run: Evaluation, type: ClassValue, args: readonly Given[], instance: InstanceValue): void {
  const chain: ClassValue[] = [];
  for (let at: ClassValue['base'] = type; at?.kind === 'class'; at = at.base) chain.unshift(at);
  for (const one of chain) {
    const scope = new Scope(one.scope, false);
    scope.variables.set('this', instance);
    for (const { name, value } of one.code.fields) instance.fields.set(name, run.evaluate(value, scope));
  }
  const method = findMethod(type, run.python ? '__init__' : 'constructor');
  if (method !== null) run.callFunction({ kind: 'function', ...method, self: instance }, args);
}

/** super(...) of JavaScript. */
export function constructBase(run: Evaluation, self: InstanceValue, args: readonly Given[]): void {
  const { base } = self.type;
  const method = base?.kind === 'class' ? findMethod(base, 'constructor') : null;
  if (method !== null) run.callFunction({ kind: 'function', ...method, self }, args);
}

/** The program's own layer class: what it makes inside is no layer of the model. */
function customLayer(
  run: Evaluation,
  type: ClassValue,
  args: readonly Given[],
  call: CallExpression | null,
  instance: InstanceValue,
): Value {
  const from = run.world.serial;
  construct(run, type, args, instance);
  for (const { name, code } of type.code.methods)
    if (name === 'call' && !run.wasCalled(code))
      run.callFunction({ kind: 'function', code, scope: type.scope, self: instance }, []);
  for (const made of run.world.madeSince(from)) made.wrapped = true;
  if (call === null) return instance;
  return makeLayer(run, call, type.code.name ?? '', args);
}

/** A class that extends Model: its layers are those that its constructor makes, in the order of its call. */
function subclassModel(
  run: Evaluation,
  type: ClassValue,
  args: readonly Given[],
  call: CallExpression | null,
  instance: InstanceValue,
): Value {
  const group = run.world.makeGroup(call, 'subclass');
  group.group.variable = type.code.name;
  instance.fields.set(OWN_GROUP, group);
  const from = run.world.serial;
  construct(run, type, args, instance);
  const method = findMethod(type, 'call');
  if (method !== null) run.callFunction({ kind: 'function', ...method, self: instance }, []);
  const made = run.world.madeSince(from).filter(({ grouped, wrapped }) => !grouped && !wrapped);
  made.sort((a, b) => (a.first?.order ?? Infinity) - (b.first?.order ?? Infinity) || a.serial - b.serial);
  for (const item of made) run.world.addMade(group.group, item);
  return instance;
}
