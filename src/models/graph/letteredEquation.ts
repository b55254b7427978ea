/**
 * An equation of Einstein's sum with its letters renamed from "a" on, since attributes of ops of our own arrive in lower
 * case, where "iB" and "ib" would be one. "ZbB,BQ->ZQ" becomes "abc,cd->ad".
 * @returns null where src/tensorflow/ops/einsum.ts cannot compute it: no arrow, other signs than letters, more than 26
 * letters, an output with a letter that no input has, or without the ellipsis that an input has
 */
export function letteredEquation(equation: string): string | null {
  const text = equation.replaceAll(/\s/g, '');
  const [, inputs, out] = /^((?:[a-zA-Z]|\.{3}|,)*)->((?:[a-zA-Z]|\.{3})*)$/.exec(text) ?? [];
  if (inputs === undefined || out === undefined) return null;
  const terms = [...inputs.split(','), out];
  if (terms.some((term) => term.split('...').length > 2)) return null;
  const letters = [...new Set(inputs.replaceAll(/[.,]/g, ''))];
  const isKnown = Array.from(out.replace('...', '')).every((letter) => letters.includes(letter));
  if (letters.length > 26 || !isKnown) return null;
  if (inputs.includes('...') !== out.includes('...')) return null;
  return text.replaceAll(/[a-zA-Z]/g, (letter) => String.fromCharCode(0x61 + letters.indexOf(letter)));
}
