import type * as tf from '@tensorflow/tfjs-core';

/**
 * What a layer and a container of TensorFlow.js really have, beyond what their declarations show: the graph that the
 * model's code made. Read in tfjs-layers 4.22 (engine/topology, engine/container); test/tensorflow proves each field.
 */
export interface Layer {
  readonly name: string;
  readonly inboundNodes: readonly LayerNode[];
  readonly stateful: boolean;
  readonly built: boolean;
  readonly supportsMasking: boolean;
  getClassName(): string;
  getConfig(): Readonly<Record<string, unknown>>;
  countParams(): number;
  getWeights(): tf.Tensor[];
  readonly weights: readonly { readonly originalName: string }[];
  resetStates?(): void;
  build?(): void;
  apply(inputs: tf.Tensor | tf.Tensor[], kwargs?: unknown): tf.Tensor | tf.Tensor[];
  call(inputs: tf.Tensor | tf.Tensor[], kwargs: unknown): tf.Tensor | tf.Tensor[];
  /** @param masks one an input, as a list even of one */
  computeMask(
    inputs: tf.Tensor[],
    masks: (tf.Tensor | null)[],
  ): tf.Tensor | null | undefined | (tf.Tensor | null | undefined)[];
}

/** One call of a layer in a container's graph. */
export interface LayerNode {
  readonly outboundLayer: Layer;
  readonly inputTensors: readonly SymbolicTensor[];
  readonly outputTensors: readonly SymbolicTensor[];
}

export interface SymbolicTensor {
  readonly id: number;
  readonly name: string;
  readonly shape: readonly (number | null)[];
  readonly dtype: string;
}

export interface Container extends Layer {
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: readonly SymbolicTensor[];
  readonly inputNames: readonly string[];
  readonly nodesByDepth: Readonly<Record<string, readonly LayerNode[]>>;
}

/** A nested or whole model, as the container that runs: a Sequential runs through one of its own, made when built. */
export function containerOf(layer: Layer): Container | null {
  if (layer.getClassName() !== 'Sequential') return isContainer(layer) ? layer : null;
  if (!('model' in layer) || layer.model === undefined || layer.model === null) layer.build?.();
  return 'model' in layer && isContainer(layer.model) ? layer.model : null;
}

function isContainer(layer: unknown): layer is Container {
  return typeof layer === 'object' && layer !== null && 'nodesByDepth' in layer && 'inputs' in layer;
}
