import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { lasting, ROOT, runCli } from '../support/cli.js';
import type { Report } from '../../src/report/report.js';
import { projectWithTfjsNode } from '../support/tfjsNode.js';

const MODEL = join(ROOT, 'examples', 'mnist', 'model', 'model.json');
const project = projectWithTfjsNode();
const reason = 'skip' in project ? project.skip : null;

describe.skipIf(reason !== null)(
  `the tensorflow backend of the user's project${reason === null ? '' : ` (skipped: ${reason})`}`,
  () => {
    const folder = 'folder' in project ? project.folder : ROOT;
    const analyze = async (...args: string[]): Promise<Report> => {
      const run = await runCli(['analyze', MODEL, '--samples', '1000', '--json', '-', ...args], {
        cwd: folder,
      });
      if (run.status !== 0) throw new Error(run.stderr);
      return JSON.parse(run.stdout) as Report;
    };
    let native: Report;
    let wasm: Report;

    beforeAll(async () => {
      native = await analyze('--backend', 'tensorflow');
      wasm = await analyze('--backend', 'wasm');
    });

    it('runs, in a worker thread of the child, and is named in the report', () => {
      expect(native.runtime).toMatchObject({
        backend: 'tensorflow',
        backendVersion: '4.22.0',
        fallbackReason: null,
      });
    });

    it('gives the numbers of wasm, but for activations within rounding of the threshold', () => {
      native.layers.forEach((layer, index) => {
        const other = wasm.layers[index];
        expect(layer.id).toBe(other?.id);
        expect(Math.abs(layer.entropy.class - (other?.entropy.class ?? NaN))).toBeLessThan(1e-3);
        expect(Math.abs(layer.entropy.all - (other?.entropy.all ?? NaN))).toBeLessThan(1e-3);
        expect(Math.abs((layer.stability.class ?? NaN) - (other?.stability.class ?? NaN))).toBeLessThan(1e-3);
      });
      expect(native.task?.accuracy).toBeCloseTo(wasm.task?.accuracy ?? NaN, 2);
    });

    it('gives the same bytes twice, and with two workers', async () => {
      expect(lasting(await analyze('--backend', 'tensorflow'))).toEqual(lasting(native));
      const two = await analyze('--backend', 'tensorflow', '--workers', '2');
      expect(two.runtime.workers).toBe(2);
      expect(lasting(two)).toEqual(lasting(native));
    });
  },
);

describe('the tensorflow backend where there is none', () => {
  it('is an error with cause and remedy when it was asked for by name', async () => {
    const run = await runCli(['analyze', MODEL, '--backend', 'tensorflow'], { cwd: join(ROOT, 'examples') });
    // Where the repository has its own tfjs-node, it works.
    if (run.status === 0) return;
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/tensorflow backend does not work.*npm install @tensorflow\/tfjs-node/);
  });
});
