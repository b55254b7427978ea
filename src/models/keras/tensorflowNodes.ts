import { isDraft, type Draft } from './draft.js';

/** A node of TensorFlow's graph as an op, and what it is given. */
export interface ReadNode {
  readonly op: string;
  readonly values: Draft;
}

/** Op of a graph -> op and parameters by input; "@" before an attribute. */
const NODES: Readonly<Record<string, string>> = {
  'Add AddV2 BiasAdd': 'Add x1 x2',
  AddN: 'AddN *x',
  Sub: 'Subtract x1 x2',
  Mul: 'Multiply x1 x2',
  'RealDiv Div': 'TrueDivide x1 x2',
  DivNoNan: 'DivideNoNan x1 x2',
  FloorDiv: 'FloorDivide x1 x2',
  'FloorMod Mod': 'Mod x1 x2',
  Pow: 'Power x1 x2',
  Maximum: 'Maximum x1 x2',
  Minimum: 'Minimum x1 x2',
  SquaredDifference: 'SquaredDifference x1 x2',
  Equal: 'Equal x1 x2',
  NotEqual: 'NotEqual x1 x2',
  Greater: 'Greater x1 x2',
  GreaterEqual: 'GreaterEqual x1 x2',
  Less: 'Less x1 x2',
  LessEqual: 'LessEqual x1 x2',
  LogicalAnd: 'LogicalAnd x1 x2',
  LogicalOr: 'LogicalOr x1 x2',
  LogicalNot: 'LogicalNot x',
  Abs: 'Abs x',
  Neg: 'Negative x',
  Sqrt: 'Sqrt x',
  Rsqrt: 'Rsqrt x',
  Square: 'Square x',
  Exp: 'Exp x',
  Log: 'Log x',
  Log1p: 'Log1p x',
  Sin: 'Sin x',
  Cos: 'Cos x',
  Erf: 'Erf x',
  Floor: 'Floor x',
  Ceil: 'Ceil x',
  Round: 'Round x',
  Sign: 'Sign x',
  Reciprocal: 'Reciprocal x',
  Tanh: 'Tanh x',
  Sigmoid: 'Sigmoid x',
  Softplus: 'Softplus x',
  Relu: 'Relu x',
  Relu6: 'Relu6 x',
  Elu: 'Elu x',
  Selu: 'Selu x',
  LeakyRelu: 'LeakyRelu x @alpha:negative_slope',
  Softmax: 'Softmax x',
  LogSoftmax: 'LogSoftmax x',
  Mean: 'Mean x axis @keep_dims:keepdims',
  Sum: 'Sum x axis @keep_dims:keepdims',
  Max: 'Max x axis @keep_dims:keepdims',
  Min: 'Min x axis @keep_dims:keepdims',
  Prod: 'Prod x axis @keep_dims:keepdims',
  ArgMax: 'Argmax x axis',
  ArgMin: 'Argmin x axis',
  'MatMul BatchMatMul BatchMatMulV2':
    'MatmulWithFlags x1 x2 @transpose_a @transpose_b @adj_x:transpose_a @adj_y:transpose_b',
  Reshape: 'Reshape x newshape',
  Transpose: 'Transpose x axes',
  ConcatV2: 'Concatenate *xs axis',
  Pack: 'Stack *x @axis',
  Unpack: 'Unstack x @axis',
  Split: 'SplitBySizes axis x @num_split:sizes',
  SplitV: 'SplitBySizes x sizes axis',
  ExpandDims: 'ExpandDims x axis',
  Squeeze: 'Squeeze x @squeeze_dims:axis',
  Tile: 'Tile x repeats',
  'Pad PadV2': 'Pad x pad_width constant_values',
  ReverseV2: 'Flip x axis',
  GatherV2: 'Take x indices axis',
  'Select SelectV2': 'Where condition x1 x2',
  Cast: 'Cast x @DstT:dtype',
  Identity: 'Copy x',
  StopGradient: 'StopGradient variable',
  Shape: 'Shape x',
  StridedSlice:
    'StridedSlice x begin end strides @begin_mask @end_mask @ellipsis_mask @new_axis_mask @shrink_axis_mask',
  Slice: 'SliceBySize x begin size',
  ClipByValue: 'Clip x x_min x_max',
  BroadcastTo: 'BroadcastTo x shape',
};

const BY_OP = new Map(
  Object.entries(NODES).flatMap(([names, row]) =>
    names.split(' ').map((name) => [name, row.split(' ')] as const),
  ),
);

/**
 * Reads a TensorFlowOpLayer's node: what it computes, of which inputs and constants.
 * @param tensors what stands for its inputs that are no constants, in order
 * @returns null where it is not known
 */
export function readNodeDef(config: Draft, tensors: readonly unknown[]): ReadNode | null {
  const node = nodeOf(config['node_def']);
  const row = BY_OP.get(String(node?.['op']));
  if (node === null || row === undefined) return null;
  const [op = '', ...parameters] = row;
  const constants = isDraft(config['constants']) ? config['constants'] : {};
  const all = inputsOf(tensors, constants);
  const attributes = isDraft(node['attr']) ? node['attr'] : {};
  const values: Draft = {};
  const positions = parameters.filter((parameter) => !parameter.startsWith('@'));
  positions.forEach((parameter, index) => {
    if (parameter.startsWith('*'))
      values[parameter.slice(1)] = all.slice(index, all.length - positions.length + 1);
    else {
      const after = positions.some((other, place) => place < index && other.startsWith('*'));
      const value = after ? all.at(index - positions.length) : all[index];
      if (value !== undefined) values[parameter] = value;
    }
  });
  for (const parameter of parameters.filter((name) => name.startsWith('@'))) {
    const [theirs = '', ours = theirs] = parameter.slice(1).split(':');
    const value = attributeOf(attributes[theirs]);
    if (value !== null) values[ours] = value;
  }
  return { op, values };
}

/** JSON in a text, or the object itself. */
function nodeOf(written: unknown): Draft | null {
  if (isDraft(written)) return written;
  if (typeof written !== 'string') return null;
  try {
    const node: unknown = JSON.parse(written);
    return isDraft(node) ? node : null;
  } catch {
    return null;
  }
}

/** Constants stand at their places, and the tensors fill up the others. */
function inputsOf(tensors: readonly unknown[], constants: Draft): readonly unknown[] {
  const open = [...tensors];
  const count = tensors.length + Object.keys(constants).length;
  return Array.from({ length: count }, (_, index) => {
    const constant = constants[String(index)];
    return constant === undefined ? open.shift() : constant;
  });
}

const DTYPES: Readonly<Record<string, string>> = {
  DT_FLOAT: 'float32',
  DT_DOUBLE: 'float64',
  DT_HALF: 'float16',
  DT_BFLOAT16: 'bfloat16',
  DT_INT32: 'int32',
  DT_INT64: 'int64',
  DT_UINT8: 'uint8',
  DT_INT8: 'int8',
  DT_BOOL: 'bool',
};

/** The value of an attribute, as a protobuf's JSON holds it: { i: "1" }, { b: true }, { list: { i: ["1"] } }. */
function attributeOf(attribute: unknown): unknown {
  if (!isDraft(attribute)) return null;
  const { i, b, f, type, list } = attribute;
  if (typeof b === 'boolean') return b;
  if (typeof i === 'string' || typeof i === 'number') return Number(i);
  if (typeof f === 'number') return f;
  if (typeof type === 'string') return DTYPES[type] ?? 'float32';
  if (isDraft(list) && Array.isArray(list['i'])) return list['i'].map(Number);
  return null;
}
