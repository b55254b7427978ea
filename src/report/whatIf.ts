import * as v from 'valibot';
import { fields, finite, list, oneOf, text, type Checked } from '../vocabulary/schema.js';

/** Points of accuracy that folding may cost where nobody says otherwise. */
export const DEFAULT_MARGIN = 2;

/** What `entroscope what-if` finds, schema entroscope.whatif/1: which layers can go, and what that costs. */
export const WHAT_IF_SCHEMA = 'entroscope.whatif/1';

const orNull = v.nullable(finite);

/** A network with something left out, against the network as it is; shares 0..1 of the judged samples. */
const judged = {
  layer: text,
  accuracy: finite,
  /** own less accuracy. */
  loss: finite,
  /** Paired standard error of loss. */
  lossSe: finite,
};

const step = fields({ ...judged, parameters: finite });

export const whatIfSchema = fields({
  schema: v.literal(WHAT_IF_SCHEMA, `"${WHAT_IF_SCHEMA}"`),
  model: fields({ path: text, name: text }),
  data: text,
  /** Accuracy of the network as it is. */
  own: finite,
  /** Points of accuracy, 100 to 1, that folding may cost, standard error included. */
  margin: finite,
  /** Samples that judge. */
  samples: finite,
  /** Other samples, to which the linear stand-ins were fitted. */
  fitted: finite,
  parameters: finite,
  /** Each block folded alone, in order of execution. */
  single: list(
    fields({
      ...judged,
      parameters: finite,
      /** block: a linear map took its place; residual: it was left out. */
      kind: oneOf('block', 'residual'),
      /** Share of the block's output that its linear stand-in tells. */
      linear: orNull,
    }),
  ),
  /** One block folded after the other, each with all before it. */
  greedy: list(step),
  /** The fold that would have cost more than the margin; null where none was left, or the blocks were named. */
  rejected: v.nullable(step),
  /** A linear read-out in place of all behind a layer, over all science samples; null where none was asked for. */
  cut: v.nullable(fields(judged)),
  /** The smaller model that was written; null where none was. */
  saved: v.nullable(fields({ path: text, parameters: finite, accuracy: finite })),
  /** Layers with weights that were not looked at: they are not in a straight chain of dense layers at the end. */
  outside: list(text),
});

export type WhatIf = Checked<typeof whatIfSchema>;
export type WhatIfStep = Checked<typeof step>;
