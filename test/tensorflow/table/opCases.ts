/** A constant among an op's inputs. */
export interface Constant {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly dtype?: 'int32' | 'bool';
}

/** One op on an input "x" and constants. */
export interface OpCase {
  readonly op: string;
  /** Shape of x without the batch axis, which is 2. */
  readonly x: readonly number[];
  readonly inputs: readonly ('x' | Constant)[];
  readonly attr: Readonly<Record<string, unknown>>;
}

export interface OpFamily {
  readonly family: string;
  readonly cases: readonly OpCase[];
}

const T = { T: { type: 'DT_FLOAT' } };
const FLAT = [4];
const PICTURE = [6, 6, 2];
const ints = (...values: number[]): Constant => ({ shape: [values.length], values, dtype: 'int32' });
const int = (value: number): Constant => ({ shape: [], values: [value], dtype: 'int32' });
const float = (value: number): Constant => ({ shape: [], values: [value] });
const floats = (shape: readonly number[], from = 0.1): Constant => {
  const length = shape.reduce((product, size) => product * size, 1);
  return { shape, values: Array.from({ length }, (_, i) => from + ((i * 7) % 11) / 10) };
};
const text = (value: string): unknown => ({ s: Buffer.from(value).toString('base64') });
const list = (...i: number[]): unknown => ({ list: { i: i.map(String) } });

const one = (op: string, attr: OpCase['attr'] = {}, x: readonly number[] = FLAT): OpCase => ({
  op,
  x,
  inputs: ['x'],
  attr: { ...T, ...attr },
});
const more = (
  op: string,
  inputs: OpCase['inputs'],
  attr: OpCase['attr'] = {},
  x: readonly number[] = FLAT,
): OpCase => ({ op, x, inputs: ['x', ...inputs], attr: { ...T, ...attr } });
const withItself = (op: string): OpCase => ({
  op,
  x: FLAT,
  inputs: ['x', 'x'],
  attr: { ...T, N: { i: '2' } },
});
const reduce = (op: string): OpCase => more(op, [ints(1)], { keep_dims: { b: true } });

const CONV = {
  strides: list(1, 1, 1, 1),
  padding: text('SAME'),
  data_format: text('NHWC'),
  dilations: list(1, 1, 1, 1),
};
const POOL = {
  ksize: list(1, 2, 2, 1),
  strides: list(1, 2, 2, 1),
  padding: text('VALID'),
  data_format: text('NHWC'),
};
const POOL3 = {
  ksize: list(1, 2, 2, 2, 1),
  strides: list(1, 2, 2, 2, 1),
  padding: text('VALID'),
  data_format: text('NDHWC'),
};
const VOLUME = [4, 4, 4, 1];
const fused = (...ops: string[]): OpCase['attr'] => ({
  fused_ops: { list: { s: ops.map((name) => Buffer.from(name).toString('base64')) } },
  num_args: { i: '1' },
  epsilon: { f: 0 },
});

/** The op families of TensorFlow.js' converter, each with the ops that a network of numbers can have. */
export const OP_FAMILIES: readonly OpFamily[] = [
  {
    family: 'arithmetic',
    cases: [
      ...[
        'Add',
        'AddV2',
        'AddN',
        'Sub',
        'RealDiv',
        'Div',
        'DivNoNan',
        'FloorDiv',
        'Mul',
        'Maximum',
        'Minimum',
        'SquaredDifference',
        'Mod',
        'FloorMod',
      ].map(withItself),
      more('Pow', [float(2)]),
      more('BiasAdd', [floats([4])]),
    ],
  },
  {
    family: 'basic math',
    cases: [
      ...[
        'Abs',
        'Acos',
        'Acosh',
        'Asin',
        'Asinh',
        'Atan',
        'Atanh',
        'Ceil',
        'Cos',
        'Cosh',
        'Elu',
        'Erf',
        'Exp',
        'Expm1',
        'Floor',
        'IsFinite',
        'IsInf',
        'IsNan',
        'Log',
        'Log1p',
        'Neg',
        'Reciprocal',
        'Relu',
        'Relu6',
        'Round',
        'Rsqrt',
        'Selu',
        'Sigmoid',
        'Sign',
        'Sin',
        'Sinh',
        'Softplus',
        'Sqrt',
        'Square',
        'Tan',
        'Tanh',
      ].map((op) => one(op)),
      one('LeakyRelu', { alpha: { f: 0.2 } }),
      withItself('Atan2'),
      more('Prelu', [floats([4])]),
      more('ClipByValue', [float(-0.5), float(0.5)]),
    ],
  },
  {
    family: 'convolution and pooling',
    cases: [
      more('Conv2D', [floats([3, 3, 2, 3])], CONV, PICTURE),
      more(
        '_FusedConv2D',
        [floats([3, 3, 2, 3]), floats([3])],
        { ...CONV, ...fused('BiasAdd', 'Relu') },
        PICTURE,
      ),
      more('DepthwiseConv2dNative', [floats([3, 3, 2, 1])], CONV, PICTURE),
      more(
        'FusedDepthwiseConv2dNative',
        [floats([3, 3, 2, 1]), floats([2])],
        { ...CONV, ...fused('BiasAdd', 'Relu6') },
        PICTURE,
      ),
      {
        op: 'Conv2DBackpropInput',
        x: PICTURE,
        inputs: [ints(2, 12, 12, 3), floats([3, 3, 3, 2]), 'x'],
        attr: { ...T, ...CONV, strides: list(1, 2, 2, 1) },
      },
      more(
        'Conv3D',
        [floats([2, 2, 2, 1, 2])],
        {
          strides: list(1, 1, 1, 1, 1),
          padding: text('SAME'),
          data_format: text('NDHWC'),
          dilations: list(1, 1, 1, 1, 1),
        },
        VOLUME,
      ),
      more(
        'Dilation2D',
        [floats([2, 2, 2])],
        { strides: list(1, 1, 1, 1), rates: list(1, 1, 1, 1), padding: text('SAME') },
        PICTURE,
      ),
      one('AvgPool', POOL, PICTURE),
      one('MaxPool', POOL, PICTURE),
      one('MaxPoolWithArgmax', { ...POOL, include_batch_in_index: { b: false } }, PICTURE),
      one('AvgPool3D', POOL3, VOLUME),
      one('MaxPool3D', POOL3, VOLUME),
    ],
  },
  {
    family: 'matrices',
    cases: [
      more('MatMul', [floats([4, 3])]),
      more('_FusedMatMul', [floats([4, 3]), floats([3])], fused('BiasAdd', 'Relu')),
      more('BatchMatMulV2', [floats([1, 4, 3])], {}, [2, 4]),
      more('Einsum', [floats([4, 3])], { N: { i: '2' }, equation: text('bi,ij->bj') }),
      more('Transpose', [ints(0, 2, 1)], {}, [2, 4]),
      more('MatrixBandPart', [int(1), int(0)], {}, [3, 3]),
    ],
  },
  {
    family: 'normalization',
    cases: [
      more(
        'FusedBatchNormV3',
        [floats([2]), floats([2]), floats([2]), floats([2])],
        { epsilon: { f: 0.001 }, data_format: text('NHWC'), is_training: { b: false } },
        PICTURE,
      ),
      one('LRN', { depth_radius: { i: '1' }, bias: { f: 1 }, alpha: { f: 1 }, beta: { f: 0.5 } }, PICTURE),
      one('Softmax'),
      one('LogSoftmax'),
      reduce('EuclideanNorm'),
    ],
  },
  {
    family: 'reduction',
    cases: [
      ...['Max', 'Mean', 'Min', 'Sum', 'Prod'].map(reduce),
      more('ArgMax', [int(1)], {}, [3, 4]),
      more('ArgMin', [int(1)], {}, [3, 4]),
      more('Cumsum', [int(1)], { exclusive: { b: false }, reverse: { b: false } }),
      more('Cumprod', [int(1)], { exclusive: { b: false }, reverse: { b: false } }),
    ],
  },
  {
    family: 'logical',
    cases: [
      ...['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual'].map(withItself),
      {
        op: 'SelectV2',
        x: FLAT,
        inputs: [{ shape: [4], values: [1, 0, 1, 0], dtype: 'bool' }, 'x', 'x'],
        attr: T,
      },
    ],
  },
  {
    family: 'slices and joins',
    cases: [
      { op: 'ConcatV2', x: FLAT, inputs: ['x', 'x', int(1)], attr: { ...T, N: { i: '2' } } },
      { op: 'Pack', x: FLAT, inputs: ['x', 'x'], attr: { ...T, N: { i: '2' }, axis: { i: '1' } } },
      more('Unpack', [], { num: { i: '4' }, axis: { i: '1' } }),
      more('GatherV2', [ints(0, 2), int(1)]),
      more('GatherNd', [{ shape: [2, 1], values: [0, 1], dtype: 'int32' }]),
      more('ReverseV2', [ints(1)]),
      more('Slice', [ints(0, 1), ints(2, 2)]),
      more('StridedSlice', [ints(0, 0), ints(2, 4), ints(1, 2)], {
        begin_mask: { i: '0' },
        end_mask: { i: '0' },
        ellipsis_mask: { i: '0' },
        new_axis_mask: { i: '0' },
        shrink_axis_mask: { i: '0' },
      }),
      more('Tile', [ints(1, 2)]),
      { op: 'Split', x: FLAT, inputs: [int(1), 'x'], attr: { ...T, num_split: { i: '2' } } },
      more('SplitV', [ints(1, 3), int(1)], { num_split: { i: '2' } }),
      {
        op: 'ScatterNd',
        x: FLAT,
        inputs: [{ shape: [2, 1], values: [0, 1], dtype: 'int32' }, 'x', ints(2, 4)],
        attr: T,
      },
      {
        op: 'TensorScatterUpdate',
        x: FLAT,
        inputs: ['x', { shape: [2, 1], values: [0, 1], dtype: 'int32' }, floats([2, 4])],
        attr: T,
      },
    ],
  },
  {
    family: 'transformation',
    cases: [
      one('Cast', { SrcT: { type: 'DT_FLOAT' }, DstT: { type: 'DT_INT32' } }),
      more('ExpandDims', [int(1)]),
      one('Squeeze', { squeeze_dims: list(1) }, [1, 4]),
      more('Reshape', [ints(2, 2, 2)]),
      more('Pad', [{ shape: [2, 2], values: [0, 0, 1, 1], dtype: 'int32' }]),
      more('PadV2', [{ shape: [2, 2], values: [0, 0, 1, 1], dtype: 'int32' }, float(3)]),
      more('MirrorPad', [{ shape: [2, 2], values: [0, 0, 1, 1], dtype: 'int32' }], { mode: text('REFLECT') }),
      more('BroadcastTo', [ints(2, 3, 4)], {}, [1, 4]),
      more(
        'SpaceToBatchND',
        [ints(2, 2), { shape: [2, 2], values: [0, 0, 0, 0], dtype: 'int32' }],
        {},
        PICTURE,
      ),
      one('DepthToSpace', { block_size: { i: '2' }, data_format: text('NHWC') }, [2, 2, 4]),
    ],
  },
  {
    family: 'image',
    cases: [
      more(
        'ResizeBilinear',
        [ints(3, 3)],
        { align_corners: { b: false }, half_pixel_centers: { b: true } },
        PICTURE,
      ),
      more(
        'ResizeNearestNeighbor',
        [ints(3, 3)],
        { align_corners: { b: false }, half_pixel_centers: { b: true } },
        PICTURE,
      ),
      more(
        'CropAndResize',
        [{ shape: [2, 4], values: [0, 0, 1, 1, 0, 0, 0.5, 0.5] }, ints(0, 1), ints(3, 3)],
        { method: text('bilinear'), extrapolation_value: { f: 0 } },
        PICTURE,
      ),
    ],
  },
  {
    family: 'evaluation and choice',
    cases: [
      more('TopKV2', [int(2)], { sorted: { b: true } }),
      {
        op: 'NonMaxSuppressionV3',
        x: FLAT,
        inputs: ['x', { shape: [2], values: [0.5, 0.4] }, int(2), float(0.5), float(0.1)],
        attr: T,
      },
      one('Where'),
    ],
  },
  { family: 'spectral', cases: [one('RFFT')] },
  {
    family: 'creation and plumbing',
    cases: [
      ...['Identity', 'Snapshot', 'StopGradient', 'OnesLike', 'ZerosLike', 'Shape', 'Size', 'Rank'].map(
        (op) => one(op),
      ),
      {
        op: 'OneHot',
        x: FLAT,
        inputs: [ints(0, 2), int(4), float(1), float(0)],
        attr: { ...T, axis: { i: '-1' } },
      },
      { op: 'Fill', x: FLAT, inputs: [ints(2, 4), float(1)], attr: T },
      { op: 'Range', x: FLAT, inputs: [int(0), int(4), int(1)], attr: { Tidx: { type: 'DT_INT32' } } },
      { op: 'LinSpace', x: FLAT, inputs: [float(0), float(1), int(4)], attr: T },
      { op: 'FakeQuantWithMinMaxVars', x: FLAT, inputs: ['x', float(-1), float(1)], attr: T },
    ],
  },
];
