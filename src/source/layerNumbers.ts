/** What a lens and its hover show of a layer; the layers of a report are such. */
export interface LayerNumbers {
  readonly id: string;
  readonly neurons: { readonly measured: number; readonly dead: number; readonly nonFinite: number };
  readonly entropy: { readonly class: number; readonly all: number; readonly gap: number };
  readonly stability: { readonly class: number | null };
}

/** Mean of what is known; null when nothing is. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Two decimals, never "-0.00". */
export function twoDecimals(value: number): string {
  const text = value.toFixed(2);
  return text === '-0.00' ? '0.00' : text;
}
