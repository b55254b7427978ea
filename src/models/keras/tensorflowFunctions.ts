import type { Draft } from './draft.js';

/** One function of TensorFlow, as an op. */
export interface FunctionRow {
  readonly op: string;
  /** Its parameters by TensorFlow's name and the op's, the first one first. */
  readonly parameters: readonly (readonly [theirs: string, ours: string])[];
  /** What the op is given besides, since the two have other defaults. */
  readonly fixed: Draft;
  /** Options that may be named with this value alone. */
  readonly idle: Draft;
}

/** Function -> op and parameters; "theirs:ours" where the names differ, "=value" for what is fixed. */
const ROWS: Readonly<Record<string, string>> = {
  'math.add __operators__.add add': 'Add x:x1 y:x2',
  'math.subtract subtract __operators__.subtract': 'Subtract x:x1 y:x2',
  'math.multiply multiply __operators__.multiply': 'Multiply x:x1 y:x2',
  'math.divide math.truediv divide truediv __operators__.truediv realdiv': 'TrueDivide x:x1 y:x2',
  'math.divide_no_nan': 'DivideNoNan x:x1 y:x2',
  'math.floordiv __operators__.floordiv floor_div': 'FloorDivide x:x1 y:x2',
  'math.floormod math.mod __operators__.mod': 'Mod x:x1 y:x2',
  'math.pow pow __operators__.pow': 'Power x:x1 y:x2',
  'math.maximum maximum': 'Maximum x:x1 y:x2',
  'math.minimum minimum': 'Minimum x:x1 y:x2',
  'math.atan2': 'Arctan2 y:x1 x:x2',
  'math.equal __operators__.eq': 'Equal x:x1 y:x2 self:x1 other:x2',
  'math.not_equal __operators__.ne': 'NotEqual x:x1 y:x2 self:x1 other:x2',
  'math.greater greater': 'Greater x:x1 y:x2',
  'math.greater_equal greater_equal': 'GreaterEqual x:x1 y:x2',
  'math.less less': 'Less x:x1 y:x2',
  'math.less_equal less_equal': 'LessEqual x:x1 y:x2',
  'math.logical_and __operators__.logical_and': 'LogicalAnd x:x1 y:x2',
  'math.logical_or __operators__.logical_or': 'LogicalOr x:x1 y:x2',
  'math.logical_xor __operators__.logical_xor': 'LogicalXor x:x1 y:x2',
  'math.logical_not __operators__.logical_not': 'LogicalNot x',
  'math.abs abs': 'Abs x',
  'math.negative negative': 'Negative x',
  'math.sqrt sqrt': 'Sqrt x',
  'math.rsqrt': 'Rsqrt x',
  'math.square square': 'Square x',
  'math.exp exp': 'Exp x',
  'math.expm1': 'Expm1 x',
  'math.log': 'Log x',
  'math.log1p': 'Log1p x',
  'math.log_sigmoid': 'LogSigmoid x',
  'math.sin sin': 'Sin x',
  'math.cos cos': 'Cos x',
  'math.tan tan': 'Tan x',
  'math.asin': 'Arcsin x',
  'math.acos': 'Arccos x',
  'math.atan': 'Arctan x',
  'math.sinh': 'Sinh x',
  'math.cosh': 'Cosh x',
  'math.erf': 'Erf x',
  'math.floor floor': 'Floor x',
  'math.ceil': 'Ceil x',
  'math.round round': 'Round x',
  'math.sign sign': 'Sign x',
  'math.reciprocal': 'Reciprocal x',
  'math.is_nan': 'Isnan x',
  'math.is_finite': 'Isfinite x',
  'math.is_inf': 'Isinf x',
  'math.tanh tanh nn.tanh': 'Tanh x',
  'math.sigmoid sigmoid nn.sigmoid': 'Sigmoid x',
  'math.softplus nn.softplus': 'Softplus features:x',
  'nn.softsign': 'Softsign features:x',
  'nn.relu': 'Relu features:x',
  'nn.relu6': 'Relu6 features:x',
  'nn.elu': 'Elu features:x',
  'nn.selu': 'Selu features:x',
  'nn.silu nn.swish': 'Silu features:x',
  'nn.gelu': 'Gelu features:x approximate approximate=false',
  'nn.leaky_relu': 'LeakyRelu features:x alpha:negative_slope',
  'nn.softmax': 'Softmax logits:x axis axis=-1',
  'nn.log_softmax': 'LogSoftmax logits:x axis axis=-1',
  'nn.bias_add': 'Add value:x1 bias:x2',
  'math.l2_normalize nn.l2_normalize linalg.l2_normalize': 'L2Normalize x axis epsilon',
  'math.squared_difference': 'SquaredDifference x:x1 y:x2',
  'math.add_n add_n': 'AddN inputs:x',
  'math.reduce_mean reduce_mean': 'Mean input_tensor:x axis keepdims',
  'math.reduce_sum reduce_sum': 'Sum input_tensor:x axis keepdims',
  'math.reduce_max reduce_max': 'Max input_tensor:x axis keepdims',
  'math.reduce_min reduce_min': 'Min input_tensor:x axis keepdims',
  'math.reduce_prod reduce_prod': 'Prod input_tensor:x axis keepdims',
  'math.reduce_std': 'Std input_tensor:x axis keepdims',
  'math.reduce_variance': 'Var input_tensor:x axis keepdims',
  'math.reduce_logsumexp reduce_logsumexp': 'Logsumexp input_tensor:x axis keepdims',
  'math.reduce_any reduce_any': 'Any input_tensor:x axis keepdims',
  'math.reduce_all reduce_all': 'All input_tensor:x axis keepdims',
  'math.argmax argmax': 'Argmax input:x axis output_type axis=0',
  'math.argmin argmin': 'Argmin input:x axis output_type axis=0',
  'math.cumsum cumsum': 'Cumsum x axis axis=0',
  'math.cumprod': 'Cumprod x axis axis=0',
  'linalg.norm norm': 'Norm tensor:x ord axis keepdims',
  'linalg.matmul matmul': 'MatmulWithFlags a:x1 b:x2 transpose_a transpose_b',
  'tensordot linalg.tensordot': 'Tensordot a:x1 b:x2 axes',
  reshape: 'Reshape tensor:x shape:newshape',
  transpose: 'Transpose a:x perm:axes',
  concat: 'Concatenate values:xs axis',
  stack: 'Stack values:x axis axis=0',
  unstack: 'Unstack value:x axis axis=0',
  split: 'SplitBySizes value:x num_or_size_splits:sizes axis axis=0',
  expand_dims: 'ExpandDims input:x axis',
  squeeze: 'Squeeze input:x axis',
  tile: 'Tile input:x multiples:repeats',
  repeat: 'Repeat input:x repeats axis',
  pad: 'Pad tensor:x paddings:pad_width mode constant_values',
  reverse: 'Flip tensor:x axis',
  roll: 'Roll input:x shift axis',
  gather: 'Take params:x indices axis axis=0',
  one_hot: 'OneHot indices:x depth:num_classes axis dtype axis=-1',
  'where where_v2': 'Where condition x:x1 y:x2',
  clip_by_value: 'Clip t:x clip_value_min:x_min clip_value_max:x_max',
  cast: 'Cast x dtype',
  'convert_to_tensor identity': 'ConvertToTensor value:x dtype',
  stop_gradient: 'StopGradient input:variable',
  zeros_like: 'ZerosLike input:x',
  ones_like: 'OnesLike input:x',
  broadcast_to: 'BroadcastTo input:x shape',
  slice: 'SliceBySize input_:x begin size',
  shape: 'Shape input:x out_type',
  'image.resize': 'Resize images size method:interpolation interpolation="bilinear"',
  'nn.depth_to_space': 'DepthToSpace input:x block_size data_format',
  'nn.space_to_depth': 'SpaceToDepth input:x block_size data_format',
  '__operators__.getitem': 'GetItem x slice_spec:key',
};

/** Options that functions name with the value that they have by themselves. */
const IDLE: Draft = { method: 'bilinear', validate_indices: true, batch_dims: 0, data_format: 'NHWC' };

/** By TensorFlow's name of the function: "math.multiply". */
export const FUNCTIONS: ReadonlyMap<string, FunctionRow> = new Map(
  Object.entries(ROWS).flatMap(([names, row]) => {
    const [op = '', ...words] = row.split(' ');
    const fixed = words.filter((word) => word.includes('=')).map((word) => word.split('='));
    const parameters = words
      .filter((word) => !word.includes('='))
      .map((word): readonly [string, string] => {
        const [theirs = '', ours = theirs] = word.split(':');
        return [theirs, ours];
      });
    const values = Object.fromEntries(fixed.map(([name = '', value = '']) => [name, JSON.parse(value)]));
    return names.split(' ').map((name) => [name, { op, parameters, fixed: values, idle: IDLE }] as const);
  }),
);
