import type { DraftContainer, DraftLayer } from './draft.js';
import { kerasSnakeCase } from './kerasSnakeCase.js';
import { directionsOf, isOfCells, isUnlike } from './recurrentLayers.js';
import { weightsOfCells, weightsOfHeads, type Place } from './wrappedWeights.js';

/** The weights that one layer has, and what its files may call them. */
export interface LayerWeights {
  /** The layer whose config names the weights in TensorFlow.js; a wrapper's for what it wraps. */
  readonly layer: DraftLayer;
  /** Of a Bidirectional that TensorFlow.js runs: which of its two layers; null elsewhere. */
  readonly direction: 'forward' | 'backward' | null;
  /** That Bidirectional, which may be inside another wrapper. */
  readonly around: DraftLayer | null;
  /** In the order in which Keras lists them: Keras' name, and that of TensorFlow.js; null for what only training reads. */
  readonly variables: readonly { readonly keras: string; readonly tfjs: string | null }[];
  /** Names of models and layers on the way to the weights, outermost first; a recurrent cell's is not known. */
  readonly path: readonly string[];
  readonly hasCell: boolean;
  /** Where a .keras file keeps them: "layers/functional_1/layers/dense". */
  readonly storedAt: string;
}

type Variable = LayerWeights['variables'][number];

const ATTENTION_HEADS = /^(MultiHead|GroupQuery|GroupedQuery)Attention$/;
const KERNELS = new Set([
  ...['Dense', 'Conv1D', 'Conv2D', 'Conv3D', 'Conv1DTranspose', 'Conv2DTranspose', 'Conv3DTranspose'],
  'DepthwiseConv1D',
]);
const RECURRENT = new Set(['SimpleRNN', 'GRU', 'LSTM', 'ConvLSTM1D', 'ConvLSTM2D', 'ConvLSTM3D']);

/** The layers with weights of a whole model, in the order of the file. */
export function weightsOf(model: DraftContainer): readonly LayerWeights[] {
  return inContainer(model, [model.name], '');
}

/** Where a .keras file keeps each layer of a model, nested ones included: "layers/dense" -> the layer. */
export function layersByPlace(model: DraftContainer): ReadonlyMap<string, DraftLayer> {
  const found = new Map<string, DraftLayer>();
  const visit = (container: DraftContainer, storedAt: string): void => {
    for (const [layer, place] of placesIn(container)) {
      found.set(`${storedAt}layers/${place}`, layer);
      if (layer.nested !== null) visit(layer.nested, `${storedAt}layers/${place}/`);
    }
  };
  visit(model, '');
  return found;
}

/**
 * Where a .keras file keeps each layer of a model, nested ones included -> the layer's name: "layers/dense" -> "fc.1". Of
 * the layers inside wrappers those with weights are there.
 */
export function placesOf(model: DraftContainer): ReadonlyMap<string, string> {
  const found = new Map([...layersByPlace(model)].map(([place, { name }]) => [place, name]));
  for (const { storedAt, hasCell, path } of weightsOf(model))
    // A cell's own name stands nowhere in the file.
    found.set(hasCell ? storedAt.replace(/\/cell$/, '') : storedAt, path.at(-1) ?? '');
  return found;
}

function inContainer(
  container: DraftContainer,
  path: readonly string[],
  storedAt: string,
): readonly LayerWeights[] {
  const places = placesIn(container);
  return container.layers.flatMap((layer) =>
    inLayer(layer, [...path, layer.name], `${storedAt}layers/${places.get(layer) ?? ''}`, null),
  );
}

/** "dense", "dense_1" ...: a .keras file counts the layers of a class in the order of its container, and no ops. */
function placesIn({ layers }: DraftContainer): ReadonlyMap<DraftLayer, string> {
  const counted = new Map<string, number>();
  return new Map(
    layers.flatMap((layer) => {
      // Of a functional model, Keras keeps its layers there, and not its ops.
      if (isOp(layer)) return [];
      const name = kerasSnakeCase(PYTHON_NAMES[layer.type] ?? layer.type);
      const count = counted.get(name) ?? 0;
      counted.set(name, count + 1);
      return [[layer, count === 0 ? name : `${name}_${String(count)}`] as const];
    }),
  );
}

/** The class in Python, where it is exported under another name. */
const PYTHON_NAMES: Readonly<Record<string, string>> = { GroupQueryAttention: 'GroupedQueryAttention' };

/** A function in the model's graph, like `keras.ops.add` or `x + 1`. */
export function isOp({ config, type, nested }: DraftLayer): boolean {
  return type !== 'InputLayer' && nested === null && !('trainable' in config);
}

function inLayer(
  layer: DraftLayer,
  path: readonly string[],
  storedAt: string,
  wrapper: Pick<Place, 'layer' | 'direction' | 'around'> | null,
): readonly LayerWeights[] {
  if (layer.nested !== null) return inContainer(layer.nested, path, `${storedAt}/`);
  const { layer: owner, direction, around } = wrapper ?? { layer, direction: null, around: null };
  const at: Place = { layer: owner, direction, around, path, storedAt };
  const [inner] = layer.inner;
  if (layer.type === 'Bidirectional' && inner !== undefined) {
    const isOurs = isUnlike(layer);
    const [forward = inner.layer, backward = inner.layer] = directionsOf(layer);
    return (['forward', 'backward'] as const).flatMap((side) => {
      const one = side === 'forward' ? forward : backward;
      const plain = one.name.replace(/^(forward|backward)_/, '');
      // Keras 3 leaves the name of a backward layer that was given, Keras 2 puts the side before it.
      const given = isOurs && side === 'backward' && forward !== backward ? [one.name] : [];
      const place = {
        ...at,
        path: [...path, `${side}_${plain}`, ...given],
        storedAt: `${storedAt}/${side}_layer`,
      };
      if (isOurs) return weightsOfCells(one, place, `${side}/`);
      return inLayer(one, place.path, place.storedAt, { layer: owner, direction: side, around: layer });
    });
  }
  if ((layer.type === 'TimeDistributed' || layer.type === 'SpectralNormalization') && inner !== undefined) {
    const within = inLayer(inner.layer, [...path, inner.layer.name], `${storedAt}/layer`, at);
    if (layer.type === 'TimeDistributed') return within;
    // The kernel once more, and what training keeps to divide it by.
    const kept = ['kernel', 'vector_u'].map((name) => ({ keras: name, tfjs: null }));
    return [...within, { ...at, variables: kept, hasCell: false }];
  }
  if (ATTENTION_HEADS.test(layer.type)) return weightsOfHeads(layer, at);
  if (RECURRENT.has(layer.type) || isOfCells(layer)) return weightsOfCells(layer, at);
  const variables = variablesOf(layer);
  return variables.length === 0 ? [] : [{ ...at, variables, hasCell: false }];
}

function variablesOf({ type, config }: DraftLayer): readonly Variable[] {
  const same = (name: string): Variable => ({ keras: name, tfjs: name });
  const bias = config['use_bias'] === false ? [] : [same('bias')];
  const scaled = [
    ...(config['scale'] === false ? [] : [same('gamma')]),
    ...(config['center'] === false ? [] : [same('beta')]),
  ];
  if (KERNELS.has(type)) return [same('kernel'), ...bias];
  switch (type) {
    case 'DepthwiseConv2D':
      return [{ keras: 'kernel', tfjs: 'depthwise_kernel' }, ...bias];
    case 'SeparableConv1D':
    case 'SeparableConv2D':
      return [same('depthwise_kernel'), same('pointwise_kernel'), ...bias];
    case 'Embedding':
      return [same('embeddings')];
    case 'ReversibleEmbedding':
      return [same('embeddings'), ...(config['tie_weights'] === false ? [same('reverse_embeddings')] : [])];
    case 'BatchNormalization':
      return [...scaled, same('moving_mean'), same('moving_variance')];
    case 'LayerNormalization':
      return config['rms_scaling'] === true ? [same('gamma')] : scaled;
    case 'GroupNormalization':
      return scaled;
    case 'RMSNormalization':
      return [same('scale')];
    case 'LayerScale':
      // That of ConvNeXt gives it no name.
      return [{ keras: 'variable', tfjs: 'gamma' }];
    case 'EinsumDense':
      return [same('kernel'), ...(typeof config['bias_axes'] === 'string' ? [same('bias')] : [])];
    case 'Attention':
      return [
        ...(config['use_scale'] === true ? [same('scale')] : []),
        ...(config['score_mode'] === 'concat' ? [same('concat_score_weight')] : []),
      ];
    case 'AdditiveAttention':
      return config['use_scale'] === false ? [] : [same('scale')];
    case 'Normalization':
      // With numbers in its config it has no weights. How many samples it was adapted to is none, either.
      return (config['mean'] ?? null) === null ? [same('mean'), same('variance')] : [];
    case 'PReLU':
      return [same('alpha')];
    default:
      return [];
  }
}

/** The name that TensorFlow.js gives a variable, once the layers have the names of their configs; null for none. */
export function targetName({ layer, direction, around }: LayerWeights, { tfjs }: Variable): string | null {
  const name = String(layer.config['name']);
  if (tfjs === null) return null;
  if (direction === null) return `${name}/${tfjs}`;
  const inner = around?.inner[0]?.layer.config['name'];
  return `${name}/${direction}_${String(inner)}/${tfjs}`;
}
