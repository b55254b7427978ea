import { layers, model as makeModel, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';

type Layer = { apply(inputs: SymbolicTensor | SymbolicTensor[]): unknown };

/** One class of layer, in a small model of its own. */
export interface LayerCase {
  readonly type: string;
  /** Input shapes without the batch axis. */
  readonly inputs: readonly (readonly number[])[];
  readonly make: () => Layer;
  /** Integers below this in place of numbers around 0. */
  readonly below?: number;
}

const PICTURE = [6, 6, 2];
const SERIES = [5, 3];
const FLAT = [4];
const VOLUME = [4, 4, 4, 1];

const one = (type: string, shape: readonly number[], make: () => Layer): LayerCase => ({
  type,
  inputs: [shape],
  make,
});
const two = (type: string, make: () => Layer): LayerCase => ({ type, inputs: [FLAT, FLAT], make });

/** Every class of layer that TensorFlow.js registers, but for those that only hold others (modelsTable.test.ts). */
export const LAYER_CASES: readonly LayerCase[] = [
  one('Activation', FLAT, () => layers.activation({ activation: 'tanh' })),
  two('Add', () => layers.add()),
  one('AlphaDropout', FLAT, () => layers.alphaDropout({ rate: 0.5 })),
  two('Average', () => layers.average()),
  one('AveragePooling1D', SERIES, () => layers.averagePooling1d({ poolSize: 2 })),
  one('AveragePooling2D', PICTURE, () => layers.averagePooling2d({ poolSize: 2 })),
  one('AveragePooling3D', VOLUME, () => layers.averagePooling3d({ poolSize: [2, 2, 2], strides: [2, 2, 2] })),
  one('BatchNormalization', PICTURE, () => layers.batchNormalization()),
  one('Bidirectional', SERIES, () =>
    layers.bidirectional({ layer: layers.lstm({ units: 2 }), mergeMode: 'concat' }),
  ),
  {
    ...one('CategoryEncoding', FLAT, () => layers.categoryEncoding({ numTokens: 5, outputMode: 'multiHot' })),
    below: 5,
  },
  one('CenterCrop', PICTURE, () => layers.centerCrop({ height: 4, width: 4 })),
  two('Concatenate', () => layers.concatenate()),
  one('Conv1D', SERIES, () => layers.conv1d({ filters: 2, kernelSize: 2 })),
  one('Conv2D', PICTURE, () => layers.conv2d({ filters: 3, kernelSize: 3 })),
  one('Conv2DTranspose', PICTURE, () => layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2 })),
  one('Conv3D', VOLUME, () => layers.conv3d({ filters: 2, kernelSize: 2 })),
  one('Conv3DTranspose', VOLUME, () => layers.conv3dTranspose({ filters: 2, kernelSize: 2 })),
  one('ConvLSTM2D', [3, 5, 5, 2], () => layers.convLstm2d({ filters: 2, kernelSize: 3 })),
  one('Cropping2D', PICTURE, () =>
    layers.cropping2D({
      cropping: [
        [1, 1],
        [1, 1],
      ],
    }),
  ),
  one('Dense', FLAT, () => layers.dense({ units: 3, activation: 'relu' })),
  one('DepthwiseConv2D', PICTURE, () => layers.depthwiseConv2d({ kernelSize: 3 })),
  two('Dot', () => layers.dot({ axes: 1 })),
  one('Dropout', FLAT, () => layers.dropout({ rate: 0.5 })),
  one('ELU', FLAT, () => layers.elu()),
  { ...one('Embedding', FLAT, () => layers.embedding({ inputDim: 7, outputDim: 3 })), below: 7 },
  one('Flatten', PICTURE, () => layers.flatten()),
  one('GRU', SERIES, () => layers.gru({ units: 2 })),
  one('GaussianDropout', FLAT, () => layers.gaussianDropout({ rate: 0.5 })),
  one('GaussianNoise', FLAT, () => layers.gaussianNoise({ stddev: 0.5 })),
  one('GlobalAveragePooling1D', SERIES, () => layers.globalAveragePooling1d()),
  one('GlobalAveragePooling2D', PICTURE, () => layers.globalAveragePooling2d({})),
  one('GlobalMaxPooling1D', SERIES, () => layers.globalMaxPooling1d()),
  one('GlobalMaxPooling2D', PICTURE, () => layers.globalMaxPooling2d({})),
  one('LSTM', SERIES, () => layers.lstm({ units: 2 })),
  one('LayerNormalization', FLAT, () => layers.layerNormalization()),
  one('LeakyReLU', FLAT, () => layers.leakyReLU()),
  one('Masking', SERIES, () => layers.masking({ maskValue: 0 })),
  one('MaxPooling1D', SERIES, () => layers.maxPooling1d({ poolSize: 2 })),
  one('MaxPooling2D', PICTURE, () => layers.maxPooling2d({ poolSize: 2 })),
  one('MaxPooling3D', VOLUME, () => layers.maxPooling3d({ poolSize: [2, 2, 2], strides: [2, 2, 2] })),
  two('Maximum', () => layers.maximum()),
  two('Minimum', () => layers.minimum()),
  two('Multiply', () => layers.multiply()),
  one('PReLU', FLAT, () => layers.prelu({ alphaInitializer: 'ones' })),
  one('Permute', SERIES, () => layers.permute({ dims: [2, 1] })),
  one('RNN', SERIES, () => layers.rnn({ cell: layers.simpleRNNCell({ units: 2 }) })),
  one('RandomWidth', PICTURE, () => layers.randomWidth({ factor: 0.5 })),
  one('ReLU', FLAT, () => layers.reLU({ maxValue: 1 })),
  one('RepeatVector', FLAT, () => layers.repeatVector({ n: 2 })),
  one('Rescaling', PICTURE, () => layers.rescaling({ scale: 0.5 })),
  one('Reshape', FLAT, () => layers.reshape({ targetShape: [2, 2] })),
  one('Resizing', PICTURE, () => layers.resizing({ height: 4, width: 4 })),
  one('SeparableConv2D', PICTURE, () => layers.separableConv2d({ filters: 3, kernelSize: 3 })),
  one('SimpleRNN', SERIES, () => layers.simpleRNN({ units: 2 })),
  one('Softmax', FLAT, () => layers.softmax()),
  one('SpatialDropout1D', SERIES, () => layers.spatialDropout1d({ rate: 0.5 })),
  one('ThresholdedReLU', FLAT, () => layers.thresholdedReLU({ theta: 0.1 })),
  one('TimeDistributed', SERIES, () => layers.timeDistributed({ layer: layers.dense({ units: 2 }) })),
  one('UpSampling2D', PICTURE, () => layers.upSampling2d({ size: [2, 2] })),
  one('ZeroPadding2D', PICTURE, () => layers.zeroPadding2d({ padding: 1 })),
];

/** A model of the one layer, with weights of its own. */
export function modelOf({ inputs, make }: LayerCase): LayersModel {
  const symbols = inputs.map((shape) => layers.input({ shape: [...shape] }));
  const [first] = symbols;
  const output = make().apply(symbols.length === 1 && first !== undefined ? first : symbols);
  return makeModel({ inputs: symbols, outputs: output as SymbolicTensor });
}
