import { readdirSync } from 'node:fs';
import { runJob } from '../../src/analysis/client/runJob.ts';

/** One process that has many runs one after the other, as an editor does: says what it holds at the beginning and at the end. */
const [childPath, model, count] = process.argv.slice(2);
const job = {
  kind: 'inspect',
  request: { model, modelAsGiven: model, backend: 'cpu', tensorflowFrom: null, setup: null },
};
const first = Math.min(10, Math.floor(Number(count) / 2));
let before = null;
for (let run = 1; run <= Number(count); run++) {
  await runJob(job, { signal: new AbortController().signal, childPath });
  if (run === first) before = holds();
}
process.stdout.write(JSON.stringify({ before, after: holds() }));

function holds() {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { rss, heapUsed, handles: process.getActiveResourcesInfo().length, files: openFiles() };
}

function openFiles() {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return 0;
  }
}
