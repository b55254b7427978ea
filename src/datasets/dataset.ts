import type { BatchInput, ModelInput } from '../engine/tap.js';
import type { KnownFinding } from '../vocabulary/findings/finding.js';
import type { RequestOptions, Scale } from '../vocabulary/options.js';
import type { DatasetKind } from './recognize/dataKinds.js';

/** How to read a data set, and for which model. Paths are absolute. */
export interface DatasetRequest extends Pick<
  RequestOptions,
  | 'labels'
  | 'labelColumn'
  | 'x'
  | 'y'
  | 'drop'
  | 'split'
  | 'scale'
  | 'mean'
  | 'std'
  | 'channels'
  | 'crop'
  | 'skipBad'
  | 'seed'
> {
  /** A file, a folder, or the word "synthetic". */
  readonly path: string;
  /** False: a module is refused with data-needs-trust. */
  readonly trusted: boolean;
  /** How many synthetic samples exist. */
  readonly syntheticSamples: number;
  readonly inputs: readonly ModelInput[];
  readonly beginsWithScaling: boolean;
}

/** How stored numbers become those that a model was trained on. */
export interface Preparation {
  readonly scale: Scale;
  /** One number, or one a channel; null: none. */
  readonly mean: readonly number[] | null;
  readonly std: readonly number[] | null;
  readonly channels: 'rgb' | 'bgr';
  readonly crop: 'none' | 'square';
}

export interface SkippedSample {
  /** File, or file and row, as a person would look for it. */
  readonly where: string;
  readonly reason: string;
}

/** Rows of consecutive chosen samples. */
export interface Batch {
  readonly rows: number;
  /** One array an input, row-major, rows x product(shape). */
  readonly inputs: readonly BatchInput[];
}

/** Reads chosen samples front to back; holds at most a batch of them. */
export interface SampleReader {
  /**
   * The chosen samples from..to-1 (positions in the chosen list). Calls come in ascending order without overlap;
   * gaps are allowed (another worker reads them).
   */
  read(from: number, to: number, signal: AbortSignal): Promise<Batch>;
  close(): Promise<void>;
}

/** A data set that was looked through once: its labels are known, its samples are still on disk. */
export interface Dataset {
  readonly kind: DatasetKind;
  readonly fingerprint: string;
  /** Samples that can be read. */
  readonly size: number;
  /** Class labels in the contract's order; ["all"] where there are none. */
  readonly classes: readonly string[];
  /** Class of each sample, an index into classes; length size. */
  readonly classOf: Int32Array;
  /** False where the data has no (usable) labels. */
  readonly labelled: boolean;
  /** Concrete shape of each of the model's inputs, without the batch axis. */
  readonly shapes: readonly (readonly number[])[];
  readonly skipped: readonly SkippedSample[];
  readonly findings: readonly KnownFinding[];
  /**
   * The same samples, made into the model's numbers in another way, which a trial or the model's surroundings
   * tell; null: as the request says.
   */
  prepared(
    how: Preparation | null,
    told: { readonly findings: readonly KnownFinding[]; readonly reason: string },
  ): Dataset;
  /** The same data set with other findings. */
  told(findings: readonly KnownFinding[]): Dataset;
  /** What was chosen and changes numbers: { scale, mean, std, ... }; stands in the report's settings. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Structured-cloneable result of the look-through: openDataset(request, index) in another thread skips it. */
  readonly index: unknown;
  /** Opens the chosen samples: ascending indices below size. */
  open(chosen: Uint32Array): Promise<SampleReader>;
}
