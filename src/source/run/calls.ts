import { classOfFunction, isLayerClass, isMergeFunction, plainClass } from '../layerTypes.js';
import type { CallExpression, Expression } from '../syntax/program.js';
import { nodesIn } from './arithmetic.js';
import { callBuiltIn, callListMethod } from './builtIns.js';
import { bind } from './assignment.js';
import { OWN_GROUP } from './classes.js';
import { instantiate } from './instances.js';
import type { Evaluation } from './evaluation.js';
import { makeLayer } from './layerCalls.js';
import type { Scope } from './scope.js';
import { isKind, mergeAll, type Group, type PathValue, type Value } from './value.js';

/** An argument's value; name is Python's keyword, '*' for a spread whose length is not known. */
export interface Given {
  readonly name: string | null;
  readonly value: Value;
}

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
      return callPath(run, callee, args, call, scope);
    case 'layer':
      return run.world.callOn(
        callee.made,
        args.flatMap(({ value }) => nodesIn(value)),
      );
    case 'group':
      return run.world.callOn(
        callee.group,
        args.flatMap(({ value }) => nodesIn(value)),
      );
    case 'instance': {
      const own = callee.fields.get(OWN_GROUP);
      return own === undefined ? through(args) : callValue(run, own, args, call, scope);
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

/** A function that nobody here knows: tensors that go in are taken to come out. */
function through(args: readonly Given[]): Value {
  const nodes = args.flatMap(({ value }) => nodesIn(value));
  return nodes.length === 0 ? undefined : { kind: 'tensor', nodes };
}

function callPath(
  run: Evaluation,
  { segments }: PathValue,
  args: readonly Given[],
  call: CallExpression,
  scope: Scope,
): Value {
  const last = segments.at(-1) ?? '';
  const first = args[0]?.value;
  const named = (...names: readonly string[]): Value =>
    args.find(({ name }) => name !== null && names.includes(name))?.value;
  if (segments[0] === 'built-in') return callBuiltIn(run, segments, args, scope);
  if (segments[0] !== 'tf') {
    if (/^(join|resolve|normpath|abspath|Path|PurePath|pathToFileURL)$/.test(last)) return joined(args);
    if (last === 'cwd' || last === 'getcwd') return '.';
    return through(args);
  }
  if (
    last === 'save_keras_model' ||
    last === 'convert_tf_saved_model' ||
    (last === 'save' && segments.includes('saved_model'))
  ) {
    const place = args.find(
      ({ name, value }, index) => index > 0 && name === null && typeof value === 'string',
    );
    if (typeof place?.value === 'string')
      savedTo(run, groupOf(first), place.value, last === 'save_keras_model');
    return undefined;
  }
  if (last === 'ModelCheckpoint') {
    const place = first ?? named('filepath');
    if (typeof place === 'string') run.world.paths.push(place);
    return undefined;
  }
  if (last === 'tidy') {
    const body = args.find(({ value }) => isKind(value, 'function'))?.value;
    return isKind(body, 'function') ? run.callFunction(body, []) : undefined;
  }
  if (/^[sS]equential$/.test(last)) {
    const config = isKind(first, 'dict') ? first.entries : null;
    const group = run.world.makeGroup(call, 'sequential', {
      name: textOf(config?.get('name') ?? named('name')),
    });
    const layers = config?.get('layers') ?? named('layers') ?? (isKind(first, 'list') ? first : undefined);
    if (isKind(layers, 'list')) {
      for (const item of layers.items) addItem(run, group.group, item, true);
      if (layers.open) run.world.addTo(group.group, null);
    } else if (layers !== undefined || (run.python && args.length > 0 && first === undefined))
      run.world.addTo(group.group, null);
    return group;
  }
  if (/^(model|Model|LayersModel|Functional)$/.test(last)) {
    const config = isKind(first, 'dict') && !run.python ? first.entries : null;
    const outputs =
      config?.get('outputs') ??
      named('outputs', 'output') ??
      args.filter(({ name }) => name === null)[1]?.value;
    return run.world.makeGroup(call, 'functional', {
      name: textOf(config?.get('name') ?? named('name')),
      outputs: nodesIn(outputs),
    });
  }
  if (/^(input|Input|InputLayer|inputLayer)$/.test(last)) {
    const layer = makeLayer(run, call, 'InputLayer', args);
    return last === 'InputLayer' || last === 'inputLayer' ? layer : run.world.callOn(layer.made, []);
  }
  if (
    /^(load_?(layers_?)?model|loadGraphModel|model_?from_?json|KerasLayer|TFSMLayer|clone_model)$/i.test(
      last,
    ) ||
    (segments.includes('applications') && /^[A-Z]/.test(last))
  ) {
    const group = run.world.makeGroup(call, 'loaded', { name: textOf(named('name')) });
    run.world.addTo(group.group, null);
    return group;
  }
  const type = layerType(run, segments, last);
  if (type !== null) return makeLayer(run, call, type, args);
  if (segments.includes('layers') && isMergeFunction(last) && run.python) {
    const kind = last.charAt(0).toUpperCase() + last.slice(1);
    const { made } = makeLayer(run, call, kind, args);
    return run.world.callOn(
      made,
      args.flatMap(({ value }) => nodesIn(value)),
    );
  }
  return through(args);
}

function layerType(run: Evaluation, segments: readonly string[], last: string): string | null {
  if (!run.python) return segments.includes('layers') || segments.length === 2 ? classOfFunction(last) : null;
  if (!/^[A-Z]/.test(last)) return null;
  return segments.includes('layers') || isLayerClass(last) ? plainClass(last) : null;
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
  if (isKind(self, 'group')) return callGroupMethod(run, self.group, name, args);
  if (isKind(self, 'layer'))
    return /^(apply|call|__call__)$/.test(name)
      ? run.world.callOn(
          self.made,
          args.flatMap(({ value }) => nodesIn(value)),
        )
      : undefined;
  if (isKind(self, 'list') || isKind(self, 'dict') || (isKind(self, 'tensor') && isKind(first, 'function')))
    return callListMethod(run, self, name, args);
  if (isKind(self, 'tensor')) return self;
  if (name === 'joinpath' && typeof self === 'string') return joined([{ name: null, value: self }, ...args]);
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
  if (isKind(first, 'function') && /^(map|forEach|flatMap|reduce|filter)$/.test(name))
    return callListMethod(run, { kind: 'list', items: [], open: true }, name, args);
  return through(args);
}

function callGroupMethod(run: Evaluation, group: Group, name: string, args: readonly Given[]): Value {
  const first = args[0]?.value;
  switch (name) {
    case 'add':
      addItem(run, group, first, false);
      return undefined;
    case 'save':
    case 'export':
      if (typeof first === 'string') savedTo(run, group, first, /^file:/.test(first));
      return undefined;
    case 'apply':
    case 'call':
      return run.world.callOn(
        group,
        args.flatMap(({ value }) => nodesIn(value)),
      );
    case 'getLayer':
    case 'get_layer':
      return run.world.callOn(null, []);
    default:
      return undefined;
  }
}

/** Puts a layer, model or several of them into a model; listed: in its list, where frames are the layers' own. */
function addItem(run: Evaluation, group: Group, value: Value, listed: boolean): void {
  if (isKind(value, 'layer')) {
    if (listed) run.world.addMade(group, value.made);
    else run.world.addTo(group, value.made);
  } else if (isKind(value, 'group')) run.world.addTo(group, value.group);
  else if (isKind(value, 'instance')) addItem(run, group, value.fields.get(OWN_GROUP), listed);
  else if (isKind(value, 'union'))
    run.world.inArms(
      value.options.map((option) => () => {
        addItem(run, group, option, false);
      }),
    );
  else if (isKind(value, 'tensor'))
    for (const node of value.nodes) {
      // Sequential([Input(...), ...]).
      if (node.item !== null && 'place' in node.item) run.world.addMade(group, node.item);
    }
  else if (value === undefined) run.world.addTo(group, null);
}

function groupOf(value: Value): Group | null {
  if (isKind(value, 'group')) return value.group;
  return isKind(value, 'instance') ? groupOf(value.fields.get(OWN_GROUP)) : null;
}

function savedTo(run: Evaluation, group: Group | null, place: string, web: boolean): void {
  (group?.paths ?? run.world.paths).push(place);
  if (web) group?.webPaths.push(place);
}

function joined(args: readonly Given[]): string | undefined {
  const parts = args.map(({ value }) => value).filter((value) => typeof value === 'string');
  return parts.length === 0 ? undefined : parts.join('/');
}

function textOf(value: Value): string | null {
  return typeof value === 'string' ? value : null;
}
