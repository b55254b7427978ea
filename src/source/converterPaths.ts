/** What tensorflowjs_converter is told to read and to write, wherever a text calls it. */
export interface Conversion {
  readonly input: string;
  readonly output: string;
}

/** Finds the converter's command lines in a text: shell lines of notebooks, comments, strings, lists of arguments. */
export function converterPaths(text: string): readonly Conversion[] {
  const conversions: Conversion[] = [];
  if (!text.includes('tensorflowjs_converter')) return conversions;
  for (const [, rest = ''] of text.matchAll(/tensorflowjs_converter\b((?:[^\n\\]|\\[^\n]|\\\r?\n)*)/g)) {
    const words = rest
      .replace(/\\\r?\n/g, ' ')
      .split(/[\s"'`,[\]()]+/)
      .filter((word) => word !== '' && word !== '\\' && word !== '#');
    const places: string[] = [];
    let isValue = false;
    for (const word of words) {
      const isOption: boolean = !isValue && word.startsWith('-');
      if (!isValue && !isOption) places.push(word);
      // --name=value has its value with it, --name in the next word.
      isValue = isOption && !word.includes('=');
    }
    const [input, output] = places;
    if (input !== undefined && output !== undefined) conversions.push({ input, output });
  }
  return conversions;
}
