import type { ModelLayer } from './modelLayer.js';

/** Names that layers of ready-made models have, by the models' names as code loads them. */
const FAMILIES: readonly { readonly model: RegExp; readonly layer: RegExp }[] = [
  { model: /mobilenet_?v?2/i, layer: /^(block_\d+_expand|expanded_conv|bn_Conv1|Conv_1)/ },
  { model: /mobilenet_?v?3/i, layer: /^(expanded_conv|re_lu|multiply|tf_op_layer|Conv(_\d)?)/ },
  { model: /mobilenet/i, layer: /^conv_(dw|pw)_\d+/ },
  { model: /vgg/i, layer: /^block\d_conv\d/ },
  { model: /resnet|resnext/i, layer: /^(conv\d_block\d+|res\d|conv1_(conv|bn))/ },
  { model: /densenet/i, layer: /^(conv\d_block\d+|pool\d_(conv|bn)|conv1\/)/ },
  { model: /xception/i, layer: /^block\d+_(sepconv|conv)/ },
  { model: /inception/i, layer: /^(mixed|block(8|17|35)|conv2d)/ },
  { model: /efficientnet/i, layer: /^(block\d[a-z]_|stem_)/ },
  { model: /nasnet/i, layer: /^(stem_|normal_|reduction_|adjust_)/ },
  { model: /convnext/i, layer: /^convnext/ },
  { model: /regnet/i, layer: /^regnet/ },
];

/**
 * May layers that the code does not show be those of the models that it loads? Of ready-made models the names of layers
 * tell; of any other file they may.
 */
export function mayBeLoaded(layers: readonly ModelLayer[], loads: readonly string[]): boolean {
  return loads.some((load) => {
    const family = FAMILIES.find(({ model }) => model.test(load));
    return family === undefined || layers.some(({ name }) => family.layer.test(name));
  });
}
