import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { collectGarbage } from './collectGarbage.js';

/**
 * Several threads read one data set's pictures, each with memory of its own: two of the largest that are taken at a time
 * would exceed what a process may use. So large ones are decoded and drawn in turn, one in the whole process, and what a
 * thread used for one is given back before the next thread's begins.
 */
const KEY = 'entroscope.largePictureTurn';
const FREE = 0;
const TAKEN = 1;

/** Lets the threads that are started from now on wait for each other. Called once, by the thread that starts them. */
export function shareLargePictureTurn(): void {
  setEnvironmentData(KEY, new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/**
 * Runs the work while no other thread of the process runs such work. A thread that ends in the middle keeps the turn;
 * then the whole run has failed.
 * @throws what the work throws
 */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const shared = getEnvironmentData(KEY);
  const turn = shared instanceof SharedArrayBuffer ? new Int32Array(shared) : null;
  if (turn !== null) {
    // Waiting asynchronously: the turn may be another picture's of this very thread. It keeps no thread alive by itself;
    // those of an analysis listen.
    while (Atomics.compareExchange(turn, 0, FREE, TAKEN) !== FREE)
      await Atomics.waitAsync(turn, 0, TAKEN).value;
  }
  try {
    return await work();
  } finally {
    collectGarbage();
    if (turn !== null) {
      Atomics.store(turn, 0, FREE);
      Atomics.notify(turn, 0, 1);
    }
  }
}
