/** Values that stand where others are expected. */
const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1,
  3,
  1e9,
  1e308,
  2 ** 53,
  '',
  'x',
  '__proto__',
  [],
  [[]],
  {},
  { array: 'Float64Array', length: 2, data: '' },
];

/** A JSON text with a few values, keys or characters changed, as a seeded stream of numbers says. */
export function mutatedText(text: string, random: () => number): string {
  const below = (count: number): number => Math.floor(random() * count);
  if (random() < 0.1) {
    const place = below(text.length);
    return random() < 0.5 ? text.slice(0, place) : text.slice(0, place) + '"' + text.slice(place + 1);
  }
  const root: unknown = JSON.parse(text);
  for (let change = below(2); change >= 0; change--) {
    const places: Place[] = [];
    gather(root, places);
    const place = places[below(places.length)];
    if (place === undefined) continue;
    const { holder, key } = place;
    const value = holder[key];
    switch (below(5)) {
      case 0:
        Reflect.deleteProperty(holder, key);
        break;
      case 1:
        holder[key] = structuredClone(places[below(places.length)]?.value ?? null);
        holder[`${key}x`] = null;
        break;
      case 2:
        if (typeof value === 'string' && value.length > 8) {
          const at = below(value.length);
          holder[key] = value.slice(0, at) + 'A' + value.slice(at + 1);
        } else if (typeof value === 'number') holder[key] = value + ([1, -1, 0.5, 1e6][below(4)] ?? 0);
        else holder[key] = [value, value];
        break;
      case 3:
        if (Array.isArray(value)) value.length = below(value.length + 2);
        else holder[key] = VALUES[below(VALUES.length)];
        break;
      default:
        holder[key] = VALUES[below(VALUES.length)];
    }
  }
  return JSON.stringify(root);
}

interface Place {
  readonly holder: Record<string, unknown>;
  readonly key: string;
  readonly value: unknown;
}

function gather(value: unknown, into: Place[]): void {
  if (typeof value !== 'object' || value === null) return;
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    into.push({ holder, key, value: holder[key] });
    gather(holder[key], into);
  }
}
