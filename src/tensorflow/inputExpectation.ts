import type { InputExpectation } from '../engine/tap.js';
import type { Container, Layer, LayerNode } from './layerInternals.js';

/** Layers with trained weights that answer to the size of their inputs. */
const WEIGHTED = /^(Dense|(Depthwise|Separable)?Conv[123]D)$/;
/** Layers through which the numbers, or their order, pass to the first weighted one. */
const PASSED =
  /^(InputLayer|Rescaling|ZeroPadding2D|Reshape|Flatten|Permute|Dropout|KerasPassThrough|KerasResizing|Resizing)$/;

/**
 * The range that a layer which reads the input was made for: a Rescaling's inputs become 0..1, or -1..1 where it has a
 * negative offset; an Embedding takes whole numbers below its input_dim.
 */
export function expectationOf(readers: readonly Layer[]): InputExpectation | null {
  for (const layer of readers) {
    const config = layer.getConfig();
    const named = `${layer.getClassName()} ${layer.name}`;
    const { scale, offset } = config;
    if (layer.getClassName() === 'Rescaling' && typeof scale === 'number' && scale !== 0) {
      const shift = typeof offset === 'number' ? offset : 0;
      const [low, high] = [((shift < 0 ? -1 : 0) - shift) / scale, (1 - shift) / scale];
      return { low: Math.min(low, high), high: Math.max(low, high), layer: named };
    }
    const limit = config['inputDim'] ?? config['input_dim'];
    if (layer.getClassName() === 'Embedding' && typeof limit === 'number')
      return { low: 0, high: limit - 1, layer: named };
  }
  return null;
}

/** The first weighted layer on the way from a container's inputs, and the BatchNormalization right behind it. */
export function firstWeightedLayer(
  container: Container,
): { readonly layer: Layer; readonly normalization: Layer | null } | null {
  const nodes = Object.values(container.nodesByDepth).flat();
  const readersOf = (node: LayerNode): readonly LayerNode[] =>
    nodes.filter(({ inputTensors }) =>
      inputTensors.some(({ id }) => node.outputTensors.some((output) => output.id === id)),
    );
  const open = nodes.filter(({ outboundLayer }) => outboundLayer.getClassName() === 'InputLayer');
  const seen = new Set<LayerNode>(open);
  for (let node = open.shift(); node !== undefined; node = open.shift()) {
    const layer = node.outboundLayer;
    if (WEIGHTED.test(layer.getClassName())) {
      const [next, ...others] = readersOf(node);
      const normalized = others.length === 0 && next?.outboundLayer.getClassName() === 'BatchNormalization';
      return { layer, normalization: normalized ? (next?.outboundLayer ?? null) : null };
    }
    if (!PASSED.test(layer.getClassName())) continue;
    for (const reader of readersOf(node)) {
      if (seen.has(reader)) continue;
      seen.add(reader);
      open.push(reader);
    }
  }
  return null;
}

/** What a BatchNormalization over the last axis keeps of its training. */
export function trainedMoments(
  normalization: Layer | null,
): { readonly mean: Float32Array; readonly variance: Float32Array } | null {
  if (normalization === null) return null;
  const [mean, variance] = normalization.getWeights().slice(-2);
  if (mean === undefined || variance === undefined) return null;
  return { mean: Float32Array.from(mean.dataSync()), variance: Float32Array.from(variance.dataSync()) };
}
