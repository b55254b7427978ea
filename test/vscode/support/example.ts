import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What the scenarios do to their copy of examples/mnist, before the editor opens it or while it is open. */

/** Nobody has chosen data yet. */
export async function withoutConfig(folder: string): Promise<void> {
  await rm(join(folder, 'entroscope.json'));
}

/** The entry of the model in entroscope.json, other than the example's. */
export async function writeConfig(
  folder: string,
  ...models: readonly Readonly<Record<string, unknown>>[]
): Promise<void> {
  await writeFile(join(folder, 'entroscope.json'), JSON.stringify({ models }, null, 2));
}

/**
 * Data that stop in the middle: a module whose iteration makes the file `reached` and goes on only once there is a
 * file `go`. So a scenario acts in the middle of a run, however fast the machine is.
 */
export async function gatedData(folder: string): Promise<void> {
  await writeFile(
    join(folder, 'data', 'gated.mjs'),
    `import { existsSync, writeFileSync } from 'node:fs';
const here = (name) => new URL(name, import.meta.url);
export async function* samples() {
  for (let index = 0; index < 640; index += 1) {
    if (index === 320) {
      writeFileSync(here('reached'), '');
      while (!existsSync(here('go'))) await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const x = Float32Array.from({ length: 784 }, (_, pixel) => ((index * 31 + pixel * 17) % 101) / 101);
    yield { x, label: index % 10 };
  }
}
`,
  );
  await writeConfig(folder, { model: 'model/model.json', data: 'data/gated.mjs' });
}

/** Lets the gated data go on. */
export async function openGate(folder: string): Promise<void> {
  await writeFile(join(folder, 'data', 'go'), '');
}

/** The weights as a retrained model would have them: of the same size, and every number another. */
export async function retrainedWeights(
  folder: string,
  files: readonly string[] = ['weights.bin'],
): Promise<Buffer> {
  const bytes = Buffer.concat(await Promise.all(files.map((file) => readFile(join(folder, 'model', file)))));
  const weights = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  weights.forEach((weight, index) => {
    weights[index] = weight * 0.75 + ((index % 7) - 3) * 0.004;
  });
  return Buffer.from(weights.buffer);
}

/** Stores the model's weights in two files, as converters do with large ones; returns their names. */
export async function inTwoShards(folder: string): Promise<void> {
  const file = join(folder, 'model', 'model.json');
  const weights = join(folder, 'model', 'weights.bin');
  const text = await readFile(file, 'utf8');
  const bytes = await readFile(weights);
  await writeShards(folder, bytes);
  await rm(weights);
  const [one, two] = SHARDS;
  await writeFile(file, text.replace(/"(\.\/)?weights\.bin"/u, `"${one}","${two}"`));
}

export const SHARDS = ['group1-shard1of2.bin', 'group1-shard2of2.bin'] as const;

export function shardsOf(bytes: Buffer): readonly [Buffer, Buffer] {
  const middle = 4 * Math.floor(bytes.length / 8);
  return [bytes.subarray(0, middle), bytes.subarray(middle)];
}

async function writeShards(folder: string, bytes: Buffer): Promise<void> {
  for (const [index, part] of shardsOf(bytes).entries()) {
    await writeFile(join(folder, 'model', SHARDS[index] ?? ''), part);
  }
}

/** A class that would run as a script wherever its name is taken for HTML. */
export const HOSTILE_LABEL = '<img src=x onerror=globalThis.owned=1><script>owned=1</script>';

/** Data of two classes, one of them with that name. TensorFlow.js itself refuses layers of such names. */
export async function hostileLabels(folder: string): Promise<void> {
  const samples = Array.from({ length: 40 }, (_, index) => ({
    x: Array.from({ length: 784 }, (_unused, pixel) => ((index * 31 + pixel * 17) % 101) / 101),
    label: index % 2 === 0 ? 'plain' : HOSTILE_LABEL,
  }));
  await writeFile(join(folder, 'data', 'hostile.json'), JSON.stringify(samples));
  await writeConfig(folder, { model: 'model/model.json', data: 'data/hostile.json' });
}

/**
 * Data of which nobody can tell what is what: beside the pixels a column of texts, another in each row, and one of whole
 * numbers whose name says nothing.
 */
export async function unclearColumns(folder: string): Promise<void> {
  const pixels = Array.from({ length: 784 }, (_, pixel) => `p${pixel}`);
  const rows = Array.from({ length: 60 }, (_, row) => [
    `row ${row}`,
    row % 10,
    ...pixels.map((_pixel, index) => (((row * 31 + index * 17) % 101) / 101).toFixed(3)),
  ]);
  const text = [['note', 'code', ...pixels], ...rows].map((row) => row.join(',')).join('\n');
  await writeFile(join(folder, 'data', 'rows.csv'), `${text}\n`);
}

/** The example's model as if it had been trained on -1..1: it answers on these as before on 0..1. */
export async function scaledForMinusOne(folder: string): Promise<void> {
  const file = join(folder, 'model', 'weights.bin');
  const bytes = await readFile(file);
  const weights = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const [pixels, units] = [784, 128];
  // W x + b = (W / 2) (2 x - 1) + b + the sum of W / 2.
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    for (let unit = 0; unit < units; unit += 1) {
      const half = (weights[pixel * units + unit] ?? 0) / 2;
      weights[pixel * units + unit] = half;
      weights[pixels * units + unit] = (weights[pixels * units + unit] ?? 0) + half;
    }
  }
  await writeFile(file, Buffer.from(weights.buffer));
}
