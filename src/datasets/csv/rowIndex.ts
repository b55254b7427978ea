import type { RowBytes } from './csvRows.js';

/** Where the rows of a text lie. The arrays are shared by the threads, not copied. */
export interface FinishedRowIndex {
  readonly offsets: Float64Array;
  /** In bytes, without the line's end. */
  readonly lengths: Uint32Array;
  /** The line of the file of each row; null: the rows are the lines from firstLine on. */
  readonly lines: Uint32Array | null;
  readonly firstLine: number;
}

/** Gathers where rows begin: 12 bytes a row, 16 where blank lines or line ends in quotes lie between them. */
export class RowIndex {
  #offsets = new Float64Array(1024);
  #lengths = new Uint32Array(1024);
  #lines = new Uint32Array(1024);
  #count = 0;
  #even = true;

  add({ offset, start, end, line }: RowBytes): void {
    const row = this.#count++;
    if (row === this.#offsets.length) {
      this.#offsets = widened(this.#offsets, Float64Array);
      this.#lengths = widened(this.#lengths, Uint32Array);
      this.#lines = widened(this.#lines, Uint32Array);
    }
    this.#offsets[row] = offset;
    this.#lengths[row] = end - start;
    this.#lines[row] = line;
    if (line !== this.#lines[0]! + row) this.#even = false;
  }

  finish(): FinishedRowIndex {
    const rows = this.#count;
    const lengths = new Uint32Array(new SharedArrayBuffer(4 * rows));
    const offsets = new Float64Array(new SharedArrayBuffer(8 * rows));
    lengths.set(this.#lengths.subarray(0, rows));
    offsets.set(this.#offsets.subarray(0, rows));
    const firstLine = this.#lines[0]!;
    if (this.#even) return { offsets, lengths, lines: null, firstLine };
    const lines = new Uint32Array(new SharedArrayBuffer(4 * rows));
    lines.set(this.#lines.subarray(0, rows));
    return { offsets, lengths, lines, firstLine };
  }
}

function widened<Numbers extends Float64Array | Uint32Array>(
  numbers: Numbers,
  Type: new (length: number) => Numbers,
): Numbers {
  const wider = new Type(2 * numbers.length);
  wider.set(numbers);
  return wider;
}
