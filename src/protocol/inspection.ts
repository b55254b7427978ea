/** What `entroscope inspect` tells of a model that was loaded without data. */

import type { Finding } from '../vocabulary/findings/finding.js';

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

export interface Inspection {
  readonly path: string;
  readonly name: string;
  readonly format: 'layers-model' | 'graph-model';
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
  /** Each one line: cause and remedy. Empty where the model loads. */
  readonly problems: readonly { readonly code: string; readonly message: string }[];
}
