const NUMERIC = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^[+-]?(Infinity|inf)$|^nan$/i;

/** Does a text read as a number (NaN and infinity included: they are numbers, if no classes)? */
export function isNumeric(text: string): boolean {
  return NUMERIC.test(text.trim());
}

/** Ascending numbers where all are numbers, else by UTF-16 code units. */
export function orderClasses(names: readonly string[]): readonly string[] {
  const byUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  if (!names.every(isNumeric)) return [...names].sort(byUnits);
  return [...names].sort((a, b) => Number(a) - Number(b) || byUnits(a, b));
}
