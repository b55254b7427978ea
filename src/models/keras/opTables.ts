/**
 * The ops of Keras 3 (keras.ops, operators on tensors) that are computed, by the parameters of their call in keras/src/ops
 * (3.15): what else they take stands in their config. src/tensorflow/ops computes each.
 */
const BY_PARAMETERS: Readonly<Record<string, string>> = {
  x: `Abs Absolute All Amax Amin Any Arccos Arccosh Arcsin Arcsinh Arctan Arctanh Argmax Argmin Argsort Cast Cbrt Ceil
    Celu Clip Conj Conjugate ConvertToTensor Copy Cos Cosh CountNonzero Cumprod Cumsum Deg2rad Elu Erf Erfc Exp Exp2
    ExpandDims Expm1 Fabs Flip Fliplr Flipud Floor Gelu Glu HardShrink HardSigmoid HardSilu HardTanh Isfinite Isinf Isnan
    Isneginf Isposinf LeakyRelu Log Log10 Log1p Log2 LogSigmoid LogSoftmax LogicalNot Logsumexp Max Mean Median Min Moments
    Moveaxis NanToNum Negative Norm Normalize OneHot OnesLike Prod Ptp Rad2deg Ravel Real Reciprocal Relu Relu6 Repeat
    Reshape Roll Round Rsqrt SaturateCast Selu Sigmoid Sign Silu Sin Sinc Sinh SoftShrink Softmax Softplus Softsign Sort
    SparsePlus SparseSigmoid Split Hsplit Vsplit Dsplit ArraySplit Sqrt Square Squareplus Squeeze Stack Std Sum Swapaxes Tan
    Tanh TanhShrink Threshold Tile Transpose Tril Triu Trunc Unstack Var ZerosLike TopK BroadcastTo DepthToSpace
    SpaceToDepth`,
  'x1 x2': `Add Append Arctan2 Cross Divide DivideNoNan Dot Equal FloorDivide Fmax Fmin Fmod Greater GreaterEqual Heaviside
    Hypot Inner Less LessEqual Logaddexp Logaddexp2 LogicalAnd LogicalOr LogicalXor Matmul Maximum Minimum Mod Multiply
    NotEqual Outer Power Subtract Tensordot TrueDivide Vdot`,
  'x1 x2 rtol atol': 'Isclose',
  xs: 'Concatenate Dstack Hstack Vstack',
  'x key': 'GetItem',
  'x indices': 'Take TakeAlongAxis',
  'x bins': 'Digitize',
  'x weights': 'Average',
  'x constant_values': 'Pad',
  'x fill_value': 'FullLike',
  'x y': 'CDist',
  a: 'Diff',
  array: 'Rot90',
  variable: 'StopGradient',
  '*operands': 'Einsum',
  'condition x1 x2': 'Where',
  'inputs start_indices': 'Slice',
  'x mean variance offset scale': 'BatchNorm',
  'x gamma beta': 'LayerNorm',
  'x scale': 'RMSNorm',
  'query key value bias mask scale': 'DotProductAttention',
  inputs: 'MaxPool AveragePool MultiHot',
  'inputs kernel': 'Conv DepthwiseConv',
  'inputs depthwise_kernel pointwise_kernel': 'SeparableConv',
  images: 'Resize RGBToGrayscale PadImages CropImages',
};

/** The parameters of an op's call, in order, by its class; "*operands" takes all that stand there. */
export const OP_PARAMETERS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(BY_PARAMETERS).flatMap(([parameters, names]) =>
    names.split(/\s+/).map((name) => [name, parameters.split(' ')] as const),
  ),
);

/** Ops that are refused by name, by why. */
const BY_REASON: Readonly<Record<string, string>> = {
  'calls functions of Python': `AssociativeScan Cond ForiLoop Function JVP Map Scan Switch VectorizedMap WhileLoop`,
  'computes with complex numbers': `Angle Eig FFT FFT2 IFFT2 IRFFT Imag ISTFT Isreal Polar RFFT STFT ViewAsComplex ViewAsReal`,
  'takes matrices apart': `Cholesky CholeskyInverse Det Eigh Inv Logdet Lstsq LuFactor MatrixRank Pinv Qr SVD Slogdet Solve
    SolveTriangular`,
  'makes tensors whose sizes depend on the numbers':
    'Bincount Histogram Nonzero SegmentMax SegmentMin SegmentProd SegmentSum Unique',
  'works on single bits, or on whole numbers of a width': `BitwiseAnd BitwiseInvert BitwiseLeftShift BitwiseNot BitwiseOr
    BitwiseRightShift BitwiseXor Gcd Lcm LeftShift Nextafter RightShift Signbit View`,
  'is a loss or a measure of training': `AllClose BinaryCrossentropy CTCDecode CTCLoss CategoricalCrossentropy Corrcoef InTopK
    PSNR SSIM SparseCategoricalCrossentropy`,
  'has no counterpart here': `AdaptiveAveragePool AdaptiveMaxPool AffineTransform Arange Argpartition Array
    ConvTranspose Correlate Diag Diagflat Diagonal ElasticTransform EmptyLike Erfinv ExtractPatches ExtractSequences Fold Full
    GaussianBlur Geomspace HSVToRGB I0 IsIn Kron Ldexp Linspace Logspace MapCoordinates Meshgrid Nanargmax Nanargmin Nancumprod
    Nancumsum Nanmax Nanmean Nanmedian Nanmin Nanpercentile Nanprod Nanquantile Nanstd Nansum Nanvar Ndim Percentile
    PerspectiveTransform Quantile RGBToHSV Rearrange ScaleAndTranslate Scatter ScatterUpdate SearchSorted Select Size
    SliceUpdate SobelEdges Sparsemax Trace Trapezoid Unfold UnravelIndex Vander`,
};

/** Ops of Keras that are not computed -> why. */
export const REFUSED_OPS: ReadonlyMap<string, string> = new Map(
  Object.entries(BY_REASON).flatMap(([reason, names]) =>
    names.split(/\s+/).map((name) => [name, reason] as const),
  ),
);
