import { classOfFunction, isLayerClass, isMergeFunction, plainClass } from '../layerTypes.js';
import type { CallExpression } from '../syntax/program.js';
import { nodesIn } from './arithmetic.js';
import { callBuiltIn, callListMethod, type CallPlace } from './builtIns.js';
import type { Evaluation } from './evaluation.js';
import { keyword, nodesOf, through, type Given } from './given.js';
import { CALLED, isOwnModule } from './imports.js';
import { makeLayer } from './layerCalls.js';
import { addItem, groupOf, savedTo, writtenTo } from './modelCalls.js';
import type { Scope } from './scope.js';
import { asPattern, BRACES, folderOf, joinedPath, textOf, withFields } from './textPatterns.js';
import { isKind, type DictValue, type GroupValue, type PathValue, type Value } from './value.js';

interface PathCall {
  readonly args: readonly Given[];
  readonly call: CallExpression;
  readonly scope: Scope;
}

/** What a function of a library, or a built-in one, gives. */
export function callPath(run: Evaluation, { segments }: PathValue, { args, call, scope }: PathCall): Value {
  const name = segments.at(-1) ?? '';
  switch (segments[0]) {
    case 'built-in':
      return callBuiltIn(run, segments, args, { call, scope });
    case 'tf':
      return callLibrary(run, { segments, name, args, call });
    default:
      if (segments[1] === 'functools') return callFunctools(run, name, args, { call, scope });
      if (PATH_FUNCTIONS.test(name)) return joinedPath(args.map(({ value }) => value));
      if (name === 'dirname') return withText(args[0]?.value, folderOf);
      if (name === 'cwd' || name === 'getcwd') return '.';
      if (segments[1] === 'json') return callJson(run, name, args);
      return isOwnModule(segments[1] ?? '', run.python) ? callOther(run, segments, args) : through(args);
  }
}

/** Functions that give the path of their arguments. */
const PATH_FUNCTIONS =
  /^(join|resolve|normpath|abspath|realpath|expanduser|Path|PurePath|PosixPath|pathToFileURL)$/;

/** A text of a text, of which parts may be unknown. */
function withText(value: Value, change: (text: string) => string): Value {
  const text = textOf(value);
  if (text === null) return undefined;
  return typeof value === 'string' ? change(text) : asPattern(change(text));
}

/** Python's json: a model's JSON may be read and written again, to be readable. */
function callJson(run: Evaluation, name: string, args: readonly Given[]): Value {
  const [value, file] = args;
  if (name === 'dump' && isKind(file?.value, 'file')) writtenTo(run, file.value.path, value?.value);
  return isKind(value?.value, 'json') ? value.value : through(args);
}

function callFunctools(run: Evaluation, name: string, args: readonly Given[], at: CallPlace): Value {
  const [callee, list, ...start] = args;
  if (name === 'partial' || name === 'partialmethod')
    return { kind: 'partial', callee: callee?.value, args: args.slice(1) };
  if (name !== 'reduce' || callee === undefined) return through(args);
  const items = isKind(list?.value, 'list') ? list.value : ({ kind: 'list', items: [], open: true } as const);
  return callListMethod(run, { ...items, items: [...items.items] }, 'reduce', [callee, ...start], at);
}

/** Names of functions that add layers to the model that they are given. */
const ADDING = /add|append|attach|extend|build|head|tail|block|layer|stack|body/i;

/** A function of one of the project's other files, which may make layers that this file does not show. */
function callOther(run: Evaluation, segments: readonly string[], args: readonly Given[]): Value {
  for (const { value } of args) {
    const group = groupOf(value);
    if (group === null) continue;
    if (ADDING.test(segments.at(-1) ?? '')) run.world.addTo(group, null);
    else run.world.lend(group);
  }
  const nodes = nodesOf(args);
  // What it gives may be a layer or block, to be called on a tensor.
  return nodes.length === 0
    ? { kind: 'path', segments: [...segments, CALLED] }
    : run.world.callOn(null, nodes);
}

/** A call of something of TensorFlow or Keras; name is the last of the segments. */
interface LibraryCall extends ModelCall {
  readonly segments: readonly string[];
  readonly name: string;
  readonly call: CallExpression;
}

/** A call that makes a model; call is null where nothing in the program makes it. */
interface ModelCall {
  readonly args: readonly Given[];
  readonly call: CallExpression | null;
}

function callLibrary(run: Evaluation, library: LibraryCall): Value {
  const { segments, name, args, call } = library;
  if (/^(save_keras_model|convert_tf_saved_model)$/.test(name)) return saved(run, library);
  if (name === 'save' && segments.includes('saved_model')) return saved(run, library);
  if (name === 'save_model') return saved(run, library);
  if (name === 'ModelCheckpoint') return checkpoint(run, args);
  if (name === 'tidy') {
    const body = args.find(({ value }) => isKind(value, 'function'))?.value;
    return isKind(body, 'function') ? run.callFunction(body, []) : undefined;
  }
  if (/^[sS]equential$/.test(name)) return sequentialModel(run, library);
  if (/^(model|Model|LayersModel|Functional)$/.test(name)) return functionalModel(run, library);
  if (/^(input|Input|InputLayer|inputLayer)$/.test(name)) {
    const layer = makeLayer(run, call, 'InputLayer', args);
    return name.endsWith('Layer') ? layer : run.world.callOn(layer.made, []);
  }
  if (isLoader(library)) {
    const model = run.world.makeGroup(call, 'loaded', { name: wholeText(keyword(args, 'name')) });
    run.world.addTo(model.group, null);
    model.group.loads = segments.includes('applications') ? name : (wholeText(args[0]?.value) ?? '');
    return model;
  }
  const type = layerType(run, library);
  if (type !== null) return makeLayer(run, call, type, args);
  if (run.python && segments.includes('layers') && isMergeFunction(name)) {
    const { made } = makeLayer(run, call, name.charAt(0).toUpperCase() + name.slice(1), args);
    return run.world.callOn(made, nodesOf(args));
  }
  return through(args);
}

/** The model comes first, then the place. */
function saved(run: Evaluation, { name, args }: LibraryCall): Value {
  const [model, ...rest] = args;
  const given = rest.find((arg) => arg.name === null && textOf(arg.value) !== null)?.value;
  const place = textOf(given ?? keyword(args, 'filepath') ?? keyword(args, 'artifacts_dir'));
  if (place !== null) savedTo(run, groupOf(model?.value), place, name === 'save_keras_model');
  return undefined;
}

/** A callback that saves whole models, each under a name of the epoch and its numbers. */
function checkpoint(run: Evaluation, args: readonly Given[]): Value {
  const place = args.find(({ name }) => name === null)?.value ?? keyword(args, 'filepath');
  if (keyword(args, 'save_weights_only') === true) return undefined;
  const path = textOf(withText(place, (text) => textOf(withFields(text, BRACES)) ?? text));
  return path === null ? undefined : run.world.makeCheckpoint(path);
}

/** Sequential's model. */
export function sequentialModel(run: Evaluation, { args, call }: ModelCall): GroupValue {
  const first = args[0]?.value;
  const config = isKind(first, 'dict') ? first : null;
  const model = run.world.makeGroup(call, 'sequential', { name: wholeText(given(config, args, 'name')) });
  const layers = given(config, args, 'layers') ?? (isKind(first, 'list') ? first : undefined);
  if (isKind(layers, 'list')) {
    for (const item of layers.items) addItem(run, model.group, item, true);
    if (layers.open) run.world.addTo(model.group, null);
  } else if (layers !== undefined || (run.python && args.length > 0 && first === undefined))
    run.world.addTo(model.group, null);
  return model;
}

/** The model between tensors. */
export function functionalModel(run: Evaluation, { args, call }: ModelCall): GroupValue {
  const first = args[0]?.value;
  const config = isKind(first, 'dict') && !run.python ? first : null;
  const outputs =
    given(config, args, 'outputs') ??
    keyword(args, 'output') ??
    args.filter(({ name }) => name === null)[1]?.value;
  return run.world.makeGroup(call, 'functional', {
    name: wholeText(given(config, args, 'name')),
    outputs: nodesIn(outputs),
    named: run.python && isKind(outputs, 'dict') ? nodesIn(sorted(outputs)) : null,
  });
}

function sorted({ entries }: DictValue): DictValue {
  return { kind: 'dict', entries: new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** Does it give a model whose layers the program does not show? */
function isLoader({ segments, name }: LibraryCall): boolean {
  const loads =
    /^(load_?(layers_?)?model|loadGraphModel|model_?from_?json|KerasLayer|TFSMLayer|clone_model)$/i;
  return loads.test(name) || (segments.includes('applications') && /^[A-Z]/.test(name));
}

/** The class of the layer that it makes; null where it makes none. */
function layerType({ python }: Evaluation, { segments, name }: LibraryCall): string | null {
  const ofLayers = segments.includes('layers');
  if (!python) return ofLayers || segments.length === 2 ? classOfFunction(name) : null;
  if (!/^[A-Z]/.test(name)) return null;
  return ofLayers || isLayerClass(name) ? plainClass(name) : null;
}

/** A property of JavaScript's config, or Python's keyword argument. */
function given(config: DictValue | null, args: readonly Given[], name: string): Value {
  return config?.entries.get(name) ?? keyword(args, name);
}

function wholeText(value: Value): string | null {
  return typeof value === 'string' ? value : null;
}
