import type { CallExpression, ClassCode, Expression, FunctionCode } from '../syntax/program.js';
import type { Frame } from './frame.js';
import type { Given } from './given.js';
import type { Scope } from './scope.js';

/** What an expression may give while a program is run without data; undefined is "not known". */
export type Value =
  | undefined
  | null
  | number
  | string
  | boolean
  | ListValue
  | DictValue
  | PathValue
  | FunctionValue
  | ClassValue
  | InstanceValue
  | MethodValue
  | PartialValue
  | LayerValue
  | TensorValue
  | GroupValue
  | TextPattern
  | OpenFile
  | ModelText
  | Checkpoint
  | UnionValue;

export interface ListValue {
  readonly kind: 'list';
  readonly items: Value[];
  /** True where more, or fewer, items may be there than are known. */
  open: boolean;
}

export interface DictValue {
  readonly kind: 'dict';
  readonly entries: Map<string, Value>;
}

/** Something of a library: tf.layers.dense. */
export interface PathValue {
  readonly kind: 'path';
  readonly segments: readonly string[];
}

export interface FunctionValue {
  readonly kind: 'function';
  readonly code: FunctionCode;
  readonly scope: Scope;
  readonly self: Value;
}

export interface ClassValue {
  readonly kind: 'class';
  readonly code: ClassCode;
  readonly scope: Scope;
  readonly base: ClassValue | PathValue | null;
}

export interface InstanceValue {
  readonly kind: 'instance';
  readonly type: ClassValue;
  readonly fields: Map<string, Value>;
}

/** A built-in method of a list, model, layer or anything else: what it does is decided when it is called. */
export interface MethodValue {
  readonly kind: 'method';
  readonly self: Value;
  readonly name: string;
  /** The expression of self, so that an unknown model can be given a place. */
  readonly place: Expression | null;
}

/** Something to be called of which some arguments are given already: functools.partial, bind. */
export interface PartialValue {
  readonly kind: 'partial';
  readonly callee: Value;
  readonly args: readonly Given[];
}

export interface LayerValue {
  readonly kind: 'layer';
  readonly made: MadeLayer;
}

export interface TensorValue {
  readonly kind: 'tensor';
  readonly nodes: readonly CallNode[];
}

export interface GroupValue {
  readonly kind: 'group';
  readonly group: Group;
}

/** A text of which parts are known: `*` stands for any other. */
export interface TextPattern {
  readonly kind: 'pattern';
  readonly text: string;
}

/** A file that is open for writing. */
export interface OpenFile {
  readonly kind: 'file';
  readonly path: string;
}

/** A model as JSON, without weights: what to_json gives. */
export interface ModelText {
  readonly kind: 'json';
  readonly group: Group | null;
}

/** A callback that saves the model that it is fitted with. */
export interface Checkpoint {
  readonly kind: 'checkpoint';
  readonly path: string;
  /** Is it seen which model that is? */
  fitted: boolean;
}

export interface UnionValue {
  readonly kind: 'union';
  readonly options: readonly Value[];
}

/** Sizes that literals give; null where they do not. */
export interface LayerSizes {
  /** Dense, recurrent: units; convolutions: filters; Embedding: outputDim. */
  readonly units: number | null;
  readonly kernelSize: readonly number[] | null;
  /** In snake case; null when not known, 'linear' when none was given. */
  readonly activation: string | null;
}

/** A call in the program that makes layers. */
export interface Place {
  readonly call: CallExpression;
  /** Index of the notebook cell; 0 for a file. */
  readonly cell: number;
  /** Class of the first layer that it makes. */
  readonly type: string;
  readonly made: MadeLayer[];
  /** In a loop, whether its length is known or not. */
  looped: boolean;
}

/** Automatic names count the layers of a class in the order of making, from 0: the least and greatest that one may have. */
export interface NameNumbers {
  readonly from: number;
  readonly to: number;
}

export const ANY_NUMBER: NameNumbers = { from: 0, to: Infinity };

/** One layer that the program makes. */
export interface MadeLayer {
  /** Order of making. */
  readonly serial: number;
  readonly place: Place;
  readonly type: string;
  readonly name: string | null;
  /** True where a name is given that literals do not tell. */
  readonly nameHidden: boolean;
  readonly sizes: LayerSizes;
  readonly frame: Frame | null;
  /** The numbers that its automatic name may have, once the whole program was run. */
  numbers: NameNumbers;
  /** Does another layer (TimeDistributed, Bidirectional) hold it? */
  wrapped: boolean;
  grouped: boolean;
  /** Layers of a part of the program that nothing calls have a number of their own; others 0. */
  readonly bucket: number;
  /** First and last call on tensors. */
  first: CallNode | null;
  last: CallNode | null;
}

/** Compares layers by their first call on tensors, those that are never called last; then by the order of making. */
export function byFirstCall(a: MadeLayer, b: MadeLayer): number {
  return (a.first?.order ?? Infinity) - (b.first?.order ?? Infinity) || a.serial - b.serial;
}

/** A layer or model called on tensors; item null is something whose layers are not known. */
export interface CallNode {
  readonly order: number;
  readonly item: MadeLayer | Group | null;
  readonly inputs: readonly CallNode[];
  readonly frame: Frame | null;
}

export interface GroupEvent {
  readonly item: MadeLayer | Group | null;
  readonly frame: Frame | null;
}

/** One model that the program builds. */
export interface Group {
  readonly isGroup: true;
  readonly kind: 'sequential' | 'functional' | 'subclass' | 'loaded' | 'loose';
  variable: string | null;
  name: string | null;
  /** Offset in the text of its cell, and the cell. */
  readonly from: number;
  readonly cell: number;
  readonly frame: Frame | null;
  readonly events: GroupEvent[];
  /** Of a functional model: the nodes of its outputs. */
  readonly outputs: readonly CallNode[];
  /** The same in the order of their names, in which Keras may take them; null where they have none. */
  readonly named: readonly CallNode[] | null;
  readonly paths: string[];
  readonly webPaths: string[];
  /** Set while a function of another file has it, which may add layers. */
  lent: { readonly frame: Frame | null } | null;
  /** Of a model that is loaded: what is called to load it, as MobileNetV2. */
  loads: string | null;
  /** Of a class of models that is called as a layer: the layer that it is then. */
  asLayer: MadeLayer | null;
  /** What makes it; null where nothing in the program does. */
  readonly call: CallExpression | null;
  /** Is it made in a function that nothing in the program calls? */
  readonly uncalled: boolean;
}

export function isKind<
  Kind extends
    | 'list'
    | 'dict'
    | 'path'
    | 'function'
    | 'class'
    | 'instance'
    | 'method'
    | 'partial'
    | 'layer'
    | 'tensor'
    | 'group'
    | 'pattern'
    | 'file'
    | 'json'
    | 'checkpoint'
    | 'union',
>(value: Value, kind: Kind): value is Extract<Value, { readonly kind: Kind }> {
  return typeof value === 'object' && value !== null && value.kind === kind;
}

/** Adds the items that a list has now to another one, or to itself; of any number, which push(...) is not. */
export function addAll(items: Value[], more: readonly Value[]): void {
  const count = more.length;
  for (let index = 0; index < count; index++) items.push(more[index]);
}

/** What a variable holds after one of two ways through the program. */
export function mergeValues(a: Value, b: Value): Value {
  if (a === b) return a;
  if (a === undefined || a === null) return maybe(b);
  if (b === undefined || b === null) return maybe(a);
  if (isKind(a, 'tensor') && isKind(b, 'tensor'))
    return { kind: 'tensor', nodes: [...new Set([...a.nodes, ...b.nodes])] };
  if (typeof a !== 'object' || typeof b !== 'object') return undefined;
  const options = [...new Set([...optionsOf(a), ...optionsOf(b)])];
  return options.length > MOST_OPTIONS ? undefined : { kind: 'union', options };
}

/** The same of any number of ways; none gives undefined. */
export function mergeAll(values: readonly Value[]): Value {
  return values.length === 0 ? undefined : values.reduce(mergeValues);
}

/** What is known of a value that may also be something else, or not there yet. */
function maybe(value: Value): Value {
  if (typeof value !== 'object' || isKind(value, 'pattern')) return undefined;
  return isKind(value, 'list') ? { kind: 'list', items: value.items, open: true } : value;
}

const MOST_OPTIONS = 6;

export function optionsOf(value: Value): readonly Value[] {
  return isKind(value, 'union') ? value.options : [value];
}
