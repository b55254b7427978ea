/** JSON as all files have it: one space of indentation keeps large reports small and their changes readable. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
