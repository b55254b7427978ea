/** Keras' short and older names of layer classes, by the name that model files have. */
const SAME: Readonly<Record<string, string>> = {
  MaxPool1D: 'MaxPooling1D',
  MaxPool2D: 'MaxPooling2D',
  MaxPool3D: 'MaxPooling3D',
  AvgPool1D: 'AveragePooling1D',
  AvgPool2D: 'AveragePooling2D',
  AvgPool3D: 'AveragePooling3D',
  GlobalMaxPool1D: 'GlobalMaxPooling1D',
  GlobalMaxPool2D: 'GlobalMaxPooling2D',
  GlobalMaxPool3D: 'GlobalMaxPooling3D',
  GlobalAvgPool1D: 'GlobalAveragePooling1D',
  GlobalAvgPool2D: 'GlobalAveragePooling2D',
  GlobalAvgPool3D: 'GlobalAveragePooling3D',
  Convolution1D: 'Conv1D',
  Convolution2D: 'Conv2D',
  Convolution3D: 'Conv3D',
  Convolution2DTranspose: 'Conv2DTranspose',
  Convolution3DTranspose: 'Conv3DTranspose',
  Deconvolution2D: 'Conv2DTranspose',
  SeparableConvolution1D: 'SeparableConv1D',
  SeparableConvolution2D: 'SeparableConv2D',
  DepthwiseConvolution2D: 'DepthwiseConv2D',
  CuDNNLSTM: 'LSTM',
  CuDNNGRU: 'GRU',
};

/** Class names whose spelling does not follow from TensorFlow.js' function (batchNormalization -> BatchNormalization). */
const IRREGULAR: readonly string[] = [
  'ReLU',
  'LeakyReLU',
  'PReLU',
  'ELU',
  'ThresholdedReLU',
  'LSTM',
  'LSTMCell',
  'GRU',
  'GRUCell',
  'RNN',
  'SimpleRNN',
  'SimpleRNNCell',
  'StackedRNNCells',
  'ConvLSTM2D',
  'ConvLSTM2DCell',
];

const REGULAR: readonly string[] = [
  ...['Dense', 'Activation', 'Softmax', 'Dropout', 'SpatialDropout1D', 'SpatialDropout2D', 'AlphaDropout'],
  ...['Flatten', 'Reshape', 'Permute', 'RepeatVector', 'Masking', 'Embedding', 'InputLayer', 'Bidirectional'],
  ...['TimeDistributed', 'GaussianNoise', 'GaussianDropout', 'BatchNormalization', 'LayerNormalization'],
  ...[
    'Conv1D',
    'Conv2D',
    'Conv3D',
    'Conv1DTranspose',
    'Conv2DTranspose',
    'Conv3DTranspose',
    'SeparableConv1D',
  ],
  ...['SeparableConv2D', 'DepthwiseConv1D', 'DepthwiseConv2D', 'Cropping1D', 'Cropping2D', 'Cropping3D'],
  ...['UpSampling1D', 'UpSampling2D', 'UpSampling3D', 'ZeroPadding1D', 'ZeroPadding2D', 'ZeroPadding3D'],
  ...[
    'MaxPooling1D',
    'MaxPooling2D',
    'MaxPooling3D',
    'AveragePooling1D',
    'AveragePooling2D',
    'AveragePooling3D',
  ],
  ...['GlobalMaxPooling1D', 'GlobalMaxPooling2D', 'GlobalAveragePooling1D', 'GlobalAveragePooling2D'],
  ...['Add', 'Subtract', 'Multiply', 'Average', 'Maximum', 'Minimum', 'Concatenate', 'Dot', 'Rescaling'],
  ...[
    'Resizing',
    'CenterCrop',
    'CategoryEncoding',
    'RandomWidth',
    'Lambda',
    'MultiHeadAttention',
    'Attention',
  ],
  ...[
    'AdditiveAttention',
    'Normalization',
    'GroupNormalization',
    'UnitNormalization',
    'ConvLSTM1D',
    'ConvLSTM3D',
  ],
  ...[
    'SpatialDropout3D',
    'ActivityRegularization',
    'RandomFlip',
    'RandomRotation',
    'RandomZoom',
    'RandomContrast',
  ],
  ...[
    'RandomCrop',
    'RandomTranslation',
    'RandomHeight',
    'RandomBrightness',
    'TextVectorization',
    'StringLookup',
  ],
  ...[
    'IntegerLookup',
    'Discretization',
    'Hashing',
    'HashedCrossing',
    'LocallyConnected1D',
    'LocallyConnected2D',
  ],
];

const CLASSES = new Set([...REGULAR, ...IRREGULAR, ...Object.keys(SAME)]);
const BY_FUNCTION = new Map([...CLASSES].map((name) => [name.toLowerCase(), name]));
const MERGES = /^(add|subtract|multiply|average|maximum|minimum|concatenate|dot)$/;

/** The class of tf.layers.NAME(...) in TensorFlow.js ("maxPooling2d" -> MaxPooling2D); null for none. */
export function classOfFunction(name: string): string | null {
  if (!/^[a-z]/.test(name) || name === 'input') return null;
  const type = BY_FUNCTION.get(name.toLowerCase());
  return type === undefined ? null : plainClass(type);
}

/** The class that model files have for a Keras class; any capitalized name below `layers` counts as one. */
export function plainClass(name: string): string {
  return Object.hasOwn(SAME, name) ? (SAME[name] ?? name) : name;
}

export function isLayerClass(name: string): boolean {
  return CLASSES.has(name);
}

/** Keras' functions that make a merging layer and apply it at once: layers.add([a, b]). */
export function isMergeFunction(name: string): boolean {
  return MERGES.test(name);
}

/** Layers that put their input's numbers through: reports leave them out unless asked. */
export const PASS_THROUGH: ReadonlySet<string> = new Set([
  ...['InputLayer', 'Flatten', 'Reshape', 'Permute', 'RepeatVector', 'Dropout', 'SpatialDropout1D'],
  ...['SpatialDropout2D', 'SpatialDropout3D', 'AlphaDropout', 'GaussianNoise', 'GaussianDropout', 'Masking'],
  ...['ActivityRegularization', 'Cropping1D', 'Cropping2D', 'Cropping3D', 'ZeroPadding1D', 'ZeroPadding2D'],
  ...['ZeroPadding3D', 'UpSampling1D', 'UpSampling2D', 'UpSampling3D', 'RandomFlip', 'RandomRotation'],
  ...['RandomZoom', 'RandomContrast', 'RandomCrop', 'RandomTranslation', 'RandomWidth', 'RandomHeight'],
  ...['RandomBrightness', 'CenterCrop', 'TextVectorization', 'StringLookup', 'IntegerLookup'],
]);
