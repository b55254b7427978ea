import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { RunnableTail } from '../engine/fold/tail.js';
import type { BatchInput, FirstWeighted, ModelInput, PackedVisitor, Tap, TapVisitor } from '../engine/tap.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file as fileAt, phrase } from '../vocabulary/phrase.js';
import { renewWeights } from './freshWeights.js';
import { inputReaders, isScaling, type InputReader } from './inputReaders.js';
import { expectationOf, firstWeightedLayer, trainedMoments } from './inputExpectation.js';
import { mendBidirectional } from './kerasBidirectional.js';
import { mendNormalization } from './kerasBatchNormalization.js';
import { mendMasks } from './kerasMasks.js';
import { allLayers, type NamedCall } from './layerIds.js';
import { containerOf, type Container, type Layer, type SymbolicTensor } from './layerInternals.js';
import { leafCalls } from './leafCalls.js';
import type { NonFiniteWeight } from '../models/nonFiniteWeights.js';
import type { RepairedModel } from '../models/repairModel.js';
import { typeOf } from './layerType.js';
import { activationOf, isDense, isPassThrough } from './layerTraits.js';
import { LayerTrace } from './layerTrace.js';
import { NON_NEGATIVE, type PackedTap } from './packTensor.js';
import { padRows } from './padRows.js';
import { readAnswer } from './readActivations.js';
import { checkOutputSizes } from './sizeLimits.js';
import { spoiledLayers, weightOwners } from './spoiledLayers.js';
import { tailChain } from './tailChain.js';
import { TailModel } from './tailModel.js';
import { visitsOf, visitTensor } from './visitTensor.js';
import type { LoadedModel } from './loadedModel.js';
import type { LayerWeight } from './weightOrigins.js';

/** A layers-model, tapped at every leaf layer. */
export class LayersRunner implements LoadedModel {
  readonly inputs: readonly ModelInput[];
  readonly beginsWithScaling: boolean;
  readonly fixedBatch: number | null;
  readonly parameters: number;
  readonly repairs: LoadedModel['repairs'];
  readonly nonFinite: LoadedModel['nonFinite'];
  unseen: readonly string[] = [];
  readonly #model: LayersModel;
  readonly #layer: Layer;
  readonly #container: Container;
  readonly #trace: LayerTrace;
  readonly #stateful: readonly Layer[];
  readonly #names: ReadonlyMap<string, string>;
  readonly #first: ReturnType<typeof firstWeightedLayer>;
  /** Ids of the calls that a run makes, layers that only pass numbers on left out. */
  readonly #expected: readonly string[];
  #shapes: readonly (readonly number[])[] = [];
  firstWeighted: FirstWeighted | null = null;
  /** Index of the tap of each call; calls without a batch axis have none. */
  #tapOf = new Map<NamedCall, number>();
  #nonNegative: readonly boolean[] = [];

  /** @param nonFinite weights of the file, under the layers' names for them */
  constructor(
    model: LayersModel,
    { file, repairs, originalNames, byKeras, kerasMajor }: RepairedModel,
    nonFinite: readonly NonFiniteWeight[],
  ) {
    this.#names = originalNames;
    this.#model = model;
    // The declarations hide the graph: layerInternals.ts says what is there.
    this.#layer = model as unknown as Layer;
    this.repairs = byKeras
      ? [
          ...repairs,
          ...mendNormalization(this.#layer),
          ...mendBidirectional(this.#layer),
          ...mendMasks(this.#layer, kerasMajor ?? 2),
        ]
      : repairs;
    const container = containerOf(this.#layer);
    if (container === null)
      throw new ExpectedError(
        'model-malformed',
        phrase`${fileAt(file.path)} has no layers: save it again after it was built`,
      );
    this.#container = container;
    const consumers = inputReaders(container);
    this.inputs = container.inputs.map((input, index) => {
      const readers = consumers.filter((consumer) => consumer.input === index);
      return modelInput(input, container.inputNames[index], readers);
    });
    this.beginsWithScaling = consumers.some(({ layer }) => isScaling(layer));
    this.fixedBatch =
      container.inputs.map(({ shape }) => shape[0] ?? null).find((size) => size !== null) ?? null;
    this.parameters = model.countParams();
    this.#first = firstWeightedLayer(container);
    this.#stateful = allLayers(this.#layer).filter(
      (layer) => layer.stateful && layer.resetStates !== undefined,
    );
    this.#trace = new LayerTrace(originalNames);
    const whose = weightOwners(allLayers(this.#layer), nonFinite);
    const calls = leafCalls(container, originalNames, (layer) => whose.has(layer));
    this.nonFinite = nonFinite.length === 0 ? null : spoiledLayers(calls, whose, nonFinite);
    checkOutputSizes(container, calls, file.path);
    this.#expected = calls.flatMap(({ call }) => {
      const layer = call.node.outboundLayer;
      return isPassThrough(typeOf(layer), layer.getConfig()) ? [] : [call.id];
    });
  }

  discover(
    inputs: readonly BatchInput[],
    shapes: readonly (readonly number[])[],
    rows: number,
  ): Promise<readonly Tap[]> {
    this.#shapes = shapes;
    const taps: Tap[] = [];
    this.#tapOf = new Map();
    this.firstWeighted = null;
    const ids = new Set<string>();
    const counted = new Set<Layer>();
    const seen = new Set<string>();
    this.#forward(inputs, rows, (call, output) => {
      seen.add(call.id);
      if (output.shape[0] !== (this.fixedBatch ?? rows) || output.size === 0 || !isNumeric(output)) return;
      this.#tapOf.set(call, taps.length);
      // Names may hold the marks that ids are made with: "a/b" may be a layer, or b in a.
      let id = call.id;
      for (let copy = 2; ids.has(id); copy++) id = `${call.id}~${String(copy)}`;
      ids.add(id);
      const layer = call.node.outboundLayer;
      const countsHere = call.first && !counted.has(layer);
      if (layer === this.#first?.layer && this.firstWeighted === null) {
        const activation = activationOf(typeOf(layer), layer.getConfig());
        // The moments belong to what the normalization reads, which an activation would have changed.
        const trained = activation === null ? trainedMoments(this.#first.normalization) : null;
        this.firstWeighted = { tap: taps.length, id, activation, trained };
      }
      if (countsHere) counted.add(layer);
      const name = this.#names.get(layer.name) ?? layer.name;
      taps.push(tapOf(layer, { id, name, countsHere, outputShape: output.shape.slice(1) }));
    });
    this.unseen = this.#expected.filter((id) => !seen.has(id));
    this.#nonNegative = taps.map(({ activation }) => NON_NEGATIVE.has(activation));
    return Promise.resolve(taps);
  }

  run(
    inputs: readonly BatchInput[],
    rows: number,
    visit: TapVisitor | null,
    wanted: readonly boolean[],
    packed?: PackedVisitor,
  ): Promise<Float32Array | null> {
    const visits = visit === null ? null : visitsOf(visit, packed);
    let missing = visits === null ? 0 : wanted.filter((isWanted) => isWanted).length;
    const output = this.#forward(inputs, rows, (call, tensor) => {
      const tap = this.#tapOf.get(call);
      if (visits === null || tap === undefined || wanted[tap] !== true) return;
      missing--;
      visitTensor(tensor, rows, this.#packedTap(tap), visits);
    });
    visits?.flush();
    // Counts of other samples than the rest's would be wrong numbers that nobody sees.
    if (missing > 0)
      throw new Error(`${missing} layers were not seen in a batch, though they had been before`);
    return Promise.resolve(output);
  }

  #packedTap(tap: number): PackedTap {
    return { tap, nonNegative: this.#nonNegative[tap] ?? false };
  }

  /** One forward pass; the output where there is exactly one of rank 2. */
  #forward(
    inputs: readonly BatchInput[],
    rows: number,
    visit: (call: NamedCall, output: tf.Tensor) => void,
  ): Float32Array | null {
    for (const layer of this.#stateful) layer.resetStates?.();
    let result: Float32Array | null = null;
    tf.tidy(() => {
      result = readAnswer(this.#trace.run(this.#container, this.#tensorsOf(inputs, rows), visit), rows);
    });
    return result;
  }

  renewWeights(seed: number): ReturnType<LoadedModel['renewWeights']> {
    // Shared layers stand in the list once.
    return renewWeights([...new Set(this.#model.weights as unknown as readonly LayerWeight[])], seed);
  }

  #tensorsOf(inputs: readonly BatchInput[], rows: number): readonly tf.Tensor[] {
    return this.#container.inputs.map(({ dtype }, index) => {
      const { data, count } = padRows(inputs[index] ?? new Float32Array(0), rows, this.fixedBatch);
      const type = dtype === 'int32' || dtype === 'bool' ? dtype : 'float32';
      return tf.tensor(data, [count, ...(this.#shapes[index] ?? [])], type);
    });
  }

  tail(): RunnableTail | null {
    const chain = tailChain(this.#container, this.#names);
    if (chain === null) return null;
    return new TailModel({
      ...{ model: this.#model, container: this.#container, chain, stateful: this.#stateful },
      tensorsOf: (inputs, rows) => this.#tensorsOf(inputs, rows),
    });
  }

  dispose(): void {
    this.#model.dispose();
  }
}

function isNumeric({ dtype }: tf.Tensor): boolean {
  return dtype === 'float32' || dtype === 'int32';
}

interface Place {
  readonly id: string;
  /** As the file has it. */
  readonly name: string;
  /** Are the layer's weights counted at this call? */
  readonly countsHere: boolean;
  readonly outputShape: readonly number[];
}

function tapOf(layer: Layer, { id, name, countsHere, outputShape }: Place): Tap {
  const type = typeOf(layer);
  const config = layer.getConfig();
  return {
    id,
    name,
    type,
    activation: activationOf(type, config),
    outputShape,
    dense: isDense(type, config),
    parameters: countsHere ? layer.countParams() : 0,
    passThrough: isPassThrough(type, config),
  };
}

function modelInput(
  { shape, dtype, name }: SymbolicTensor,
  inputName: string | undefined,
  consumers: readonly InputReader[],
): ModelInput {
  const embedding = consumers.find(({ layer }) => layer.getClassName() === 'Embedding');
  const expects = expectationOf(consumers.map(({ layer }) => layer));
  const limit = embedding?.layer.getConfig()['inputDim'] ?? embedding?.layer.getConfig()['input_dim'];
  return {
    name: inputName ?? name,
    shape: shape.slice(1),
    dtype: dtype === 'int32' || dtype === 'bool' || dtype === 'string' ? dtype : 'float32',
    tokenLimit: typeof limit === 'number' ? limit : null,
    ...(expects === null ? {} : { expects }),
  };
}
