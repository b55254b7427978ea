import * as tf from '@tensorflow/tfjs-core';
import { layers as layerFactory, model as modelOf, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { composeMaps, type LinearMap, type Rows } from '../engine/fold/linearMap.js';
import type { SmallerModel, StandIn } from '../engine/fold/tail.js';
import type { Layer } from './layerInternals.js';
import { isDenseLayer, type ChainPart } from './tailChain.js';
import { applied, runLayers } from './tailModel.js';

export interface FoldedParts {
  /** Of the model. */
  readonly name: string;
  readonly inputs: readonly SymbolicTensor[];
  /** What reaches the tail. */
  readonly start: SymbolicTensor;
  readonly parts: readonly ChainPart[];
  readonly standIns: ReadonlyMap<number, StandIn>;
}

/**
 * The model with parts of its tail folded. The maps of blocks that follow each other become one, which merges into the
 * kernel of the dense layer behind them: (x M + c) W + b = x (M W) + (c W + b). Where no dense layer follows, the map
 * becomes a linear one of its own. All other layers are the model's, and are called a second time.
 */
export async function foldLayers({
  name,
  inputs,
  start,
  parts,
  standIns,
}: FoldedParts): Promise<SmallerModel> {
  const kept: ChainPart[] = [];
  const weights = new Map<Layer, LinearMap>();
  let pending: { readonly map: LinearMap; readonly layer: string } | null = null;
  parts.forEach((part, index) => {
    const standIn = standIns.get(index);
    if (standIn === 'identity') return;
    if (standIn !== undefined) {
      const map = pending === null ? standIn : composeMaps(pending.map, standIn);
      pending = { map, layer: plainName(part) };
      return;
    }
    const [first, ...rest] = part.layers;
    if (pending === null || first === undefined) {
      kept.push(part);
      return;
    }
    if (part.sum === null && isDenseLayer(first)) {
      const merged = denseLike(first);
      weights.set(merged, composeMaps(pending.map, mapOf(first, part.inputs)));
      kept.push({ ...part, layers: [merged, ...rest] });
    } else {
      const linear = asLayer(layerFactory.dense({ units: pending.map.outputs, name: pending.layer }));
      weights.set(linear, pending.map);
      kept.push({ ...part, kind: 'kept', outputs: pending.map.outputs, layers: [linear], sum: null }, part);
    }
    pending = null;
  });
  let output = start;
  for (const part of kept) output = applied(part, output);
  for (const [layer, { weights: kernel, intercept, inputs: rows, outputs: columns }] of weights) {
    tf.tidy(() => {
      const tensors = [
        tf.tensor2d(Float32Array.from(kernel), [rows, columns]),
        tf.tensor1d(Float32Array.from(intercept)),
      ];
      setWeights(layer, tensors);
    });
  }
  const smaller = modelOf({ inputs: [...inputs], outputs: output, name });
  const { modelTopology, weightSpecs = [], weightData } = await artifactsOf(smaller);
  return {
    topology: modelTopology,
    weightSpecs,
    weightBytes: joined(weightData ?? new ArrayBuffer(0)),
    parameters: smaller.countParams(),
    answer: (reaching: Rows) => {
      let rows = reaching;
      for (const part of kept) rows = runLayers(rows, part.outputs, (x) => applied(part, x));
      return rows;
    },
  };
}

async function artifactsOf(model: ReturnType<typeof modelOf>): Promise<tf.io.ModelArtifacts> {
  const saved: tf.io.ModelArtifacts[] = [];
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      saved.push(artifacts);
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } });
    }),
  );
  const [artifacts] = saved;
  if (artifacts === undefined) throw new Error('the model was not saved');
  return artifacts;
}

function joined(data: tf.io.WeightData): Uint8Array {
  return Buffer.concat((Array.isArray(data) ? data : [data]).map((piece) => new Uint8Array(piece)));
}

/** Options of a layer that tell the shape of its input. */
const OF_THE_INPUT = new Set(['batchInputShape', 'inputDim', 'inputShape']);

/** A dense layer with the options of another, with a bias in any case; its inputs may be of another width. */
function denseLike(layer: Layer): Layer {
  const config = Object.entries(layer.getConfig()).filter(([field]) => !OF_THE_INPUT.has(field));
  const options = { ...Object.fromEntries(config), useBias: true };
  return asLayer(layerFactory.dense(options as unknown as Parameters<typeof layerFactory.dense>[0]));
}

/** Kernel and bias of a dense layer as a map. */
function mapOf(layer: Layer, inputs: number): LinearMap {
  const [kernel, bias] = layer.getWeights();
  if (kernel === undefined) throw new Error(`${layer.name} has no kernel`);
  const outputs = kernel.shape[1] ?? 0;
  return {
    ...{ inputs, outputs },
    weights: Float64Array.from(kernel.dataSync()),
    intercept: bias === undefined ? new Float64Array(outputs) : Float64Array.from(bias.dataSync()),
  };
}

/** A name that no layer which stays has. */
function plainName({ layers: [first] }: ChainPart): string {
  return first?.name ?? 'folded';
}

function setWeights(layer: Layer, weights: tf.Tensor[]): void {
  const settable = layer as unknown as { setWeights(tensors: tf.Tensor[]): void };
  settable.setWeights(weights);
}

function asLayer(layer: unknown): Layer {
  return layer as Layer;
}
