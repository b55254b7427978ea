import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

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
    remedy: () => `convert its folder with ${convert('SAVED_MODEL', 'tf_saved_model', 'tfjs_graph_model')}`,
  },
  {
    kind: 'a TensorFlow Lite model',
    suffix: /\.tflite$/i,
    remedy: () => 'convert the Keras model or SavedModel that it was made of with tensorflowjs_converter',
  },
  {
    kind: 'an ONNX model',
    suffix: /\.onnx$/i,
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
    remedy: () => 'export a SavedModel of it (by ONNX), and convert that with tensorflowjs_converter',
  },
  {
    kind: 'weights alone (.safetensors)',
    suffix: /\.safetensors$/i,
    remedy: () =>
      'the network itself is in the code that loads them: save the whole model from there, with Keras as .keras',
  },
  {
    kind: 'weights alone (a checkpoint of TensorFlow)',
    suffix: /^checkpoint$|\.ckpt(-\d+)?\.(index|meta|data-\d+-of-\d+)$|\.data-\d+-of-\d+$/i,
    remedy: () =>
      'the network itself is in the code that loads them: load them there, and save the whole model with model.save("NAME.keras")',
  },
];

/** What a file is that is neither a model.json nor of Keras, by its name; null where nobody knows. */
export function otherModel(name: string): OtherModel | null {
  return ofFormat(name, FORMATS);
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
