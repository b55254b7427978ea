import type { DraftLayer } from './draft.js';

/** An option of a layer that TensorFlow.js reads in another way, or not at all; null where it has none. */
export function otherClass(layer: DraftLayer): string | null {
  const { config, type } = layer;
  const isSeveral = (value: unknown): boolean =>
    (Array.isArray(value) ? value : [value]).some((one) => one !== 1);
  switch (type) {
    case 'LayerNormalization':
      return config['rms_scaling'] === true ? 'rms_scaling' : null;
    case 'Concatenate':
      return typeof config['axis'] === 'number' && config['axis'] < -1 ? 'axis' : null;
    case 'Conv1D':
      if (typeof config['groups'] === 'number' && config['groups'] > 1) return 'groups';
      if (config['padding'] === 'causal') return 'padding';
      return config['data_format'] === 'channels_first' ? 'data_format' : null;
    case 'Conv2D':
    case 'Conv3D':
      return typeof config['groups'] === 'number' && config['groups'] > 1 ? 'groups' : null;
    case 'MaxPooling1D':
    case 'AveragePooling1D':
      return config['data_format'] === 'channels_first' ? 'data_format' : null;
    case 'ELU':
      return isSeveral(config['alpha'] ?? 1) ? 'alpha' : null;
    case 'MaxPooling3D':
      // That of TensorFlow.js is wrong on wasm where windows reach over the edge, or leave gaps.
      return 'pool_size';
    case 'Softmax':
      return Array.isArray(config['axis']) ? 'axis' : 'mask';
    case 'SeparableConv2D':
      return config['data_format'] === 'channels_first' ? 'data_format' : null;
    case 'DepthwiseConv2D':
      if (config['data_format'] === 'channels_first') return 'data_format';
      return isSeveral(config['dilation_rate'] ?? 1) ? 'dilation_rate' : null;
    case 'Conv2DTranspose':
      if (isSeveral(config['dilation_rate'] ?? 1)) return 'dilation_rate';
      return (config['output_padding'] ?? null) === null ? null : 'output_padding';
    case 'Conv3DTranspose':
      // That of TensorFlow.js is missing on wasm, and wrong with strides beyond the kernel.
      return 'strides';
    case 'Flatten':
      return isNarrow(sourceOf(layer)) ? 'input' : null;
    default:
      return null;
  }
}

/** The layer whose output another one reads, where it reads one alone. */
function sourceOf(layer: DraftLayer): DraftLayer | undefined {
  const { containers, entry } = layer;
  const siblings = containers.at(-1)?.layers ?? [];
  const nodes = entry['inbound_nodes'];
  const [[first] = []] = Array.isArray(nodes) ? (nodes as readonly (readonly unknown[])[]) : [];
  return Array.isArray(first)
    ? siblings.find(({ name }) => name === first[0])
    : siblings[siblings.indexOf(layer) - 1];
}

/** Does a layer give one number a sample, or a vector, as far as its kind tells? */
function isNarrow(layer: DraftLayer | undefined): boolean {
  if (layer === undefined) return false;
  const shape = layer.config['batch_input_shape'] ?? layer.config['batch_shape'];
  if (Array.isArray(shape)) return shape.length < 3 && layer.type !== 'Embedding';
  if (layer.type === 'Flatten') return true;
  if (/^Global/.test(layer.type)) return layer.config['keepdims'] !== true;
  if (layer.type === 'Reshape')
    return Array.isArray(layer.config['target_shape']) && layer.config['target_shape'].length < 2;
  return (
    /^(Dense|Activation|Dropout|BatchNormalization|\w*ReLU)$/.test(layer.type) && isNarrow(sourceOf(layer))
  );
}
