import type { BatchInput } from '../engine/tap.js';
import type { Dataset, DatasetRequest } from './dataset.js';

/** What one look through the data found; structured-cloneable, so that worker threads need not look again. */
export interface LookThrough extends Pick<
  Dataset,
  'kind' | 'fingerprint' | 'classes' | 'classOf' | 'labelled' | 'shapes' | 'skipped' | 'findings' | 'settings'
> {
  /** The row of each sample where samples were skipped; null: sample i is row i. */
  readonly rows: Uint32Array | null;
  /** images: the files, relative to the folder with /, one a row. */
  readonly files: readonly string[] | null;
  /** csv: how its rows are written. */
  readonly csv: CsvForm | null;
}

export interface CsvForm {
  readonly delimiter: string;
  /** Is the first row a header? */
  readonly header: boolean;
  readonly columns: number;
  /** Column of the label; null: none. */
  readonly labelColumn: number | null;
}

/** Reads rows of an open data set front to back. */
export interface RowReader {
  /** Writes one row into place slot of each input's array. Rows come in ascending order; gaps are allowed. */
  read(row: number, slot: number, targets: readonly BatchInput[]): Promise<void>;
  close(): Promise<void>;
}

/** A kind of data set: how it is looked through, and how its rows are read. */
export interface DatasetFormat {
  lookThrough(request: DatasetRequest): Promise<LookThrough>;
  openRows(request: DatasetRequest, found: LookThrough): Promise<RowReader>;
}

/** Is a value that crossed a thread boundary the result of a look-through? */
export function isLookThrough(value: unknown): value is LookThrough {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    'classOf' in value &&
    value.classOf instanceof Int32Array &&
    'shapes' in value &&
    Array.isArray(value.shapes)
  );
}
