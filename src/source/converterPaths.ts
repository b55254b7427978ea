/** What tensorflowjs_converter is told to read and to write, wherever a text calls it. */
export interface Conversion {
  readonly input: string | null;
  readonly output: string;
}

/** Finds the converter's command lines in a text: shell lines of notebooks, comments, strings, lists of arguments. */
export function converterPaths(text: string): readonly Conversion[] {
  const found: Conversion[] = [];
  if (!text.includes('tensorflowjs_converter')) return found;
  for (const [, rest = ''] of text.matchAll(/tensorflowjs_converter\b((?:[^\n\\]|\\[^\n]|\\\r?\n)*)/g)) {
    const words = rest
      .replace(/\\\r?\n/g, ' ')
      .split(/[\s"'`,[\]()]+/)
      .filter((word) => word !== '' && word !== '\\' && word !== '#');
    const places: string[] = [];
    for (let at = 0; at < words.length; at++) {
      const word = words[at] ?? '';
      if (!word.startsWith('-')) places.push(word);
      else if (!word.includes('=')) at++;
    }
    const output = places[1];
    if (output !== undefined) found.push({ input: places[0] ?? null, output });
  }
  return found;
}
