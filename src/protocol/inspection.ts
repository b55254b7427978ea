/** What `entroscope inspect` tells of a model that was loaded without data. */

import type { Finding } from '../vocabulary/findings/finding.js';
import type { ModelFormat } from '../vocabulary/modelFormats.js';

export interface InspectedLayer {
  readonly id: string;
  readonly type: string;
  readonly activation: string | null;
  /** Without the batch axis; null is a free dimension. Unknown for some ops of graph models: null as a whole. */
  readonly outputShape: readonly (number | null)[] | null;
  readonly dense: boolean;
  readonly parameters: number;
  readonly passThrough: boolean;
}

/** How stored numbers become the model's, and how its outputs are read. */
export interface InspectedMeeting {
  readonly path: string;
  readonly kind: string;
  readonly scale: string;
  readonly scaleReason: string;
  readonly mean: readonly number[] | null;
  readonly std: readonly number[] | null;
  readonly channels: string;
  readonly crop: string;
  /** Labels by output; null: the order of the data, or the outputs do not fit the labels. */
  readonly classOrder: readonly string[] | null;
  /** What a trial on labeled samples showed; empty where there was none. */
  readonly trial: readonly {
    readonly name: string;
    readonly accuracy: number;
    readonly loss: number;
    readonly samples: number;
  }[];
  /** In words, as an analysis would say it. */
  readonly findings: readonly { readonly code: string; readonly message: string }[];
}

export interface Inspection {
  readonly path: string;
  readonly name: string;
  readonly format: ModelFormat;
  readonly fingerprint: string;
  /** What wrote it, as far as the file says: "keras v3.8.0", "TensorFlow.js tfjs-layers v4.22.0". */
  readonly generatedBy: string | null;
  readonly inputs: readonly {
    readonly name: string;
    readonly shape: readonly (number | null)[];
    readonly dtype: string;
    /** What numbers its first layer was made for, in words; null where the model does not tell. */
    readonly expects: string | null;
  }[];
  readonly layers: readonly InspectedLayer[];
  readonly parameters: number;
  readonly weightBytes: number;
  readonly repairs: readonly { readonly code: string; readonly detail: string }[];
  /** What the model itself lets conclude without data: weights that are no numbers, layers that were not seen. */
  readonly findings: readonly Finding[];
  /** How the data meets the model, where data was named. */
  readonly meeting?: InspectedMeeting;
  /** Each one line: cause and remedy. Empty where the model loads. */
  readonly problems: readonly {
    readonly code: string;
    readonly message: string;
    /** Code to start from, where that helps. */
    readonly example?: string;
  }[];
}
