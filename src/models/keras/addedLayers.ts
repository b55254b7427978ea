import type { DraftLayer } from './draft.js';
import type { RepairLog } from './repairLog.js';

/** Classes that TensorFlow.js 4.22 lacks, by Keras' name, and the one that stands for each (src/tensorflow/keras*.ts). */
const ADDED: Readonly<Record<string, string>> = {
  MultiHeadAttention: 'KerasMultiHeadAttention',
  GroupQueryAttention: 'KerasGroupQueryAttention',
  GroupedQueryAttention: 'KerasGroupQueryAttention',
  Attention: 'KerasAttention',
  AdditiveAttention: 'KerasAdditiveAttention',
  EinsumDense: 'KerasEinsumDense',
  GroupNormalization: 'KerasGroupNormalization',
  RMSNormalization: 'KerasRMSNormalization',
  UnitNormalization: 'KerasUnitNormalization',
  LayerScale: 'KerasLayerScale',
  Conv1DTranspose: 'KerasConv1DTranspose',
  DepthwiseConv1D: 'KerasDepthwiseConv1D',
  SeparableConv1D: 'KerasSeparableConv1D',
  ZeroPadding1D: 'KerasZeroPadding1D',
  ZeroPadding3D: 'KerasZeroPadding3D',
  Cropping1D: 'KerasCropping1D',
  Cropping3D: 'KerasCropping3D',
  UpSampling1D: 'KerasUpSampling1D',
  UpSampling3D: 'KerasUpSampling3D',
  GlobalAveragePooling3D: 'KerasGlobalAveragePooling3D',
  GlobalMaxPooling3D: 'KerasGlobalMaxPooling3D',
  AdaptiveAveragePooling1D: 'KerasAdaptiveAveragePooling1D',
  AdaptiveAveragePooling2D: 'KerasAdaptiveAveragePooling2D',
  AdaptiveAveragePooling3D: 'KerasAdaptiveAveragePooling3D',
  AdaptiveMaxPooling1D: 'KerasAdaptiveMaxPooling1D',
  AdaptiveMaxPooling2D: 'KerasAdaptiveMaxPooling2D',
  AdaptiveMaxPooling3D: 'KerasAdaptiveMaxPooling3D',
  ReversibleEmbedding: 'KerasReversibleEmbedding',
};

/** Adds a layer that TensorFlow.js lacks. */
export function addLayer({ entry, type, name }: DraftLayer, log: RepairLog): void {
  const added = Object.hasOwn(ADDED, type) ? ADDED[type] : undefined;
  if (added === undefined) return;
  entry['class_name'] = added;
  log.add('added-layer', `${type} ${name}`);
}
