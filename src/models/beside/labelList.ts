import { isRecord } from '../../vocabulary/isRecord.js';
import { jsonOf } from './smallFile.js';

/** More outputs than this have no names that anyone reads. */
const MOST = 100_000;

/**
 * The labels of a model's outputs in their order, as files keep them: one a line (behind its number, as Teachable Machine
 * writes it, or not), a JSON list, or a JSON object from label to number or from number to label (the last of a list, as
 * imagenet_class_index.json has it).
 * @returns null where the text is no such list, or a label stands in it twice
 */
export function labelList(text: string, form: 'lines' | 'json'): readonly string[] | null {
  const labels = form === 'json' ? labelsOfJson(jsonOf(text)) : labelsOfLines(text);
  if (labels === null || labels.length === 0 || labels.length > MOST) return null;
  return new Set(labels).size === labels.length ? labels : null;
}

function labelsOfLines(text: string): readonly string[] {
  const lines = text
    .split(/\r\n|\r|\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const numbered = lines.map((line, index) => {
    const match = /^(\d+)[\s:,;]+(\S.*)$/u.exec(line);
    return match !== null && Number(match[1]) === index ? match[2] : undefined;
  });
  return numbered.every((label) => label !== undefined) ? numbered : lines;
}

export function labelsOfJson(value: unknown): readonly string[] | null {
  if (Array.isArray(value)) {
    const texts = (value as readonly unknown[]).map(labelText);
    return texts.every((text) => text !== null) ? texts : null;
  }
  if (!isRecord(value)) return null;
  return fromNumbers(value) ?? toNumbers(value);
}

/** { "0": "cat" }, { "0": ["n02123045", "tabby"] }. */
function fromNumbers(value: Readonly<Record<string, unknown>>): readonly string[] | null {
  const keys = Object.keys(value);
  const labels: string[] = [];
  for (let output = 0; output < keys.length; output++) {
    const named = value[String(output)];
    const label = labelText(Array.isArray(named) ? (named.at(-1) as unknown) : named);
    if (label === null) return null;
    labels.push(label);
  }
  return labels;
}

/** { "cat": 0 }, as Keras' class_indices. */
function toNumbers(value: Readonly<Record<string, unknown>>): readonly string[] | null {
  const entries = Object.entries(value);
  const labels = new Array<string | undefined>(entries.length).fill(undefined);
  for (const [label, output] of entries) {
    if (typeof output !== 'number' || !Number.isInteger(output) || output < 0 || output >= labels.length)
      return null;
    labels[output] = label;
  }
  return labels.every((label) => label !== undefined) ? labels : null;
}

function labelText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
