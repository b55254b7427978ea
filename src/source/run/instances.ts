import type { CallExpression } from '../syntax/program.js';
import { nodesOf, through, type Given } from './given.js';
import { findMethod, libraryBase, libraryName, OWN_GROUP } from './classes.js';
import type { Evaluation } from './evaluation.js';
import { makeLayer } from './layerCalls.js';
import { functionalModel, sequentialModel } from './libraryCalls.js';
import { Scope } from './scope.js';
import {
  byFirstCall,
  isKind,
  type ClassValue,
  type Group,
  type GroupValue,
  type InstanceValue,
  type Value,
} from './value.js';

/** An instance that is being made. */
interface Making {
  readonly instance: InstanceValue;
  readonly args: readonly Given[];
  /** Null where nothing in the program makes it. */
  readonly call: CallExpression | null;
}

/** A new instance of one of the program's classes; one that extends a library's layer is a layer. */
export function instantiate(
  run: Evaluation,
  type: ClassValue,
  args: readonly Given[],
  call: CallExpression | null = null,
): Value {
  const instance: InstanceValue = { kind: 'instance', type, fields: new Map() };
  run.noteInstance(instance);
  const making = { instance, args, call };
  const library = libraryBase(type);
  if (library === 'layer') return customLayer(run, making);
  if (library === 'model') subclassModel(run, making);
  else construct(run, making);
  return instance;
}

function construct(run: Evaluation, { instance, args }: Making): void {
  const { type } = instance;
  const chain: ClassValue[] = [];
  for (let ancestor: ClassValue['base'] = type; ancestor?.kind === 'class'; ancestor = ancestor.base)
    chain.unshift(ancestor);
  for (const { scope: outer, code } of chain) {
    const scope = new Scope(outer, false);
    scope.variables.set('this', instance);
    for (const { name, value } of code.fields) instance.fields.set(name, run.evaluate(value, scope));
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

/**
 * super().NAME(...) of Python: the method of the class above the one whose method is running. A library's constructor of
 * models that is given tensors, or layers, makes the instance a model as any other.
 */
export function callBase(run: Evaluation, self: InstanceValue, name: string, args: readonly Given[]): Value {
  let type: ClassValue | null = self.type;
  for (let ancestor: ClassValue['base'] = type; ancestor?.kind === 'class'; ancestor = ancestor.base)
    if (ancestor.code.methods.some(({ code }) => code === run.runningCode)) {
      type = ancestor;
      break;
    }
  const method = type.base?.kind === 'class' ? findMethod(type.base, name) : null;
  if (method !== null) return run.callFunction({ kind: 'function', ...method, self }, args);
  const own = self.fields.get(OWN_GROUP);
  if (name !== '__init__' || !isKind(own, 'group')) return through(args);
  const model = plainModel(run, self.type, { args, call: own.group.call });
  if (model !== null) run.world.journal.set(self.fields, OWN_GROUP, model);
  return undefined;
}

/** The model that a library's constructor makes of its arguments for a class of models; null where these say none. */
function plainModel(
  run: Evaluation,
  type: ClassValue,
  making: { readonly args: readonly Given[]; readonly call: CallExpression | null },
): GroupValue | null {
  const { args } = making;
  const isSequential = libraryName(type) === 'Sequential';
  const says = isSequential
    ? args.some(({ value }) => isKind(value, 'list'))
    : args.length > 1 && nodesOf(args).length > 0;
  if (!says) return null;
  const model = isSequential ? sequentialModel(run, making) : functionalModel(run, making);
  model.group.variable = type.code.name;
  return model;
}

/** A class of models that is called on a tensor is one layer of the model around it, in files of layers. */
export function calledAsLayer(run: Evaluation, group: Group): void {
  if (group.call === null || group.asLayer !== null) return;
  const { made } = run.world.makeLayer(group.call, group.variable ?? '', {
    name: group.name,
    nameHidden: false,
    sizes: { units: null, kernelSize: null, activation: null },
  });
  made.grouped = true;
  group.asLayer = made;
}

/** The program's own layer class: what it makes inside is no layer of the model. */
function customLayer(run: Evaluation, making: Making): Value {
  const { instance, args, call } = making;
  const { code: own, scope } = instance.type;
  const before = run.world.serial;
  construct(run, making);
  for (const { name, code } of own.methods)
    if (name === 'call' && !run.wasCalled(code))
      run.callFunction({ kind: 'function', code, scope, self: instance }, []);
  for (const made of run.world.madeSince(before)) made.wrapped = true;
  return call === null ? instance : makeLayer(run, call, own.name ?? '', args);
}

/** A class that extends Model: its layers are those that its constructor makes, in the order of its call. */
function subclassModel(run: Evaluation, making: Making): void {
  const { instance, call } = making;
  const { type, fields } = instance;
  const model = run.world.makeGroup(call, 'subclass');
  model.group.variable = type.code.name;
  fields.set(OWN_GROUP, model);
  if (findMethod(type, '__init__') === null) {
    const plain = plainModel(run, type, making);
    if (plain !== null) {
      fields.set(OWN_GROUP, plain);
      return;
    }
  }
  const before = run.world.serial;
  construct(run, making);
  if (fields.get(OWN_GROUP) !== model) return;
  const method = findMethod(type, 'call');
  if (method !== null) run.callFunction({ kind: 'function', ...method, self: instance }, []);
  const made = run.world.madeSince(before).filter(({ grouped, wrapped }) => !grouped && !wrapped);
  for (const layer of made.sort(byFirstCall)) run.world.addMade(model.group, layer);
}
