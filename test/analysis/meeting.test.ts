import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Report } from '../../src/report/report.js';
import { analyze, ROOT } from '../support/cli.js';

// Some run the command line twice.
vi.setConfig({ testTimeout: 60_000 });

/** Models and data as people have them; the numbers are those of tf_keras 2.21 and NumPy. */
const FOLDER = join(ROOT, 'test', 'fixtures', 'meeting');
const at = (...names: string[]): string => join(FOLDER, ...names);
const DIGITS = at('t10k-images-idx3-ubyte');

const classEntropy = ({ layers }: Report, id: string): number | undefined =>
  layers.find((layer) => layer.id === id)?.entropy.class;
const codes = ({ findings }: Report): readonly string[] => findings.map(({ code }) => code);

describe('data meets the model as in training', () => {
  it('augmentation in front of Rescaling is seen through', async () => {
    const report = await analyze([at('augmentation'), '--data', DIGITS]);
    expect(report.settings).toMatchObject({ scale: 'none' });
    expect(report.task?.accuracy).toBeCloseTo(0.9546599, 6);
    expect(classEntropy(report, 'conv')).toBeCloseTo(0.2389623, 6);
    expect(classEntropy(report, 'fc')).toBeCloseTo(0.2189967, 6);
    expect(report.layers.map(({ id }) => id)).not.toContain('augmentation/random_flip');
  });

  it('a model of bytes without Rescaling is found by a trial, and no range is complained of', async () => {
    const report = await analyze([at('bytes'), '--data', DIGITS]);
    expect(report.settings).toMatchObject({ scale: 'none' });
    expect(report.task?.accuracy).toBeCloseTo(0.929471, 6);
    expect(classEntropy(report, 'conv')).toBeCloseTo(0.4479494, 6);
    expect(codes(report)).toContain('scale-found');
    expect(codes(report)).not.toContain('input-range');
    expect(report.findings.find(({ code }) => code === 'scale-found')?.values).toMatchObject({
      action: [{ option: 'scale', value: 'none' }],
    });
  });

  it('the named scale is kept: right without a word, wrong with the remedy', async () => {
    const right = await analyze([at('bytes'), '--data', DIGITS, '--scale', 'none']);
    expect(codes(right)).not.toContain('scale-found');
    expect(codes(right)).not.toContain('input-range');
    const wrong = await analyze([at('bytes'), '--data', DIGITS, '--scale', '0..1']);
    expect(wrong.task?.accuracy).toBeCloseTo(0.466, 3);
    expect(wrong.findings.find(({ code }) => code === 'input-range')?.message).toMatch(
      /trained on larger ones.*--scale none/u,
    );
  });

  it('an input of bytes takes them as they are', async () => {
    const report = await analyze([at('u8'), '--data', DIGITS]);
    expect(report.task?.accuracy).toBeCloseTo(0.929471, 6);
    expect(codes(report)).not.toContain('input-range');
  });

  it('Teachable Machine’s metadata tells scale and order', async () => {
    const report = await analyze([at('teachable', 'my_model'), '--data', at('teachable', 'samples')]);
    expect(report.settings).toMatchObject({ scale: '-1..1', classOrder: ['seven', 'one', 'four'] });
    expect(report.task?.accuracy).toBeCloseTo(0.9929577, 6);
    expect(classEntropy(report, 'conv')).toBeCloseTo(0.4666367, 6);
    expect(classEntropy(report, 'dense_1')).toBeCloseTo(0.3106314, 6);
    expect(classEntropy(report, 'dense_2')).toBeCloseTo(0.0326313, 6);
    const { confusion } = report.task ?? { confusion: [] };
    const diagonal = confusion.reduce((sum, row, c) => sum + (row[c] ?? 0), 0);
    expect(diagonal / report.dataset.samples).toBeCloseTo(0.9929577, 6);
  });

  it('two swapped classes are read the other way round, said so, and by name', async () => {
    const data = ['--data', at('binary', 'data.npz')];
    const report = await analyze([at('binary', 'model'), ...data]);
    expect(report.task?.accuracy).toBeCloseTo(0.8967254, 6);
    expect(report.settings).toMatchObject({ classOrder: ['yes', 'no'] });
    expect(codes(report)).toContain('class-order-found');
    const named = await analyze([at('binary', 'model'), ...data, '--class-order', 'yes,no']);
    expect(named.task).toEqual(report.task);
    expect(codes(named)).not.toContain('class-order-found');
    expect(named.layers).toEqual(report.layers);
  });

  it('one linear output trained on 0 and 1 is cut halfway', async () => {
    const report = await analyze([at('binary', 'mse'), '--data', at('binary', 'mse.npz')]);
    expect(report.task?.accuracy).toBeCloseTo(0.9722922, 6);
    expect(codes(report)).toContain('output-cut');
  });

  it('a fourth channel is alpha', async () => {
    const report = await analyze([at('rgba', 'model'), '--data', at('rgba', 'png')]);
    expect(report.task?.accuracy).toBe(1);
    expect(classEntropy(report, 'conv')).toBeCloseTo(0.2216975, 6);
    expect(report.layers.find(({ id }) => id === 'conv')?.entropy.all).toBeCloseTo(0.3858634, 6);
  });
});
