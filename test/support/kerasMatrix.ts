import { unzipSync } from 'fflate';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readNpz } from './kerasFixture.js';
import { openModel, tapAll } from './openModel.js';
import { ROOT } from './cli.js';

/** Small models of one layer each, joined by family, with Keras' numbers (scripts/keras/makeMatrix.py). */
export const KERAS_MATRIX = join(ROOT, 'test', 'fixtures', 'keras-matrix');

/** How one layer or op of one case did. */
export interface Cell {
  readonly family: string;
  readonly setting: string;
  readonly layer: string;
  readonly type: string;
  /** The largest |difference| / max(1, the largest |number| of Keras in this layer); Infinity where it is not shown. */
  readonly difference: number;
}

interface Facts {
  readonly layers: Readonly<Record<string, readonly [type: string, setting: string]>>;
}

/** Unpacks FAMILY.zip: the models in it, and the arrays. */
export function unpackFamily(
  zip: string,
  folder: string,
): { models: readonly string[]; numbers: string; facts: Facts } {
  const family = basename(zip, '.zip');
  const contents = unzipSync(readFileSync(zip));
  const models: string[] = [];
  for (const [name, bytes] of Object.entries(contents)) {
    writeFileSync(join(folder, name), bytes);
    if (/\.(keras|h5)$/.test(name)) models.push(join(folder, name));
  }
  const facts = JSON.parse(Buffer.from(contents[`${family}.json`]!).toString()) as Facts;
  return { models, numbers: join(folder, `${family}.npz`), facts };
}

/** Runs all cases of a family at once, and compares every layer with Keras. */
export async function compareFamily(
  model: string,
  {
    numbers,
    facts,
    backend,
  }: { readonly numbers: string; readonly facts: Facts; readonly backend: 'wasm' | 'cpu' },
): Promise<readonly Cell[]> {
  const keras = readNpz(numbers);
  const runner = await openModel(model, backend);
  try {
    const given = runner.inputs.map(({ name }) => keras.get(`x:${name}`)!);
    const { values } = await tapAll(
      runner,
      given.map(({ data }) => data),
      given.map(({ shape }) => shape.slice(1)),
      given[0]!.shape[0]!,
    );
    // A model of which one layer needs another backend runs on that altogether.
    if (runner.backend !== backend) throw new Error(`it fell back: ${String(runner.fallbackReason)}`);
    return Object.entries(facts.layers).map(([layer, [type, setting]]) => {
      const theirs = keras.get(`act:${layer}`)!.data;
      const mine = values.get(layer);
      const family = basename(model).replace(/\.\w+$/, '');
      return { family, setting, layer, type, difference: differenceOf(mine, theirs) };
    });
  } finally {
    runner.dispose();
  }
}

function differenceOf(mine: Float32Array | undefined, theirs: ArrayLike<number>): number {
  if (mine?.length !== theirs.length) return Infinity;
  let [largest, magnitude] = [0, 1];
  for (let index = 0; index < theirs.length; index++) {
    const number = theirs[index]!;
    // A mean of no steps, in Keras, too.
    if (Number.isNaN(number) && Number.isNaN(mine[index])) continue;
    const difference = Math.abs(mine[index]! - number);
    // Also where one is no number.
    if (!(difference <= largest)) largest = difference;
    if (Math.abs(number) > magnitude) magnitude = Math.abs(number);
  }
  return largest / magnitude;
}
