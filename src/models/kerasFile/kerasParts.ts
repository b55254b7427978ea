import type { ByteWindow } from './byteWindow.js';
import { damaged, notRead } from './formatProblem.js';
import { HDF5_MARK, openHdf5, type Hdf5Group } from './hdf5File.js';
import { tensorsByName, tensorsByPlace, type StoredTensors } from './storedTensors.js';
import { readEntryBytes, readZip, type ZipEntry } from './zipEntries.js';

/** What a Keras file is made of, in two ways of writing it. */
export interface KerasParts {
  readonly format: 'keras' | 'keras-h5';
  /** { class_name, config }, as its JSON was written. */
  readonly config: Buffer;
  /** Which Keras wrote it; null where the file does not say. */
  readonly version: { readonly text: Buffer | string } | null;
  readonly weights: ByteWindow;
  /** Reads a file beside the weights: "assets/layers/integer_lookup/vocabulary.txt"; null where there is none. */
  readonly asset: (name: string) => Promise<Buffer | null>;
  /** Reads names and places of the weights. */
  readonly tensors: () => Promise<StoredTensors>;
}

/** Names and JSON of a model; the largest that Keras writes have a few megabytes. */
const LARGEST_JSON = 256 * 2 ** 20;
/** A vocabulary of a million numbers. */
const LARGEST_ASSET = 16 * 2 ** 20;
const CONFIG = 'config.json';
const WEIGHTS = 'model.weights.h5';
/** What a zip begins with: its first file, or its end where it holds none. */
const ZIP_MARKS = ['PK\x03\x04', 'PK\x05\x06'];
const SAVE = 'save the whole model with model.save("NAME.keras")';

/** Which of the two a file is, by its first eight bytes; null for anything else. */
export function kerasFormatOf(head: Uint8Array): KerasParts['format'] | null {
  const bytes = Buffer.from(head);
  if (bytes.subarray(0, 8).equals(HDF5_MARK)) return 'keras-h5';
  return ZIP_MARKS.includes(bytes.toString('latin1', 0, 4)) ? 'keras' : null;
}

/**
 * Finds the parts of a .keras or .h5 file.
 * @throws FormatProblem: it is damaged, or another thing than a Keras model, which its words say with what to do
 */
export async function kerasParts(file: ByteWindow, format: KerasParts['format']): Promise<KerasParts> {
  return format === 'keras' ? partsOfZip(file) : partsOfHdf5(file);
}

async function partsOfZip(file: ByteWindow): Promise<KerasParts> {
  const entries = await readZip(file);
  const [config, weights, metadata] = [CONFIG, WEIGHTS, 'metadata.json'].map((name) => entries.get(name));
  if (config === undefined) throw notRead(otherZip(entries));
  if (weights === undefined) {
    const npz = entries.has('model.weights.npz') ? ' (they are written as .npz)' : '';
    throw notRead(`is a zip without ${WEIGHTS}${npz}: ${SAVE}`);
  }
  if (!weights.isStored)
    throw notRead(`was packed again, and its weights are compressed: ${SAVE}, and do not unpack and zip it`);
  return {
    format: 'keras',
    config: await readEntryBytes(config, LARGEST_JSON),
    version: metadata === undefined ? null : { text: await readEntryBytes(metadata, 2 ** 20) },
    weights: weights.packed,
    asset: async (name) => {
      const found = entries.get(name);
      return found === undefined ? null : readEntryBytes(found, LARGEST_ASSET);
    },
    tensors: async () => {
      const found = await tensorsByPlace(await openHdf5(weights.packed));
      return {
        ...found,
        tensors: found.tensors.map((tensor) => ({ ...tensor, name: placeName(tensor.name) })),
      };
    },
  };
}

/** Keras 3.0 and 2.12 call the layers of a model so. */
function placeName(name: string): string {
  return name.replaceAll(/(^|\/)_layer_checkpoint_dependencies\//g, '$1layers/');
}

function otherZip(entries: ReadonlyMap<string, ZipEntry>): string {
  const names = [...entries.keys()];
  if (names.some((name) => /(^|\/)data\.pkl$/.test(name)))
    return 'is a PyTorch model: export a SavedModel of it (by ONNX), and convert that with tensorflowjs_converter';
  const inside = names.find((name) => name.endsWith(`/${CONFIG}`));
  if (inside !== undefined)
    return `is a zip with the model in a folder (${inside}), not as Keras writes it: ${SAVE}`;
  return `is a zip, and no model of Keras: it holds no ${CONFIG}`;
}

async function partsOfHdf5(file: ByteWindow): Promise<KerasParts> {
  const root = await openHdf5(file);
  const [config] = (await root.texts('model_config')) ?? [];
  const weights = await root.get('model_weights');
  if (config === undefined) throw notRead(await withoutModel(root));
  if (weights?.is !== 'group') throw damaged('it has no model_weights');
  const [version] = (await root.texts('keras_version')) ?? (await weights.texts('keras_version')) ?? [];
  return {
    format: 'keras-h5',
    config: Buffer.from(config),
    version: version === undefined ? null : { text: version },
    weights: file,
    asset: () => Promise.resolve(null),
    tensors: async () => ({
      tensors: await tensorsByName(weights, Number(/^\d+/.exec(version ?? '')?.[0] ?? 0)),
      owners: new Map(),
    }),
  };
}

async function withoutModel(root: Hdf5Group): Promise<string> {
  const names = await root.names();
  const isKeras =
    names.some((name) =>
      /^(layers|_layer_checkpoint_dependencies|model_weights|vars|optimizer)$/.test(name),
    ) ||
    (await root.texts('layer_names')) !== null ||
    (await root.texts('layer_names0')) !== null ||
    (await root.texts('keras_version')) !== null;
  return isKeras
    ? `holds weights alone, without the model that they belong to: ${SAVE}, or let ModelCheckpoint write NAME.keras with save_weights_only=False`
    : 'is HDF5, and no model of Keras: it has no model_config';
}
