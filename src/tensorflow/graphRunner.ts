import type { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { sizeOf } from '../engine/sizeOf.js';
import type { BatchInput, FirstWeighted, ModelInput, PackedVisitor, Tap, TapVisitor } from '../engine/tap.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import type { NonFiniteWeight } from '../models/nonFiniteWeights.js';
import type { RepairedModel } from '../models/repairModel.js';
import type { WeightSpec } from '../models/weightsManifest.js';
import { beginsGraphWithScaling } from './inputReaders.js';
import { graphLayers, type GraphLayer } from './graphLayers.js';
import { readOps, type OpGraph } from './graphOps.js';
import type { LoadedModel } from './loadedModel.js';
import { NON_NEGATIVE } from './packTensor.js';
import { padRows } from './padRows.js';
import { readAnswer } from './readActivations.js';
import { watchFunctions } from './kernelGuard.js';
import { shuffleKernels } from './shuffledGraph.js';
import { checkInputSizes } from './sizeLimits.js';
import { spoiledGraphLayers } from './spoiledLayers.js';
import { visitsOf, visitTensor } from './visitTensor.js';

/** A graph-model, tapped at the last op of every graph layer. All taps of a batch are in memory at once. */
export class GraphRunner implements LoadedModel {
  readonly inputs: readonly ModelInput[];
  readonly beginsWithScaling: boolean;
  readonly fixedBatch: number | null;
  readonly parameters: number;
  readonly repairs: LoadedModel['repairs'];
  readonly nonFinite: LoadedModel['nonFinite'];
  unseen: readonly string[] = [];
  readonly #model: GraphModel;
  readonly #path: string;
  readonly #graph: OpGraph;
  readonly #nodes: readonly { readonly name: string; readonly dtype: tf.DataType }[];
  #layers: readonly GraphLayer[];
  readonly #sizes: ReadonlyMap<string, number>;
  readonly #dynamic: boolean;
  #taps: readonly GraphLayer[] = [];
  #shapes: readonly (readonly number[])[] = [];
  firstWeighted: FirstWeighted | null = null;

  constructor(model: GraphModel, { file, repairs }: RepairedModel, nonFinite: readonly NonFiniteWeight[]) {
    this.repairs = repairs;
    this.#path = file.path;
    this.#model = model;
    const named = signatureNames(file.json['signature']);
    this.#nodes = model.inputs.map(({ name, dtype }) => ({ name, dtype }));
    this.fixedBatch = model.inputs.map(({ shape }) => shape?.[0] ?? -1).find((size) => size > 0) ?? null;
    checkInputSizes(
      model.inputs.map(({ name, shape }) => ({
        name,
        shape: (shape ?? []).map((size) => (size < 0 ? null : size)),
      })),
      file.path,
    );
    watchFunctions(model);
    const graph = readOps(file.topology);
    this.#graph = graph;
    const specs = file.groups.flatMap(({ weights }) => weights);
    this.inputs = model.inputs.map(({ name, shape, dtype }) => ({
      name: named.get(name) ?? name,
      shape: (shape ?? []).slice(1).map((size) => (size < 0 ? null : size)),
      dtype: dtype === 'int32' || dtype === 'bool' || dtype === 'string' ? dtype : 'float32',
      tokenLimit: tokenLimit(name, graph, specs),
    }));
    this.#layers = graphLayers(graph, new Set(model.outputs.map(({ name }) => name)));
    this.nonFinite = spoiledGraphLayers(graph, this.#layers, nonFinite);
    const sizes = new Map(specs.map(({ name, shape }) => [name, sizeOf(shape)]));
    this.beginsWithScaling = beginsGraphWithScaling(
      graph,
      model.inputs.map(({ name }) => name),
      (name) => sizes.get(name) ?? null,
    );
    this.#dynamic = graph.hasControlFlow;
    // Axes, paddings and shapes are whole numbers: constants of the graph, no parameters of the network.
    const trained = specs.filter(({ dtype }) => dtype === 'float32');
    this.#sizes = new Map(trained.map(({ name, shape }) => [name, sizeOf(shape)]));
    this.parameters = [...this.#sizes.values()].reduce((sum, size) => sum + size, 0);
  }

  async discover(
    inputs: readonly BatchInput[],
    shapes: readonly (readonly number[])[],
    rows: number,
  ): Promise<readonly Tap[]> {
    this.#shapes = shapes;
    const computable = await this.#computable(inputs, rows);
    const computed = new Set(computable);
    this.unseen = this.#layers.flatMap((layer) =>
      computed.has(layer) || layer.passThrough ? [] : [layer.id],
    );
    this.#layers = computable;
    this.firstWeighted = null;
    const taps: Tap[] = [];
    const kept: GraphLayer[] = [];
    const batch = this.fixedBatch ?? rows;
    await this.#forward(inputs, rows, this.#layers, (index, output) => {
      const layer = this.#layers[index];
      const numeric = output.dtype === 'float32' || output.dtype === 'int32';
      // An op without the batch axis in front says nothing about single samples.
      if (layer === undefined || !numeric || output.size === 0 || output.shape[0] !== batch) return;
      if (this.firstWeighted === null && layer.weighted)
        this.firstWeighted = { tap: taps.length, id: layer.id, activation: layer.activation, trained: null };
      kept.push(layer);
      taps.push(this.#tapOf(layer, output.shape.slice(1)));
    });
    this.#taps = kept;
    return taps;
  }

  /**
   * The layers that can be computed from the inputs: TensorFlow.js names those that cannot, such as the insides of
   * loops. Where the model's own output is among them, nothing helps.
   */
  async #computable(inputs: readonly BatchInput[], rows: number): Promise<readonly GraphLayer[]> {
    try {
      await this.#forward(inputs, rows, this.#layers, () => undefined);
      return this.#layers;
    } catch (error) {
      const named = /Cannot compute the outputs \[([^\]]*)\]/.exec(
        error instanceof Error ? error.message : '',
      )?.[1];
      if (named === undefined) throw error;
      const missing = new Set(named.split(',').map((name) => name.trim()));
      if (this.#model.outputs.some(({ name }) => missing.has(name.replace(/:\d+$/, '')))) {
        throw new ExpectedError(
          'model-unsupported',
          phrase`${file(this.#path)} has a loop that TensorFlow.js cannot run (a recurrent layer, most often): save the model as .keras and open that, or build the layer with unroll=True, or convert with --control_flow_v2=True, which runs on cpu`,
          { cause: error },
        );
      }
      return this.#layers.filter(({ tap }) => !missing.has(tap));
    }
  }

  async run(
    inputs: readonly BatchInput[],
    rows: number,
    visit: TapVisitor | null,
    wanted: readonly boolean[],
    packed?: PackedVisitor,
  ): Promise<Float32Array | null> {
    const taps =
      visit === null
        ? []
        : this.#taps.flatMap((layer, index) => (wanted[index] === true ? [{ layer, index }] : []));
    const visits = visit === null ? null : visitsOf(visit, packed);
    const output = await this.#forward(
      inputs,
      rows,
      taps.map(({ layer }) => layer),
      (place, tensor) => {
        const tap = taps[place];
        if (visits === null || tap === undefined) return;
        const nonNegative = NON_NEGATIVE.has(tap.layer.activation);
        visitTensor(tensor, rows, { tap: tap.index, nonNegative }, visits);
      },
    );
    visits?.flush();
    return output;
  }

  async #forward(
    inputs: readonly BatchInput[],
    rows: number,
    layers: readonly GraphLayer[],
    visit: (index: number, output: tf.Tensor) => void,
  ): Promise<Float32Array | null> {
    const feeds: Record<string, tf.Tensor> = {};
    this.#nodes.forEach(({ name, dtype }, index) => {
      const { data, count } = padRows(inputs[index] ?? new Float32Array(0), rows, this.fixedBatch);
      feeds[name] = tf.tensor(data, [count, ...(this.#shapes[index] ?? [])], dtype);
    });
    const names = [...layers.map(({ tap }) => tap), ...this.#model.outputs.map(({ name }) => name)];
    let results: tf.Tensor[] = [];
    try {
      const ran = this.#dynamic
        ? await this.#model.executeAsync(feeds, names)
        : this.#model.execute(feeds, names);
      results = Array.isArray(ran) ? ran : [ran];
      layers.forEach((_, index) => {
        const output = results[index];
        if (output !== undefined) visit(index, output);
      });
      return readAnswer(results.slice(layers.length), rows);
    } finally {
      tf.dispose(results);
      tf.dispose(feeds);
    }
  }

  #tapOf(layer: GraphLayer, outputShape: readonly number[]): Tap {
    const { id, type, activation, dense, passThrough, constants } = layer;
    return {
      id,
      name: id.split('/').at(-1) ?? id,
      type,
      activation,
      outputShape,
      dense,
      parameters: constants.reduce((sum, name) => sum + (this.#sizes.get(name) ?? 0), 0),
      passThrough,
    };
  }

  renewWeights(seed: number): ReturnType<LoadedModel['renewWeights']> {
    shuffleKernels(this.#model, this.#graph, seed);
    return 'shuffled';
  }

  dispose(): void {
    this.#model.dispose();
  }
}

/** Rows of the table that an input looks up by number, casts and the like passed over; null where it feeds none. */
function tokenLimit(input: string, graph: OpGraph, specs: readonly WeightSpec[]): number | null {
  const seen = new Set<string>();
  const open = [input];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    for (const reader of graph.consumers.get(name) ?? []) {
      const [table] = reader.inputs;
      const spec = specs.find((candidate) => candidate.name === table);
      if (
        /^(Gather|GatherV2|ResourceGather)$/.test(reader.op) &&
        reader.inputs[1] === name &&
        spec !== undefined
      )
        return spec.shape[0] ?? null;
      if (/^(Cast|Identity|Reshape|StopGradient)$/.test(reader.op)) open.push(reader.name);
    }
  }
  return null;
}

/** Node name -> the name that the signature gives the input. */
function signatureNames(signature: unknown): ReadonlyMap<string, string> {
  if (typeof signature !== 'object' || signature === null || !('inputs' in signature)) return new Map();
  const { inputs } = signature;
  if (typeof inputs !== 'object' || inputs === null) return new Map();
  return new Map(
    Object.entries(inputs).flatMap(([key, info]: [string, unknown]) =>
      typeof info === 'object' && info !== null && 'name' in info && typeof info.name === 'string'
        ? [[info.name.replace(/:\d+$/, ''), key] as const]
        : [],
    ),
  );
}
