/** A run of chosen samples: positions from..to-1 in the chosen list. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
}

/**
 * Hands out the chosen samples front to back in chunks, to whichever worker asks next. Results do not depend on who
 * takes which: see docs/architecture.md.
 */
export class ChunkQueue {
  #next: number;
  readonly #to: number;
  readonly #size: number;

  /** @param size samples a chunk, a multiple of 32, so that blocks of 32 are never cut */
  constructor(from: number, to: number, size: number) {
    this.#next = from;
    this.#to = to;
    this.#size = size;
  }

  get left(): number {
    return this.#to - this.#next;
  }

  take(): Chunk | null {
    if (this.#next >= this.#to) return null;
    const from = this.#next;
    const to = Math.min(from + this.#size, this.#to);
    this.#next = to;
    return { from, to };
  }
}
