import type { DraftContainer, DraftLayer } from './draft.js';
import { isOp } from './repairOps.js';

/** The weights that one layer has, and what its files may call them. */
export interface LayerWeights {
  /** The layer whose config names the weights in TensorFlow.js; a wrapper's for what it wraps. */
  readonly layer: DraftLayer;
  /** Of a Bidirectional: which of its two layers; null elsewhere. */
  readonly direction: 'forward' | 'backward' | null;
  /** In the order in which Keras lists them: Keras' name, and the one of TensorFlow.js where it differs. */
  readonly variables: readonly { readonly keras: string; readonly tfjs: string }[];
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
const RECURRENT = new Set(['SimpleRNN', 'GRU', 'LSTM', 'ConvLSTM2D']);

/** The layers with weights of a whole model, in the order of the file. */
export function weightsOf(model: DraftContainer): readonly LayerWeights[] {
  return inContainer(model, [model.name], '');
}

/**
 * Where a .keras file keeps each layer of a model, nested ones included -> the layer's name: "layers/dense" -> "fc.1". Of
 * the layers inside wrappers those with weights are there.
 */
export function placesOf(model: DraftContainer): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (container: DraftContainer, storedAt: string): void => {
    for (const [layer, place] of placesIn(container)) {
      found.set(`${storedAt}layers/${place}`, layer.name);
      if (layer.nested !== null) visit(layer.nested, `${storedAt}layers/${place}/`);
    }
  };
  visit(model, '');
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
  // There is an Add among the layers, and one among the ops.
  const listed = layers.filter((layer) => !isOp(layer));
  return new Map(
    listed.map((layer) => {
      const name = kerasSnakeCase(PYTHON_NAMES[layer.type] ?? layer.type);
      const count = counted.get(name) ?? 0;
      counted.set(name, count + 1);
      return [layer, count === 0 ? name : `${name}_${String(count)}`];
    }),
  );
}

/** The class in Python, where it is exported under another name. */
const PYTHON_NAMES: Readonly<Record<string, string>> = { GroupQueryAttention: 'GroupedQueryAttention' };

/** As Keras 3 does it: "Conv2DTranspose" -> "conv2d_transpose", "ReLU" -> "re_lu". */
export function kerasSnakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

function inLayer(
  layer: DraftLayer,
  path: readonly string[],
  storedAt: string,
  wrapper: { readonly layer: DraftLayer; readonly direction: LayerWeights['direction'] } | null,
): readonly LayerWeights[] {
  if (layer.nested !== null) return inContainer(layer.nested, path, `${storedAt}/`);
  const owner = wrapper?.layer ?? layer;
  const [inner] = layer.inner;
  if (layer.type === 'Bidirectional' && inner !== undefined) {
    const backward = layer.inner.find(({ field }) => field === 'backward_layer')?.layer ?? inner.layer;
    return (['forward', 'backward'] as const).flatMap((direction) => {
      const one = direction === 'forward' ? inner.layer : backward;
      const plain = one.name.replace(/^(forward|backward)_/, '');
      const at = `${storedAt}/${direction}_layer`;
      return inLayer(one, [...path, `${direction}_${plain}`], at, { layer: owner, direction });
    });
  }
  if (layer.type === 'TimeDistributed' && inner !== undefined) {
    const at = `${storedAt}/layer`;
    return inLayer(inner.layer, [...path, inner.layer.name], at, { layer: owner, direction: null });
  }
  if (ATTENTION_HEADS.test(layer.type)) return headsOf(layer, { owner, path, storedAt, direction: null });
  const variables = variablesOf(layer);
  if (variables.length === 0) return [];
  const hasCell = RECURRENT.has(layer.type);
  return [
    {
      layer: owner,
      direction: wrapper?.direction ?? null,
      variables,
      path,
      hasCell,
      storedAt: hasCell ? `${storedAt}/cell` : storedAt,
    },
  ];
}

/** Attention of several heads holds a layer for each of its projections. */
function headsOf(
  { config }: DraftLayer,
  at: Pick<LayerWeights, 'path' | 'storedAt' | 'direction'> & { readonly owner: DraftLayer },
): readonly LayerWeights[] {
  const parts = ['query', 'key', 'value', ...(config['use_gate'] === true ? ['gate'] : []), 'attention_output'];
  const names = config['use_bias'] === false ? ['kernel'] : ['kernel', 'bias'];
  return parts.map((part) => ({
    layer: at.owner,
    direction: at.direction,
    variables: names.map((name) => ({ keras: name, tfjs: `${part}/${name}` })),
    path: [...at.path, part],
    hasCell: false,
    storedAt: `${at.storedAt}/${part.replace('attention_', '')}_dense`,
  }));
}

function variablesOf({ type, config }: DraftLayer): readonly Variable[] {
  const same = (name: string): Variable => ({ keras: name, tfjs: name });
  const bias = config['use_bias'] === false ? [] : [same('bias')];
  const scaled = [
    ...(config['scale'] === false ? [] : [same('gamma')]),
    ...(config['center'] === false ? [] : [same('beta')]),
  ];
  if (KERNELS.has(type)) return [same('kernel'), ...bias];
  if (RECURRENT.has(type)) return [same('kernel'), same('recurrent_kernel'), ...bias];
  switch (type) {
    case 'DepthwiseConv2D':
      return [{ keras: 'kernel', tfjs: 'depthwise_kernel' }, ...bias];
    case 'SeparableConv1D':
    case 'SeparableConv2D':
      return [same('depthwise_kernel'), same('pointwise_kernel'), ...bias];
    case 'Embedding':
      return [same('embeddings')];
    case 'BatchNormalization':
      return [...scaled, same('moving_mean'), same('moving_variance')];
    case 'LayerNormalization':
      return config['rms_scaling'] === true ? [same('gamma')] : scaled;
    case 'GroupNormalization':
      return scaled;
    case 'RMSNormalization':
      return [same('scale')];
    case 'LayerScale':
      return [same('gamma')];
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

/** The name that TensorFlow.js gives a variable, once the layers have the names of their configs. */
export function targetName({ layer, direction }: LayerWeights, { tfjs }: Variable): string {
  const name = String(layer.config['name']);
  if (direction === null) return `${name}/${tfjs}`;
  const inner = layer.inner[0]?.layer.config['name'];
  return `${name}/${direction}_${String(inner)}/${tfjs}`;
}
