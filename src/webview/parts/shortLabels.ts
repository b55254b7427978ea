/** A common beginning shorter than this is no burden, and part of how people know their classes. */
const BURDEN = 4;

/**
 * Labels of at most so many letters that still tell each other apart: what all begin with is left out where something is
 * too long; then the end is cut, or the middle where the beginnings are the same.
 * @param most letters, the "…" among them; at least 3
 */
export function shortLabels(labels: readonly string[], most: number): readonly string[] {
  const letters = labels.map((label) => Array.from(label));
  if (letters.every(({ length }) => length <= most)) return labels;
  const same = sharedBeginning(letters);
  const rests = same < BURDEN ? letters : letters.map((label) => ['…', ...label.slice(same)]);
  const byEnd = rests.map((rest) => cut(rest, most, 0));
  if (new Set(byEnd).size === new Set(labels).size) return byEnd;
  const tail = Math.floor((most - 1) / 2);
  return rests.map((rest) => cut(rest, most, tail));
}

function cut(letters: readonly string[], most: number, tail: number): string {
  if (letters.length <= most) return letters.join('');
  return [...letters.slice(0, most - 1 - tail), '…', ...letters.slice(letters.length - tail)].join('');
}

/** How many letters all begin with; a label that is nothing else keeps its last one. */
function sharedBeginning([first, ...rest]: readonly (readonly string[])[]): number {
  if (first === undefined || rest.length === 0) return 0;
  let length = 0;
  const least = Math.min(...[first, ...rest].map((label) => label.length)) - 1;
  while (length < least && rest.every((label) => label[length] === first[length])) length += 1;
  return length;
}
