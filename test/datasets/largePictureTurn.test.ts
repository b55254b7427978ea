import { buildSync } from 'esbuild';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { inTurn, shareLargePictureTurn } from '../../src/datasets/images/largePictureTurn.js';
import { ROOT } from '../support/cli.js';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

it('large pictures wait for each other over the threads of a process, and a failure ends a turn', async () => {
  shareLargePictureTurn();
  const { outputFiles } = buildSync({
    entryPoints: [join(ROOT, 'src/datasets/images/largePictureTurn.ts')],
    ...{ bundle: true, write: false, platform: 'node', format: 'cjs' },
  });
  // Counts who is inside at a time, in memory that all threads see.
  const counts = new Int32Array(new SharedArrayBuffer(8));
  const threads = Array.from({ length: 3 }, () => {
    const code = `${outputFiles[0]?.text ?? ''}
      const { workerData, parentPort } = require('node:worker_threads');
      parentPort.on('message', () => process.exit());
      const counts = new Int32Array(workerData);
      const picture = async () => {
        const inside = Atomics.add(counts, 0, 1) + 1;
        if (inside > 1) Atomics.store(counts, 1, inside);
        await new Promise((resolve) => setTimeout(resolve, 15));
        Atomics.sub(counts, 0, 1);
        throw new Error('damaged');
      };
      // Two at a time of each thread.
      Promise.all(Array.from({ length: 4 }, () => inTurn(picture).catch(() => undefined))).then(() =>
        parentPort.postMessage('done'),
      );`;
    return new Worker(code, { eval: true, workerData: counts.buffer });
  });
  const ends = threads.map(
    (thread) =>
      new Promise((resolve, reject) => {
        thread.once('message', resolve).once('error', reject);
      }),
  );
  let mine = 0;
  for (let round = 0; round < 4; round += 1) {
    await inTurn(async () => {
      mine = Math.max(mine, Atomics.add(counts, 0, 1));
      await pause(15);
      Atomics.sub(counts, 0, 1);
    });
  }
  expect(await Promise.all(ends)).toEqual(['done', 'done', 'done']);
  for (const thread of threads) await thread.terminate();
  expect([mine, counts[1]]).toEqual([0, 0]);
});

it('costs nothing where there is one thread alone', async () => {
  await expect(inTurn(() => Promise.resolve(7))).resolves.toBe(7);
});
