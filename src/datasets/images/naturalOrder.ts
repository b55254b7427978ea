const DIGITS = /(\d+)/u;

/** As people count: img2 before img10; what differs in leading zeros alone by code units. Negative: a stands first. */
export function naturalOrder(a: string, b: string): number {
  const others = b.split(DIGITS);
  // Digits stand at odd places.
  for (const [place, part] of a.split(DIGITS).entries()) {
    const other = others[place];
    if (other === undefined) return 1;
    const order = place % 2 === 1 ? byValue(part, other) : byUnits(part, other);
    if (order !== 0) return order;
  }
  return others.length > a.split(DIGITS).length ? -1 : byUnits(a, b);
}

/** Numbers of any length: the longer is larger, leading zeros aside. */
function byValue(a: string, b: string): number {
  const [first, second] = [a, b].map((digits) => digits.replace(/^0+/u, '')) as [string, string];
  return first.length - second.length || byUnits(first, second);
}

function byUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
