import { unzipSync } from 'fflate';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readNpz } from './kerasFixture.js';
import { largestDifference } from './largestDifference.js';
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

/** Models that hold the same, in several formats, with Keras' numbers. */
export interface Group {
  readonly models: readonly string[];
  /** An .npz. */
  readonly numbers: string;
  readonly facts: Facts;
}

/** Unpacks a FAMILY.zip: what has one name belongs together. */
export function unpackFamily(zip: string, folder: string): readonly Group[] {
  const contents = unzipSync(readFileSync(zip));
  for (const [name, bytes] of Object.entries(contents)) writeFileSync(join(folder, name), bytes);
  const names = Object.keys(contents);
  return names
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const stem = name.slice(0, -'.json'.length);
      return {
        models: names
          .filter((other) => /^\.(keras|h5)$/.test(other.slice(stem.length)) && other.startsWith(stem))
          .map((other) => join(folder, other)),
        numbers: join(folder, `${stem}.npz`),
        facts: JSON.parse(Buffer.from(contents[name]!).toString()) as Facts,
      };
    });
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
      return { family, setting, layer, type, difference: largestDifference(mine, theirs) };
    });
  } finally {
    runner.dispose();
  }
}
