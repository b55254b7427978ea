/** Have two records the same fields with the same values? Objects count as the same only where they are one. */
export function sameFields(one: object, other: object): boolean {
  const [some, others] = [Object.entries(one), new Map(Object.entries(other))];
  return (
    some.length === others.size &&
    some.every(([name, value]) => others.has(name) && Object.is(value, others.get(name)))
  );
}
