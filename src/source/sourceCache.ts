import type { ParsedSource } from './syntax/parseSource.js';

/** The last parse of a file, or of each cell of a notebook; one for each open document. */
export class SourceCache {
  readonly #cells = new Map<number, ParsedSource>();

  get(cell: number): ParsedSource | undefined {
    return this.#cells.get(cell);
  }

  set(cell: number, parsed: ParsedSource): void {
    this.#cells.set(cell, parsed);
  }
}
