import { isRecord } from '../../vocabulary/isRecord.js';
import type { Told, ToldNumbers } from './told.js';

/**
 * ml5's model_meta.json: the smallest and the largest number of each input, which ml5 brings to 0..1 (only where the
 * project asked for it: isNormalized), and the legend of its outputs.
 * @returns null where it is none
 */
export function ml5Meta(value: unknown): Told | null {
  if (!isRecord(value) || !isRecord(value['inputs']) || !isRecord(value['outputs'])) return null;
  const numbers = value['isNormalized'] === false ? null : numbersOf(value['inputs']);
  const [output] = Object.values(value['outputs']);
  const labels = isRecord(output) && isRecord(output['legend']) ? labelsOf(output['legend']) : null;
  return { numbers, labels };
}

type Fields = Readonly<Record<string, unknown>>;

function numbersOf(inputs: Fields): ToldNumbers | null {
  const mean: number[] = [];
  const std: number[] = [];
  const entries = Object.values(inputs);
  for (const input of entries) {
    if (!isRecord(input)) return null;
    const { min, max, dtype, legend } = input;
    if (dtype === 'image') {
      return entries.length > 1 || min !== 0 || max !== 255
        ? null
        : { scale: '0..1', mean: null, std: null, crop: 'none', of: 'pictures' };
    }
    if (isRecord(legend)) {
      // One column a value, 0 or 1 already.
      const columns = Object.keys(legend);
      mean.push(...columns.map(() => 0));
      std.push(...columns.map(() => 1));
      continue;
    }
    if (typeof min !== 'number' || typeof max !== 'number' || !Number.isFinite(max - min)) return null;
    mean.push(min);
    std.push(max > min ? max - min : 1);
  }
  return mean.length === 0 ? null : { scale: 'none', mean, std, crop: 'none', of: 'numbers' };
}

/** { "cat": [1, 0], "dog": [0, 1] }. */
function labelsOf(legend: Fields): readonly string[] | null {
  const entries = Object.entries(legend);
  const labels = new Array<string | undefined>(entries.length).fill(undefined);
  for (const [label, row] of entries) {
    if (!Array.isArray(row)) return null;
    const place = row.indexOf(1);
    if (place < 0 || place >= labels.length) return null;
    labels[place] = label;
  }
  return labels.every((label) => label !== undefined) ? labels : null;
}
