import { parentPort } from 'node:worker_threads';
import { tapScience } from '../../engine/science/tapScience.js';
import type { FromScienceThread, ToScienceThread } from './threadMessages.js';

// A thread that does nothing but linear algebra: dist/science.js, so that no other bundle holds its library.
const port = parentPort;
if (port === null) throw new Error('science.js belongs in a worker thread');
port.on('message', ({ index, features }: ToScienceThread) => {
  port.postMessage({ index, science: tapScience(features) } satisfies FromScienceThread);
});
