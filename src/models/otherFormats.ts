import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { withFile } from '../files/openFile.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';

/** A model in a format that must be converted before it can be read, or one of Keras beside a model that does not load. */
export interface OtherModel {
  /** Name of the file or folder that holds it. */
  readonly name: string;
  /** "a Keras file (.keras)" */
  readonly kind: string;
  /** What to do, an imperative. */
  readonly remedy: string;
}

interface Format {
  readonly kind: string;
  readonly suffix: RegExp;
  /** Does a file begin (head), and end (tail), as this format does? Absent where nothing marks it. */
  readonly content?: (head: Buffer, tail: Buffer) => boolean;
  readonly remedy: (name: string) => string;
}

const convert = (name: string, input: string, output: string): string =>
  `tensorflowjs_converter --input_format=${input} --output_format=${output} ${name} FOLDER`;

/** Read as they are: told only where the model beside them does not load. */
const OF_KERAS: readonly Format[] = [
  { kind: 'a Keras file (.keras)', suffix: /\.keras$/i, remedy: (name) => `name ${name} itself` },
  {
    kind: 'a Keras file (.h5)',
    suffix: /(?<!\.weights)\.(h5|hdf5)$/i,
    remedy: (name) => `name ${name} itself`,
  },
];

const FORMATS: readonly Format[] = [
  {
    kind: 'a graph-model in the format of 2018',
    suffix: /^tensorflowjs_model\.pb$/i,
    remedy: () =>
      `convert its SavedModel again with ${convert('SAVED_MODEL', 'tf_saved_model', 'tfjs_graph_model')}, or this folder with pb2json of @tensorflow/tfjs-converter 1.x`,
  },
  {
    kind: 'a SavedModel',
    suffix: /^saved_model\.pb(txt)?$/i,
    // Its version, 1, then the first graph.
    content: (head) => begins(head, [0x08, 0x01, 0x12]),
    remedy: () => `convert its folder with ${convert('SAVED_MODEL', 'tf_saved_model', 'tfjs_graph_model')}`,
  },
  {
    kind: 'a TensorFlow Lite model',
    suffix: /\.tflite$/i,
    content: (head) => head.toString('latin1', 4, 8) === 'TFL3',
    remedy: () => 'convert the Keras model or SavedModel that it was made of with tensorflowjs_converter',
  },
  {
    kind: 'an ONNX model',
    suffix: /\.onnx$/i,
    // The version of its form, then who made it.
    content: (head) =>
      begins(head, [0x08]) &&
      isWithin(head.readUInt8(1), 3, 31) &&
      head.readUInt8(2) === 0x12 &&
      /^[\w.-]{3,}/.test(latin(head, 4)),
    remedy: () => 'export a SavedModel of it, and convert that with tensorflowjs_converter',
  },
  {
    kind: 'a frozen graph of TensorFlow (.pb)',
    suffix: /\.pb(txt)?$/i,
    remedy: () =>
      `save the model as .keras, or as a SavedModel, and convert that with ${convert('SAVED_MODEL', 'tf_saved_model', 'tfjs_graph_model')}`,
  },
  {
    kind: 'a PyTorch model',
    suffix: /\.(pt|pth|ckpt)$/i,
    // Older than the zip of today.
    content: (head) => begins(head, [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9]),
    remedy: () => 'export a SavedModel of it (by ONNX), and convert that with tensorflowjs_converter',
  },
  {
    kind: 'weights alone (.safetensors)',
    suffix: /\.safetensors$/i,
    // The length of its JSON, in eight bytes.
    content: (head) => head.readUIntLE(5, 3) === 0 && /^\{\s*"/.test(latin(head, 8)),
    remedy: () =>
      'the network itself is in the code that loads them: save the whole model from there, with Keras as .keras',
  },
  {
    kind: 'weights alone (a checkpoint of TensorFlow)',
    content: (head, tail) =>
      latin(head, 0).startsWith('model_checkpoint_path:') ||
      tail.equals(Buffer.from([0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb])),
    suffix: /^checkpoint$|\.ckpt(-\d+)?\.(index|meta|data-\d+-of-\d+)$|\.data-\d+-of-\d+$/i,
    remedy: () =>
      'the network itself is in the code that loads them: load them there, and save the whole model with model.save("NAME.keras")',
  },
  {
    kind: 'a pickle of Python',
    // Data are kept so, too: the name says nothing.
    suffix: /(?!)/,
    content: (head) => begins(head, [0x80]) && isWithin(head.readUInt8(1), 2, 5) && head.length > 16,
    remedy: () =>
      'only the Python code that wrote it can read it: load it there, and save the model with model.save("NAME.keras")',
  },
];

const HEAD_BYTES = 64;

/**
 * What a file is that is neither a model.json nor of Keras: by its content, and by its name where the content tells
 * nothing, and is no JSON; null where nobody knows.
 * @throws ExpectedError model-missing
 */
export function otherModelAt(path: string): Promise<OtherModel | null> {
  return withFile(path, { code: 'model-missing' }, async (handle) => {
    const { size } = await handle.stat();
    const bytes = async (from: number, length: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, Math.max(0, from));
      return buffer.subarray(0, bytesRead);
    };
    const head = await bytes(0, HEAD_BYTES);
    const tail = await bytes(size - 8, 8);
    const name = basename(path);
    const told = ({ kind, remedy }: Format): OtherModel => ({ name, kind, remedy: remedy(name) });
    const marked = FORMATS.find(({ content }) => head.length > 8 && content?.(head, tail) === true);
    if (marked !== undefined) return told(marked);
    const isText =
      begins(head, [0x1f, 0x8b]) ||
      /^(\xef\xbb\xbf)?\s*[{<]|^version https:|^(\xff\xfe|\xfe\xff)/.test(latin(head, 0));
    return isText ? null : ofFormat(name, FORMATS);
  });
}

function isWithin(byte: number, least: number, most: number): boolean {
  return byte >= least && byte <= most;
}

function begins(bytes: Buffer, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}

function latin(bytes: Buffer, from: number): string {
  return bytes.toString('latin1', from);
}

/**
 * The first model of another format that lies in a folder, or in a SavedModel's folder directly in it.
 * @param withKeras those of Keras, too
 */
export async function otherModelIn(folder: string, withKeras = false): Promise<OtherModel | null> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const found = ofFormat(name, withKeras ? [...OF_KERAS, ...FORMATS] : FORMATS);
    if (found !== null) return found;
  }
  for (const entry of entries) {
    const inside = join(folder, entry.name, 'saved_model.pb');
    if (entry.isDirectory() && (await stat(inside).catch(() => null)) !== null) {
      const remedy = `convert it with ${convert(entry.name, 'tf_saved_model', 'tfjs_graph_model')}`;
      return { name: entry.name, kind: 'a SavedModel', remedy };
    }
  }
  return null;
}

function ofFormat(name: string, formats: readonly Format[]): OtherModel | null {
  const format = formats.find(({ suffix }) => suffix.test(name));
  return format === undefined ? null : { name, kind: format.kind, remedy: format.remedy(name) };
}

/** @throws ExpectedError model-not-a-model where a file is a model in a format that is not read */
export async function refuseOther(path: string): Promise<void> {
  const other = await otherModelAt(path);
  if (other === null) return;
  throw new ExpectedError(
    'model-not-a-model',
    phrase`${file(path)} is ${other.kind}, which is not read: ${other.remedy}`,
  );
}
