import type { Layer } from './layerInternals.js';
import { plainClass } from './kerasLayer.js';

/** The class as the user's model names it: "ReLU" of KerasReLU, "Multiply" of an op, "TFOpLambda" of one of Keras 2. */
export function typeOf(layer: Layer): string {
  const type = plainClass(layer.getClassName());
  const { type: ofOp } = layer.getConfig();
  return type === 'Op' && typeof ofOp === 'string' ? ofOp : type;
}
