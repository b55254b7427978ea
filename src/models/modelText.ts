import { gunzipSync } from 'node:zlib';
import { isRecord } from '../vocabulary/isRecord.js';
import { JsonTooDeepError, parseJson } from '../vocabulary/jsonDepth.js';
import type { Repair } from './keras/repairLog.js';

/** A model.json as it was read, and what had to be put right for that. */
export interface ModelText {
  readonly json: unknown;
  readonly repairs: readonly Repair[];
}

/** A JSON text larger than this cannot be one string in Node. */
const LARGEST_TEXT = 512 * 2 ** 20;

/**
 * Reads the bytes of a model.json: UTF-8 or UTF-16, with a byte order mark or without, gzip around it, the topology as
 * an object or as the text of one, and the NaN and Infinity that Python writes.
 * @throws JsonTooDeepError, SyntaxError where it is no JSON, RangeError where it unpacks to more than a text can hold
 */
export function parseModelText(bytes: Buffer): ModelText {
  const repairs: Repair[] = [];
  const text = decodeText(bytes, repairs);
  const json = parsePythonJson(text, repairs);
  if (!isRecord(json) || typeof json['modelTopology'] !== 'string') return { json, repairs };
  const topology = parsePythonJson(json['modelTopology'], repairs);
  repairs.push({ code: 'topology-text', detail: 'the topology was read, which the file holds as a text' });
  return { json: { ...json, modelTopology: topology }, repairs };
}

/** The text of a file, as an editor would show it. */
export function decodeText(bytes: Buffer, repairs: Repair[] = []): string {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const plain = isPacked ? gunzipSync(bytes, { maxOutputLength: LARGEST_TEXT }) : bytes;
  const encoding = encodingOf(plain);
  const odd = [isPacked ? 'gzip' : null, encoding === 'utf8' ? null : 'UTF-16'].filter((one) => one !== null);
  if (odd.length > 0)
    repairs.push({
      code: 'text-encoding',
      detail: `the file was read, though other programs want plain UTF-8 (${odd.join(' and ')})`,
    });
  const text = new TextDecoder(encoding === 'utf8' ? 'utf-8' : encoding).decode(plain);
  return text;
}

/** By the byte order mark, else by where the zeros of an opening brace stand. */
function encodingOf([first, second]: Uint8Array): 'utf8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0 && second !== 0) return 'utf-16be';
  return second === 0 && first !== 0 && first !== undefined ? 'utf-16le' : 'utf8';
}

/** Strings, which are passed over, and the numbers of Python that JSON has no word for. */
const NUMBER_WORDS = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

function parsePythonJson(text: string, repairs: Repair[]): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonTooDeepError || !/\b(?:NaN|Infinity)\b/.test(text)) throw error;
    // 1e999 is what JSON.parse makes Infinity of. NaN stands where Keras has no number: null.
    const plain = text.replace(NUMBER_WORDS, (word) => {
      if (word.startsWith('"')) return word;
      return word.endsWith('NaN') ? 'null' : word.startsWith('-') ? '-1e999' : '1e999';
    });
    const json: unknown = JSON.parse(plain);
    repairs.push({
      code: 'json-numbers',
      detail: 'NaN was read as no number and Infinity as no limit, which are no JSON',
    });
    return json;
  }
}
