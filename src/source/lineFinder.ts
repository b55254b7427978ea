/** Tells the line, from 0, of an offset in a text. */
export function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let sign = text.indexOf('\n'); sign >= 0; sign = text.indexOf('\n', sign + 1)) starts.push(sign + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? Infinity) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
}
