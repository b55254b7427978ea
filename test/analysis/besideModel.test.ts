import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { png, rgba } from '../datasets/encodeImages.js';
import { ROOT, temporaryFolder } from '../support/cli.js';
import { meet } from '../support/meet.js';
import { smallModel } from '../support/smallModel.js';

vi.setConfig({ testTimeout: 120_000 });

const FIXTURES = join(ROOT, 'test', 'fixtures');
const codes = ({ dataset }: Awaited<ReturnType<typeof meet>>): readonly string[] =>
  dataset.findings.map(({ code }) => code);

describe('pictures whose middle square is what a model was trained on', () => {
  const pictures = join(temporaryFolder(), 'pictures');
  const model = join(FIXTURES, 'trial', 'pictures-0to1-number-dense-7', 'model.json');
  const [size, width, samples] = [8, 18, 96] as const;

  // The fixture's pictures, each between two strips of other colors.
  beforeAll(() => {
    const read = (name: string): Buffer => gunzipSync(readFileSync(join(FIXTURES, 'trial', name)));
    const pixels = read('pictures-images-idx4-ubyte.gz').subarray(20);
    const labels = read('pictures-labels-idx1-ubyte.gz').subarray(8);
    for (let i = 0; i < samples; i++) {
      const folder = join(pictures, `kind${String(labels[i]).padStart(2, '0')}`);
      mkdirSync(folder, { recursive: true });
      const picture = rgba(width, size, (x, y) => {
        const inner = x - (width - size) / 2;
        const at = 3 * ((i * size + y) * size + inner);
        if (inner < 0 || inner >= size) return [(i * 53) % 256, (x * 31) % 256, (i * 97 + y * 11) % 256, 255];
        return [pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0, 255];
      });
      writeFileSync(join(folder, `${String(i)}.png`), png(picture));
    }
  });

  it('are cut by what the trial finds, which says so', async () => {
    const met = await meet({ model, data: pictures });
    expect(met.dataset.settings).toMatchObject({ scale: '0..1', crop: 'square' });
    expect(met.accuracy).toBeGreaterThan(0.8);
    const told = met.dataset.findings.find(({ code }) => code === 'scale-found');
    expect(told?.message).toContain('0..1, middle square');
    expect(told?.values).toMatchObject({
      action: [
        { option: 'scale', value: '0..1' },
        { option: 'crop', value: 'square' },
      ],
    });
  });

  it('are cut where --crop says so, and the scale is still found', async () => {
    const met = await meet({ model, data: pictures, crop: 'square' });
    expect(met.dataset.settings).toMatchObject({ scale: '0..1' });
    expect(met.accuracy).toBeGreaterThan(0.8);
    expect(codes(met)).toContain('scale-found');
    expect((await meet({ model, data: pictures, crop: 'none' })).accuracy).toBeLessThan(0.6);
  });
});

it('--channels holds for what metadata.json tells', async () => {
  const folder = join(FIXTURES, 'meeting', 'teachable');
  const met = await meet({
    model: join(folder, 'my_model', 'model.json'),
    data: join(folder, 'samples'),
    channels: 'bgr',
  });
  expect(met.inferences).toBe(0);
  expect(met.dataset.settings).toMatchObject({ scale: '-1..1', channels: 'bgr', crop: 'square' });
});

describe('numbers and labels that a file beside the model tells', () => {
  const ROWS = [
    [1, 20, -3, 5, 'b'],
    [2, 40, 3, 5, 'a'],
    [3, 30, 0, 5, 'c'],
    [1, 35, 1, 5, 'b'],
  ] as const;
  let folder: string;
  let data: string;

  beforeAll(async () => {
    folder = temporaryFolder();
    await smallModel(folder, { seed: 3, shards: 1 });
    data = join(folder, 'rows.csv');
    writeFileSync(data, `p,q,r,s,label\n${ROWS.map((row) => row.join(',')).join('\n')}\n`);
  });

  /** The model in a folder of its own, with a file beside it. */
  const beside = (name: string, text: string): string => {
    const own = temporaryFolder();
    for (const file of ['model.json', 'weights.bin']) copyFileSync(join(folder, file), join(own, file));
    writeFileSync(join(own, name), text);
    return join(own, 'model.json');
  };

  it('ml5: minimum, maximum and legend', async () => {
    const number = (min: number, max: number): unknown => ({ dtype: 'number', min, max });
    const legend = { b: [1, 0, 0], c: [0, 1, 0], a: [0, 0, 1] };
    const meta = {
      isNormalized: true,
      inputs: { p: number(1, 3), q: number(20, 40), r: number(-3, 3), s: number(5, 5) },
      outputs: { label: { dtype: 'string', legend } },
    };
    const met = await meet({ model: beside('model_meta.json', JSON.stringify(meta)), data });
    expect(met.dataset.settings).toMatchObject({
      ...{ scale: 'none', mean: [1, 20, -3, 5], std: [2, 20, 6, 1], scaleReason: 'model_meta.json' },
    });
    expect(met.task?.order).toEqual(['b', 'c', 'a']);
    expect(codes(met)).toEqual(expect.arrayContaining(['scale-found', 'class-order-told']));
    const reader = await met.dataset.open(Uint32Array.of(0, 1, 2, 3));
    const { inputs } = await reader.read(0, 3, new AbortController().signal);
    await reader.close();
    expect([...(inputs[0] ?? [])]).toEqual([0, 0, 0, 0, 0.5, 1, 1, 0, 1, 0.5, 0.5, 0]);
  });

  it('labels.txt: the order, in other letters too; another project’s labels are passed over', async () => {
    const told = await meet({ model: beside('labels.txt', '0 C\n1 A\n2 B\n'), data });
    expect(told.task?.order).toEqual(['C', 'A', 'B']);
    expect(codes(told)).toContain('class-order-told');
    const foreign = await meet({ model: beside('labels.txt', 'cat\ndog\nbird\n'), data });
    expect(foreign.task?.order).toBeNull();
    expect(codes(foreign)).not.toContain('class-order-told');
  });

  it('what the user names goes before it', async () => {
    const named = await meet({
      model: beside('labels.txt', 'c\na\nb\n'),
      data,
      classOrder: ['b', 'c', 'a'],
    });
    expect(named.task?.order).toEqual(['b', 'c', 'a']);
  });
});
