import { isMainThread } from 'node:worker_threads';
import { controlChild } from './control/controlChild.js';
import { runWorker } from './worker/runWorker.js';

// One bundle, two roles: the process that is forked only listens; its worker threads compute.
if (isMainThread) controlChild();
else runWorker();
