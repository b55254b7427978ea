import { damaged, notRead } from './formatProblem.js';
import type { Hdf5Dataset, Hdf5Group } from './hdf5File.js';

/** A weight by its place in the file. */
export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** "f4", "f2", "i8" ...; "opaque" for bytes without a meaning */
  readonly type: string;
  /** First byte, in the HDF5. */
  readonly from: number;
  readonly bytes: number;
}

/** What an HDF5 of weights holds. */
export interface StoredTensors {
  readonly tensors: readonly StoredTensor[];
  /** Group of weights without its "/vars" -> the name of the layer that it says they are of; since Keras 3.4. */
  readonly owners: ReadonlyMap<string, string>;
}

/** Deeper than any nested model. */
const DEEPEST = 64;
const MOST_TENSORS = 100_000;

/**
 * The weights of model.weights.h5, by their path: "layers/dense/vars/0". The optimizer's are passed over as a whole.
 * @throws FormatProblem
 */
export async function tensorsByPlace(root: Hdf5Group): Promise<StoredTensors> {
  const tensors: StoredTensor[] = [];
  const owners = new Map<string, string>();
  const seen = new Set<number>();
  const walk = async (group: Hdf5Group, path: readonly string[]): Promise<void> => {
    if (path.length > DEEPEST) throw notRead(`nests groups more than ${String(DEEPEST)} deep`);
    if (path.at(-1) === 'vars') {
      const [owner] = (await group.texts('name')) ?? [];
      if (owner !== undefined) owners.set(path.slice(0, -1).join('/'), owner);
    }
    for (const name of await group.names()) {
      if (path.length === 0 && /^optimizer/.test(name)) continue;
      const address = (await group.addressOf(name)) ?? -1;
      if (seen.has(address)) throw damaged(`${name} in it is part of itself, or is there twice`);
      seen.add(address);
      const child = await group.get(name);
      if (child?.is === 'group') await walk(child, [...path, name]);
      else if (child !== null) add(tensors, [...path, name].join('/'), child);
    }
  };
  await walk(root, []);
  return { tensors, owners };
}

/**
 * The weights of an .h5 of Keras, by their names, in its order: "dense/kernel".
 * @param group model_weights
 * @param major of the Keras that wrote it: Keras 3 calls a wrapped layer's weights by that layer's name alone, and those of
 *   a nested model, so that the layer whose group they lie in is put before
 * @throws FormatProblem
 */
export async function tensorsByName(group: Hdf5Group, major: number): Promise<readonly StoredTensor[]> {
  const tensors: StoredTensor[] = [];
  for (const layer of (await listOf(group, 'layer_names')) ?? []) {
    const weights = await group.get(layer);
    if (weights?.is !== 'group') throw damaged(`the weights of layer ${layer} are missing in it`);
    for (const name of (await listOf(weights, 'weight_names')) ?? []) {
      const found = await follow(weights, name);
      if (found?.is !== 'dataset') throw damaged(`the weight ${name} is missing in it`);
      // Keras 2 calls the weights of some layers without them: "mean:0", with TensorFlow's number of an output.
      const plain = name.replace(/:0$/, '');
      const isWhole = plain.split('/').includes(layer) || (major < 3 && plain.includes('/'));
      add(tensors, isWhole ? plain : `${layer}/${plain}`, found);
    }
  }
  return tensors;
}

/** A list of names, which Keras cuts into NAME0, NAME1 ... where it is longer than an attribute may be. */
async function listOf(group: Hdf5Group, name: string): Promise<readonly string[] | null> {
  const whole = await group.texts(name);
  if (whole !== null) return whole;
  const pieces: string[] = [];
  for (let piece = 0; ; piece++) {
    const texts = await group.texts(`${name}${String(piece)}`);
    if (texts === null) return piece === 0 ? null : pieces;
    pieces.push(...texts);
  }
}

async function follow(group: Hdf5Group, path: string): Promise<Hdf5Group | Hdf5Dataset | null> {
  let found: Hdf5Group | Hdf5Dataset | null = group;
  for (const name of path.split('/')) {
    if (found?.is !== 'group') return null;
    found = await found.get(name);
  }
  return found;
}

function add(tensors: StoredTensor[], name: string, { shape, type, from, bytes }: Hdf5Dataset): void {
  if (tensors.length >= MOST_TENSORS) throw notRead('has more of names and headers than any model');
  const element = type.is === 'number' ? type.name : type.is;
  tensors.push({ name, shape, type: element, from: from ?? 0, bytes });
}
