import { isDraft, type DraftLayer } from './draft.js';
import type { RepairLog } from './repairLog.js';

/**
 * SpectralNormalization divides its layer's kernel in training, and saves what comes out: for what is computed it is its
 * layer, under its own name. To be done when the inner layer is repaired.
 */
export function unwrapSpectral({ entry, config, type, name, inner }: DraftLayer, log: RepairLog): void {
  const [wrapped] = inner;
  if (type !== 'SpectralNormalization' || wrapped === undefined) return;
  const { entry: within } = wrapped.layer;
  entry['class_name'] = within['class_name'];
  entry['config'] = {
    ...(isDraft(within['config']) ? within['config'] : {}),
    name: config['name'],
    ...('batch_input_shape' in config ? { batch_input_shape: config['batch_input_shape'] } : {}),
  };
  log.add('added-layer', `${type} ${name}`);
}
