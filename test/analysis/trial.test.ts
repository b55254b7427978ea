import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ROOT } from '../support/cli.js';
import { meet } from '../support/meet.js';

vi.setConfig({ testTimeout: 60_000 });

const FOLDER = join(ROOT, 'test', 'fixtures', 'trial');

interface TrialModel {
  readonly name: string;
  readonly data: 'digits' | 'pictures' | 'pair';
  readonly way: string;
  readonly order: 'number' | 'text' | 'swapped' | 'turned';
  readonly trained: boolean;
  /** By output. */
  readonly labels: readonly number[];
}

// Written by scripts/trialModels.mjs.
const MODELS = JSON.parse(readFileSync(join(FOLDER, 'models.json'), 'utf8')) as readonly TrialModel[];

/** The settings that a way of training is. */
const SETTINGS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  torch: { scale: '0..1', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  caffe: { scale: 'none', mean: [103.939, 116.779, 123.68], channels: 'bgr' },
  'bgr 0..1': { scale: '0..1', channels: 'bgr' },
  'bgr -1..1': { scale: '-1..1', channels: 'bgr' },
  'bgr none': { scale: 'none', channels: 'bgr' },
};
const NAMES: Readonly<Record<string, string>> = {
  torch: 'ImageNet (torch)',
  caffe: 'ImageNet (Caffe, BGR)',
  'bgr 0..1': '0..1 BGR',
  'bgr -1..1': '-1..1 BGR',
  'bgr none': 'none BGR',
  '1..0': '1..0 (inverted)',
  '1..-1': '1..-1 (inverted)',
};

function dataOf(data: TrialModel['data']): string {
  return join(FOLDER, `${data}-images-idx${data === 'pictures' ? 4 : 3}-ubyte.gz`);
}

describe('the trial finds how each model was trained, or says its doubt', () => {
  const trained = MODELS.filter((model) => model.trained);

  it('has at least 30 models of several trainings', () => {
    expect(trained.length).toBeGreaterThanOrEqual(30);
    expect(new Set(trained.map(({ way }) => way)).size).toBeGreaterThanOrEqual(8);
  });

  it.each(trained.map((model) => [model.name, model] as const))(
    '%s',
    async (name, { data, way, order, labels }) => {
      const met = await meet({ model: join(FOLDER, name, 'model.json'), data: dataOf(data) });
      const found = met.dataset.findings.find(({ code }) => code === 'scale-found');
      if (found?.code !== 'scale-found') throw new Error('the trial says what it found');
      const wanted = { scale: way, mean: null, std: null, ...SETTINGS[way] };
      const { scale, mean, std, channels = 'rgb' } = met.dataset.settings;
      const isRight =
        JSON.stringify({ channels: 'rgb', ...wanted }) === JSON.stringify({ channels, scale, mean, std }) ||
        (scale === wanted.scale &&
          String(mean) === String(wanted.mean) &&
          channels === (SETTINGS[way]?.['channels'] ?? 'rgb'));
      // Where it is not the one of the training, that one is named among those that do as well.
      if (!isRight) expect([found.values.name, ...found.values.rivals]).toContain(NAMES[way] ?? way);
      // An inverted picture of two swapped classes looks like a plain one: with another scale the order is another.
      if (!isRight) return;
      if (order === 'number') expect(met.order).toBeNull();
      else
        expect(met.order).toMatchObject({
          how: order === 'turned' ? 'offered' : 'taken',
          order: labels.map(String),
        });
    },
  );
});

describe('the trial claims nothing', () => {
  it.each(MODELS.filter((model) => !model.trained).map((model) => [model.name, model] as const))(
    'of an untrained model: %s',
    async (name, { data }) => {
      const met = await meet({ model: join(FOLDER, name, 'model.json'), data: dataOf(data) });
      const found = met.dataset.findings.find(({ code }) => code === 'scale-found');
      expect(met.dataset.settings).toMatchObject({ scale: '0..1', mean: null });
      expect(found?.message).toMatch(/no way of scaling|nothing better/u);
      expect(met.order).toBeNull();
    },
  );

  it('and runs nothing where the user named the scale, nor without labels', async () => {
    const [first] = MODELS;
    const model = join(FOLDER, first?.name ?? '', 'model.json');
    const named = await meet({ model, data: dataOf('digits'), scale: 'none' });
    expect(named.inferences).toBe(0);
    expect(named.dataset.settings).toMatchObject({ scale: 'none', scaleReason: 'named' });
  });

  it('on few samples keeps the default unless they are enough, and is the same each time', async () => {
    const model = join(FOLDER, 'digits--1to1-number-dense-1', 'model.json');
    const few = await meet({ model, data: dataOf('digits'), samples: 4 });
    expect(['0..1', '-1..1']).toContain(few.dataset.settings['scale']);
    const one = await meet({ model, data: dataOf('digits') });
    const other = await meet({ model, data: dataOf('digits') });
    expect(other.dataset.findings).toEqual(one.dataset.findings);
  });
});
