/** Copies the states at some places, packed 32 a word. */
export function gatherStates(states: Int32Array, places: Uint32Array, into: Int32Array): void {
  const count = places.length;
  for (let w = 0, i = 0; i < count; w++) {
    let bits = 0;
    for (let shift = 0; shift < 32 && i < count; shift++, i++) {
      const place = places[i]!;
      bits |= ((states[place >>> 5]! >>> (place & 31)) & 1) << shift;
    }
    into[w] = bits;
  }
}

/** As gatherStates, word by word. */
export function gatherWords(states: Int32Array, words: Uint32Array, into: Int32Array): void {
  for (let w = 0; w < words.length; w++) into[w] = states[words[w]!]!;
}

/** The words that hold ascending places, where each word is held whole; null elsewhere. */
export function wholeWords(places: Uint32Array): Uint32Array | null {
  if (places.length % 32 !== 0) return null;
  const words = new Uint32Array(places.length / 32);
  for (let w = 0; w < words.length; w++) {
    const first = places[32 * w]!;
    if (first % 32 !== 0 || places[32 * w + 31] !== first + 31) return null;
    words[w] = first / 32;
  }
  return words;
}
