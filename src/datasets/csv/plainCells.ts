/** The states of a number's text, each the beginning of its 256 places in the table. */
const CELL = 0;
const SIGN = 1 << 8;
const WHOLE = 2 << 8;
const BARE_POINT = 3 << 8;
const FRACTION = 4 << 8;
/** Not plain; nothing leads out of it. */
const OTHER = 5 << 8;

/**
 * Tells rows of plain numbers (digits, a sign before them, a fraction) without computing them: one look into a table a
 * byte, no branch that depends on the data.
 */
export class PlainCells {
  readonly #next = new Uint16Array(6 << 8).fill(OTHER);
  readonly #ends = new Uint8Array(256);

  /** @param delimiter no space */
  constructor(delimiter: number, decimal: number) {
    const next = this.#next;
    for (let digit = 48; digit < 58; digit++) {
      for (const state of [CELL, SIGN, WHOLE]) next[state | digit] = WHOLE;
      for (const state of [BARE_POINT, FRACTION]) next[state | digit] = FRACTION;
    }
    for (const sign of [43, 45]) next[CELL | sign] = SIGN;
    for (const state of [CELL, SIGN]) next[state | decimal] = BARE_POINT;
    next[WHOLE | decimal] = FRACTION;
    for (const state of [WHOLE, FRACTION]) next[state | delimiter] = CELL;
    this.#ends[delimiter] = 1;
  }

  /**
   * Where `cells` plain numbers that begin at start end: behind the delimiter of the last one, or at end.
   * @param seen gets how many there are: fewer where the row ends before
   * @returns -1 where one of them is not plain
   */
  pass(bytes: Uint8Array, start: number, end: number, cells: number, seen: { cells: number }): number {
    const next = this.#next;
    const ends = this.#ends;
    let state = CELL;
    let passed = 0;
    let i = start;
    while (i < end && passed < cells) {
      const byte = bytes[i++]!;
      state = next[state | byte]!;
      passed += ends[byte]!;
    }
    seen.cells = passed;
    if (passed === cells) return state === CELL ? i : -1;
    seen.cells++;
    return state === WHOLE || state === FRACTION ? i : -1;
  }
}
