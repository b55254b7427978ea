import { ACTIVATION_OPS } from './activationOps.js';
import { ELEMENTWISE_OPS } from './elementwiseOps.js';
import type { Op } from './op.js';
import { PICTURE_OPS } from './pictureOps.js';
import { PRODUCT_OPS } from './productOps.js';
import { REDUCTION_OPS } from './reductionOps.js';
import { SHAPE_OPS } from './shapeOps.js';
import { TENSORFLOW_OPS } from './tensorflowOps.js';

/** Every op that is computed, by the name that src/models/keras/opTables.ts has for it. */
export const OPS: ReadonlyMap<string, Op> = new Map(
  [
    ELEMENTWISE_OPS,
    ACTIVATION_OPS,
    REDUCTION_OPS,
    SHAPE_OPS,
    PRODUCT_OPS,
    PICTURE_OPS,
    TENSORFLOW_OPS,
  ].flatMap((ops) => Object.entries(ops)),
);
