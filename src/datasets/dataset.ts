import type { BatchInput, ModelInput } from '../engine/tap.js';
import type { DatasetKind } from './recognize/dataKinds.js';

export type Scale = '0..1' | '-1..1' | 'none';

/** How to read a data set, and for which model. Paths are absolute. */
export interface DatasetRequest {
  /** A file, a folder, or the word "synthetic". */
  readonly path: string;
  readonly labels: string | null;
  readonly labelColumn: string | null;
  /** null: chosen (0..1 for image and idx data, none where the model begins with scaling). */
  readonly scale: Scale | null;
  /** Per channel, subtracted after scaling; null: none. */
  readonly mean: readonly number[] | null;
  /** Per channel, divided by after the mean; null: none. */
  readonly std: readonly number[] | null;
  readonly skipBad: boolean;
  /** False: a module is refused with data-needs-trust. */
  readonly trusted: boolean;
  /** For synthetic data. */
  readonly seed: number;
  /** How many synthetic samples exist. */
  readonly syntheticSamples: number;
  readonly inputs: readonly ModelInput[];
  readonly beginsWithScaling: boolean;
}

export interface DatasetFinding {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
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
  readonly findings: readonly DatasetFinding[];
  /** What was chosen and changes numbers: { scale, mean, std, ... }; stands in the report's settings. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Structured-cloneable result of the look-through: openDataset(request, index) in another thread skips it. */
  readonly index: unknown;
  /** Opens the chosen samples: ascending indices below size. */
  open(chosen: Uint32Array): Promise<SampleReader>;
}
