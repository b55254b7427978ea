import { isRecord } from '../../vocabulary/isRecord.js';
import { labelsOfJson } from './labelList.js';
import type { Told, ToldNumbers } from './told.js';

type Fields = Readonly<Record<string, unknown>>;

/** Names under which labels stand, the likeliest first: Teachable Machine, speech-commands, one's own. */
const LABELS = ['labels', 'wordLabels', 'classNames', 'class_names', 'classes', 'categories', 'words'];
const MEANS = ['mean', 'means', 'imageMean'];
const DEVIATIONS = ['std', 'stds', 'stddev', 'imageStd'];
const SCALES = ['scale', 'inputRange', 'input_range', 'range', 'normalization'];

/**
 * Teachable Machine's metadata.json, or what a project wrote in its own words: userDefinedMetadata of a model.json and
 * metadata.json by hand. Pictures of Teachable Machine are always cut to their middle square and scaled to -1..1.
 * @returns null where nothing in it is understood
 */
export function metadataOf(value: unknown): Told | null {
  if (!isRecord(value)) return null;
  const labels = first(value, LABELS, labelsOfJson);
  const numbers = value['packageName'] === '@teachablemachine/image' ? TEACHABLE : numbersOf(value);
  return labels === null && numbers === null ? null : { labels, numbers };
}

const TEACHABLE: ToldNumbers = { scale: '-1..1', mean: null, std: null, crop: 'square', of: 'pictures' };

function numbersOf(value: Fields): ToldNumbers | null {
  const within = value['preprocessing'] ?? value['preprocess'];
  if (isRecord(within)) return numbersOf(within);
  const scale = first(value, SCALES, scaleOf);
  const mean = first(value, MEANS, numberList);
  const std = first(value, DEVIATIONS, (given) => {
    const list = numberList(given);
    return list?.every((number) => number > 0) === true ? list : null;
  });
  if (scale === null && mean === null && std === null) return null;
  // Means above 1 are those of bytes.
  const ofBytes = [...(mean ?? []), ...(std ?? [])].some((number) => Math.abs(number) > 2);
  return { scale: scale ?? (ofBytes ? 'none' : '0..1'), mean, std, crop: 'none', of: 'pictures' };
}

function first<Value>(
  value: Fields,
  names: readonly string[],
  read: (given: unknown) => Value | null,
): Value | null {
  for (const name of names) {
    const found = Object.hasOwn(value, name) ? read(value[name]) : null;
    if (found !== null) return found;
  }
  return null;
}

/** "0..1", [-1, 1], { min: 0, max: 255 }. */
function scaleOf(given: unknown): ToldNumbers['scale'] | null {
  const pair = isRecord(given) ? [given['min'], given['max']] : given;
  const text = Array.isArray(pair) ? pair.map(String).join('..') : String(pair).replaceAll(/[[\]\s]/gu, '');
  switch (text.replace(/(,|\.\.\.?|:|to)(?=-?\d)/u, '..')) {
    case '0..1':
      return '0..1';
    case '-1..1':
      return '-1..1';
    case 'none':
    case '0..255':
      return 'none';
    default:
      return null;
  }
}

function numberList(given: unknown): readonly number[] | null {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  const numbers = list.filter((one) => typeof one === 'number').filter(Number.isFinite);
  return numbers.length === list.length && list.length > 0 ? numbers : null;
}
