import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { TapScience } from '../../engine/science/tapScience.js';
import type { RunEvidence, ScienceInput } from '../assemble/runEvidence.js';
import type { FromScienceThread, ToScienceThread } from './threadMessages.js';

/** Each holds two or three tables of one tap in float64: more threads gain little and take much. */
const MOST_THREADS = 8;
/** Each compiles its code anew, which takes about as long as so many seconds' work saves. */
const SECONDS_A_THREAD = 0.5;

/**
 * Computes rank and read-out of every tap, in threads of their own, which end with the process that they are part of: a
 * cancel does not wait for an eigendecomposition. The numbers do not depend on which thread computes which tap.
 * @throws RangeError where the features are not there
 */
export async function computeEvidence(input: ScienceInput): Promise<RunEvidence> {
  const sciences = new Array<TapScience | null>(input.taps).fill(null);
  let next = 0;
  const work = async (worker: Worker): Promise<void> => {
    while (next < input.taps) {
      const index = next++;
      sciences[index] = await ask(worker, { index, features: input.featuresOf(index) });
    }
  };
  const file = join(dirname(fileURLToPath(import.meta.url)), 'science.js');
  const useful = Math.ceil(input.seconds / SECONDS_A_THREAD);
  const threads = Math.max(1, Math.min(input.taps, availableParallelism(), MOST_THREADS, useful));
  const workers = Array.from({ length: threads }, () => new Worker(file, { env: process.env }));
  try {
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map(async (worker) => worker.terminate()));
  }
  const taps = sciences.map((science, index) => {
    if (science === null) throw new RangeError(`nothing was computed of layer ${index + 1}`);
    return science;
  });
  return { taps, answers: input.answers };
}

function ask(worker: Worker, message: ToScienceThread): Promise<TapScience> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number): void => {
      reject(new Error(`a thread of the read-outs ended early (exit status ${code})`));
    };
    worker.once('error', reject);
    worker.once('exit', onExit);
    worker.once('message', ({ science }: FromScienceThread) => {
      worker.off('error', reject);
      worker.off('exit', onExit);
      resolve(science);
    });
    const { buffer } = message.features.features;
    worker.postMessage(message, buffer instanceof ArrayBuffer ? [buffer] : []);
  });
}
