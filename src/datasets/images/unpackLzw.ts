/** Codes have at most 12 bits (GIF89a specification, appendix F). */
const MOST_CODES = 4096;

/**
 * Unpacks a GIF's indices: no more than are wanted, each code once, every chain of codes shorter than the one that led
 * to it, so that it ends on whatever bytes.
 * @param bits of an index, 2 to 8 (1 is written by some)
 * @param wanted number of indices
 * @throws Error where there are fewer, or a code that was not defined
 */
export function unpackLzw(packed: Uint8Array, bits: number, wanted: number): Uint8Array {
  if (bits < 1 || bits > 8) throw new Error(`its indices have ${bits} bits, and 2 to 8 are possible`);
  const clear = 1 << bits;
  const end = clear + 1;
  /** Of each code: the one whose string it continues, the index that it adds, and the length of its string. */
  const before = new Uint16Array(MOST_CODES);
  const adds = new Uint8Array(MOST_CODES);
  const lengths = new Uint16Array(MOST_CODES);
  for (let index = 0; index < clear; index++) {
    adds[index] = index;
    lengths[index] = 1;
  }
  const out = new Uint8Array(wanted);
  let written = 0;
  let codeBits = bits + 1;
  let next = clear + 2;
  let last = -1;
  let held = 0;
  let heldBits = 0;
  for (let offset = 0; written < wanted;) {
    while (heldBits < codeBits) {
      if (offset >= packed.length) throw new Error('it holds fewer pixels than its frame promises');
      held |= packed[offset++]! << heldBits;
      heldBits += 8;
    }
    const code = held & ((1 << codeBits) - 1);
    held >>>= codeBits;
    heldBits -= codeBits;
    if (code === end) throw new Error('it holds fewer pixels than its frame promises');
    if (code === clear) {
      codeBits = bits + 1;
      next = clear + 2;
      last = -1;
      continue;
    }
    // A code may be the one that is defined by it: the last string and its own first index.
    if (last < 0 ? code > clear : code > next || (code === next && next === MOST_CODES))
      throw new Error('its packed pixels are damaged');
    const known = code < next;
    const length = known ? lengths[code]! : lengths[last]! + 1;
    let walk = known ? code : last;
    let place = written + length - 1;
    if (!known) place--;
    for (; place >= written; place--) {
      if (place < wanted) out[place] = adds[walk]!;
      if (place > written) walk = before[walk]!;
    }
    const first = adds[walk]!;
    if (!known && written + length - 1 < wanted) out[written + length - 1] = first;
    written += length;
    if (last >= 0 && next < MOST_CODES) {
      before[next] = last;
      adds[next] = first;
      lengths[next] = lengths[last]! + 1;
      next++;
      if (next === 1 << codeBits && codeBits < 12) codeBits++;
    }
    last = code;
  }
  return out;
}
