import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readHead } from '../files/openFile.js';

/** A model in a format that must be converted before TensorFlow.js can read it. */
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
  /** What such files begin with; null where they have no mark. */
  readonly magic: Buffer | null;
  readonly remedy: (name: string) => string;
}

const convert = (name: string, input: string, output: string): string =>
  `tensorflowjs_converter --input_format=${input} --output_format=${output} ${name} FOLDER`;

const FORMATS: readonly Format[] = [
  {
    kind: 'a Keras file (.keras)',
    suffix: /\.keras$/i,
    magic: Buffer.from('PK'),
    remedy: (name) => `convert it with ${convert(name, 'keras_keras', 'tfjs_layers_model')}`,
  },
  {
    kind: 'a Keras file (.h5)',
    suffix: /\.(h5|hdf5)$/i,
    magic: Buffer.from('\x89HDF', 'latin1'),
    remedy: (name) => `convert it with ${convert(name, 'keras', 'tfjs_layers_model')}`,
  },
  {
    kind: 'a graph-model in the format of 2018',
    suffix: /^tensorflowjs_model\.pb$/i,
    magic: null,
    remedy: () =>
      `convert its SavedModel again with ${convert('SAVED_MODEL', 'tf_saved_model', 'tfjs_graph_model')}, or this folder with pb2json of @tensorflow/tfjs-converter 1.x`,
  },
  {
    kind: 'a SavedModel',
    suffix: /^saved_model\.pb(txt)?$/i,
    magic: null,
    remedy: () => `convert its folder with ${convert('SAVED_MODEL', 'tf_saved_model', 'tfjs_graph_model')}`,
  },
  {
    kind: 'a TensorFlow Lite model',
    suffix: /\.tflite$/i,
    magic: null,
    remedy: () => 'convert the Keras model or SavedModel that it was made of with tensorflowjs_converter',
  },
  {
    kind: 'an ONNX model',
    suffix: /\.onnx$/i,
    magic: null,
    remedy: () => 'export a SavedModel of it, and convert that with tensorflowjs_converter',
  },
  {
    kind: 'a PyTorch model',
    suffix: /\.(pt|pth)$/i,
    magic: null,
    remedy: () => 'export a SavedModel of it (by ONNX), and convert that with tensorflowjs_converter',
  },
];

/** What a file is that is no model.json, by its name and its first bytes; null where nobody knows. */
export async function otherModel(path: string, name: string): Promise<OtherModel | null> {
  const head = await headOf(path);
  const format =
    FORMATS.find(({ suffix }) => suffix.test(name)) ??
    FORMATS.find(
      ({ magic }) => magic !== null && magic.length > 2 && head.subarray(0, magic.length).equals(magic),
    );
  return format === undefined ? null : { name, kind: format.kind, remedy: format.remedy(name) };
}

/** The first model of another format that lies in a folder, or in a SavedModel's folder directly in it. */
export async function otherModelIn(folder: string): Promise<OtherModel | null> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (FORMATS.some(({ suffix }) => suffix.test(name))) {
      const found = await otherModel(join(folder, name), name);
      if (found !== null) return found;
    }
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

function headOf(path: string): Promise<Buffer> {
  // Whoever reads all of it says why it cannot be read.
  return readHead(path, { code: 'model-missing' }, 8).catch(() => Buffer.alloc(0));
}
