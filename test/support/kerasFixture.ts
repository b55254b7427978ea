import { unzipSync } from 'fflate';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BatchInput, ModelInput } from '../../src/engine/tap.js';
import { openModel, tapAll } from './openModel.js';
import { ROOT } from './cli.js';

/** Files that Keras itself wrote, each with its outputs of every layer (test/fixtures/keras-files/README.md). */
export const KERAS_FILES = join(ROOT, 'test', 'fixtures', 'keras-files');

interface Array {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** One array of an .npz that is unpacked. */
export function readNpy(bytes: Uint8Array): Array {
  const length = bytes[8]! + 256 * bytes[9]!;
  const head = Buffer.from(bytes.subarray(10, 10 + length)).toString('latin1');
  const shape = [.../\(([^)]*)\)/.exec(head)![1]!.matchAll(/\d+/g)].map((digits) => Number(digits[0]));
  const { buffer } = bytes.slice(10 + length);
  return { shape, data: head.includes('<i4') ? new Int32Array(buffer) : new Float32Array(buffer) };
}

/** The arrays of an .npz, in its order. */
export function readNpz(path: string): ReadonlyMap<string, Array> {
  return new Map(
    Object.entries(unzipSync(readFileSync(path))).map(([name, bytes]) => [
      name.replace(/\.npy$/, ''),
      readNpy(bytes),
    ]),
  );
}

export interface Comparison {
  /** Layers that were compared, by Keras' path. */
  readonly compared: readonly string[];
  /** Layers of Keras that were not shown. */
  readonly missing: readonly string[];
  /** The largest |difference| / max(1, |Keras' number|), over all layers and the output. */
  readonly worst: number;
  readonly worstAt: string;
  readonly repairs: readonly string[];
}

/** Runs a file and compares every layer with Keras. */
export async function compareWithKeras(
  file: string,
  backend: 'wasm' | 'cpu' = 'wasm',
  numbers = `${file}.npz`,
): Promise<Comparison> {
  const keras = readNpz(numbers);
  const runner = await openModel(file, backend);
  const given = runner.inputs.map((input) => inputOf(keras, input));
  const inputs: readonly BatchInput[] = given.map(({ data }) => data);
  const shapes = given.map(({ shape }) => shape.slice(1));
  const { values, output } = await tapAll(runner, inputs, shapes, given[0]!.shape[0]!);
  const [compared, missing]: [string[], string[]] = [[], []];
  let [worst, worstAt] = [0, ''];
  const compare = (id: string, mine: Float32Array, theirs: Array['data']): void => {
    theirs.forEach((number, index) => {
      const difference = Math.abs((mine[index] ?? NaN) - number) / Math.max(1, Math.abs(number));
      if (difference <= worst) return;
      [worst, worstAt] = [difference, id];
    });
  };
  for (const [key, { data }] of keras) {
    if (!key.startsWith('act:')) continue;
    const id = key.slice(4).replaceAll('|', '/');
    const mine = values.get(id);
    if (mine === undefined) missing.push(id);
    else {
      compared.push(id);
      compare(id, mine.length === data.length ? mine : new Float32Array(0), data);
    }
  }
  if (output !== null) compare('the output', output, keras.get('y')!.data);
  const repairs = runner.repairs.map(({ code }) => code);
  runner.dispose();
  return { compared, missing, worst, worstAt, repairs };
}

/** x where there is one input, else x:NAME. */
function inputOf(keras: ReadonlyMap<string, Array>, { name }: ModelInput): Array {
  const named = [...keras].find(([key]) => key.startsWith('x:') && name.startsWith(key.slice(2)));
  return keras.get('x') ?? named![1];
}
