import { gunzipSync } from 'node:zlib';
import { bytesOf, withFile } from '../../files/openFile.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { parseJson } from '../../vocabulary/jsonDepth.js';
import { file, phrase } from '../../vocabulary/phrase.js';

/** The longest text that the JavaScript engine takes is a little longer. */
const MOST_BYTES = 512_000_000;
const LINES_NAME = /\.(jsonl|ndjson)(\.gz)?$/iu;

/**
 * What a file of JSON holds; of JSON lines, a value a line, the list of them.
 * @throws ExpectedError data-malformed for a file above 512 MB, or one that is no JSON
 */
export async function readJson(path: string): Promise<unknown> {
  const text = await textOf(path);
  if (LINES_NAME.test(path)) return linesOf(text, path);
  try {
    return parseJson(text);
  } catch (cause) {
    // JSON lines under another name: the first line is a value of its own.
    if (isWhole(text.slice(0, text.indexOf('\n') + 1))) return linesOf(text, path);
    throw unreadable(path, null, cause);
  }
}

function linesOf(text: string, path: string): readonly unknown[] {
  return text.split('\n').flatMap((line, place): readonly unknown[] => {
    if (line.trim() === '') return [];
    try {
      return [parseJson(line)];
    } catch (cause) {
      throw unreadable(path, place + 1, cause);
    }
  });
}

function isWhole(line: string): boolean {
  try {
    const value: unknown = parseJson(line);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

async function textOf(path: string): Promise<string> {
  const use = { code: 'data-missing' } as const;
  const bytes = await withFile(path, use, async (handle) => {
    const { size } = await handle.stat();
    if (size > MOST_BYTES)
      throw new ExpectedError(
        'data-malformed',
        phrase`${file(path)} has ${size} bytes, and JSON is read as a whole, of at most ${MOST_BYTES}: convert it to npy, npz or csv`,
      );
    return bytesOf(handle, path, { use, most: MOST_BYTES });
  });
  try {
    const plain =
      bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes;
    if (plain[0] === 0xff && plain[1] === 0xfe) return new TextDecoder('utf-16le').decode(plain);
    if (plain[0] === 0xfe && plain[1] === 0xff) return new TextDecoder('utf-16be').decode(plain);
    return plain.toString('utf8').replace(/^\ufeff/, '');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE')
      throw new ExpectedError(
        'data-malformed',
        phrase`${file(path)} unpacks to more than ${MOST_BYTES} bytes, and JSON is read as a whole: convert it to npy, npz or csv`,
        { cause },
      );
    throw unreadable(path, null, cause);
  }
}

function unreadable(path: string, line: number | null, cause: unknown): ExpectedError {
  return new ExpectedError(
    'data-malformed',
    phrase`${line === null ? file(path) : file(path, line)} is no JSON that can be read: ${cause instanceof Error ? cause.message.replace(/\s+/g, ' ').slice(0, 200) : String(cause)}`,
    { cause },
  );
}
