import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/datasets/openDataset.js';
import { temporaryFolder } from '../support/cli.js';
import { input, labelsOf, readAll, request } from './request.js';

const PAIR = [input([2])];

describe('a data set module', () => {
  const folder = temporaryFolder();
  const write = (name: string, code: string): string => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), code);
    return join(folder, name);
  };

  it.each([
    [
      'async.mjs',
      'export async function* samples() { yield { x: Float32Array.of(1, 2), label: "a" }; yield { x: [[3], [4]], label: "b" }; }',
    ],
    [
      'sync.mjs',
      'export function* samples() { yield { x: [1, 2], label: 5 }; yield { x: [3, 4], label: 10 }; }',
    ],
    [
      'default.mjs',
      'export default function* () { yield { x: [1, 2], label: 0 }; yield { x: [3, 4], label: 1 }; }',
    ],
    [
      'default-async.mjs',
      'export default async function* () { yield { x: [1, 2], label: 0 }; yield { x: [3, 4], label: 1 }; }',
    ],
    [
      'default-object.mjs',
      'export default { async *samples() { yield { x: [1, 2], label: 0 }; yield { x: [3, 4], label: 1 }; } };',
    ],
    [
      'function.cjs',
      'module.exports = function* () { yield { x: [1, 2], label: 0 }; yield { x: [3, 4], label: 1 }; };',
    ],
    [
      'transpiled.cjs',
      'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = function* () { yield { x: [1, 2], label: 0 }; yield { x: [3, 4], label: 1 }; };',
    ],
    ['list.mjs', 'export const samples = [{ x: [1, 2], label: 0 }, { x: [3, 4], label: 1 }];'],
    ['list.cjs', 'module.exports = [{ x: [1, 2], label: 0 }, { x: [3, 4], label: 1 }];'],
    ['set.mjs', 'export const samples = new Set([{ x: [1, 2], label: 0 }, { x: [3, 4], label: 1 }]);'],
    [
      'promised.mjs',
      'export const samples = Promise.resolve([{ x: [1, 2], label: 0 }, { x: [3, 4], label: 1 }]);',
    ],
    ['array.cjs', 'exports.samples = () => [{ x: [1, 2], label: [1, 0] }, { x: [3, 4], label: [0, 1] }];'],
  ])('%s is gone through twice', async (name, code) => {
    const dataset = await openDataset(request(write(name, code), PAIR));
    expect(dataset).toMatchObject({ kind: 'module', size: 2, labelled: true });
    expect([...dataset.classOf]).toEqual([0, 1]);
    expect([...((await readAll(dataset, Uint32Array.of(1))).inputs[0] ?? [])]).toEqual([3, 4]);
  });

  it('does not run where it is not trusted', async () => {
    const path = write(
      'untrusted.mjs',
      'globalThis.untrustedCodeRan = true; export const samples = () => [];',
    );
    await expect(openDataset(request(path, PAIR, { trusted: false }))).rejects.toMatchObject({
      code: 'data-needs-trust',
      message: expect.stringContaining('trust'),
    });
    expect('untrustedCodeRan' in globalThis).toBe(false);
  });

  it('is named with what it threw, or does not export', async () => {
    const cases: readonly [name: string, code: string, part: string][] = [
      [
        'throws.mjs',
        'export function* samples() { yield { x: [1, 2] }; throw new Error("no such table"); }',
        'no such table',
      ],
      ['syntax.mjs', 'export function* samples( {', 'syntax.mjs'],
      ['nothing.mjs', 'export const data = 1;', 'samples()'],
      ['number.mjs', 'export const samples = () => 5;', 'samples()'],
      ['object.mjs', 'export const samples = { x: [1, 2], label: 0 };', 'samples()'],
      ['once.mjs', 'export const samples = (function* () { yield { x: [1, 2] }; })();', 'only once'],
      ['once-async.mjs', 'export default (async function* () { yield { x: [1, 2] }; })();', 'only once'],
      ['class.mjs', 'export default class Samples {}', 'samples()'],
    ];
    for (const [name, code, part] of cases) {
      await expect(openDataset(request(write(name, code), PAIR)), name).rejects.toMatchObject({
        code: 'data-module-failed',
        message: expect.stringContaining(part),
      });
    }
  });

  it('is told when its second pass is shorter', async () => {
    const path = write(
      'shorter.mjs',
      'let n = 3; export function* samples() { for (let i = 0; i < n; i++) yield { x: [i, i], label: i }; n--; }',
    );
    const dataset = await openDataset(request(path, PAIR));
    await expect(readAll(dataset)).rejects.toMatchObject({
      code: 'data-module-failed',
      message: expect.stringContaining('gave 2 samples'),
    });
  });

  it('has bad samples left out', async () => {
    const path = write(
      'bad.mjs',
      'export const samples = () => [{ x: [1, 2], label: 0 }, { x: [1], label: 1 }, 7, { x: [3, 4], label: 2 }];',
    );
    const dataset = await openDataset(request(path, PAIR, { skipBad: true }));
    expect(dataset.skipped.map(({ where }) => where)).toEqual(['sample 2', 'sample 3']);
    expect(labelsOf(dataset)).toEqual(['0', '2']);
    expect([...((await readAll(dataset)).inputs[0] ?? [])]).toEqual([1, 2, 3, 4]);
  });
});

describe('synthetic noise', () => {
  it('has 224 for free heights and widths, 16 for free lengths, tokens below the limit, and a warning', async () => {
    const inputs = [
      input([null, null, 3], { name: 'picture' }),
      input([null], { name: 'tokens', dtype: 'int32', tokenLimit: 7 }),
      input([2], { name: 'flag', dtype: 'bool' }),
    ];
    const dataset = await openDataset(request('synthetic', inputs, { syntheticSamples: 3 }));
    expect(dataset).toMatchObject({ kind: 'synthetic', size: 3, labelled: false, classes: ['all'] });
    expect(dataset.shapes).toEqual([[224, 224, 3], [16], [2]]);
    expect(dataset.findings).toMatchObject([{ code: 'synthetic-noise', severity: 'warning' }]);
    const [picture, tokens] = (await readAll(dataset)).inputs;
    expect(picture?.every((value) => value >= 0 && value < 1)).toBe(true);
    expect(tokens?.every((value) => Number.isInteger(value) && value >= 0 && value < 7)).toBe(true);
    expect(new Set(tokens).size).toBeGreaterThan(3);
  });

  it('is the same for the same seed, in any batches, and another for another', async () => {
    const open = (seed: number): ReturnType<typeof openDataset> =>
      openDataset(request('synthetic', [input([4])], { seed }));
    const all = (await readAll(await open(1))).inputs[0];
    expect((await readAll(await open(1), Uint32Array.of(2))).inputs[0]).toEqual(all?.slice(8, 12));
    expect((await readAll(await open(2))).inputs[0]).not.toEqual(all);
  });

  it('is refused to a model that takes strings', async () => {
    await expect(openDataset(request('synthetic', [input([1], { dtype: 'string' })]))).rejects.toMatchObject({
      code: 'data-shape',
    });
  });
});
