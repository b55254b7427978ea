import type { Batch, Dataset, SampleReader } from '../../datasets/dataset.js';
import { NEVER } from './never.js';

/** Batches are kept for the next time up to so many bytes together. */
const KEPT_BYTES = 64 * 2 ** 20;

/** Some samples, read from the first to the last several times; once where they are small. */
export class RepeatedSamples {
  readonly #dataset: Dataset;
  readonly #chosen: Uint32Array;
  readonly #size: number;
  readonly #kept = new Map<number, Batch>();
  #bytes = 0;
  #reader: SampleReader | null = null;

  /**
   * @param chosen indices into the data set
   * @param size samples a batch
   */
  constructor(dataset: Dataset, chosen: Uint32Array, size: number) {
    this.#dataset = dataset;
    this.#chosen = chosen;
    this.#size = size;
  }

  /** From the first sample again: a reader never goes back. */
  async begin(): Promise<void> {
    await this.close();
    const batches = Math.ceil(this.#chosen.length / this.#size);
    if (this.#kept.size < batches) this.#reader = await this.#dataset.open(this.#chosen);
  }

  /** The batch that begins at a position of the samples; positions ascend. */
  async batchAt(position: number): Promise<Batch> {
    const kept = this.#kept.get(position);
    if (kept !== undefined) return kept;
    if (this.#reader === null) throw new RangeError('samples are read before their beginning');
    const until = Math.min(position + this.#size, this.#chosen.length);
    const read = await this.#reader.read(position, until, NEVER);
    const bytes = read.inputs.reduce((sum, { byteLength }) => sum + byteLength, 0);
    if (this.#bytes + bytes > KEPT_BYTES) return read;
    this.#bytes += bytes;
    // A reader may use its arrays again.
    const batch = { ...read, inputs: read.inputs.map((input) => input.slice()) };
    this.#kept.set(position, batch);
    return batch;
  }

  async close(): Promise<void> {
    await this.#reader?.close();
    this.#reader = null;
  }
}
