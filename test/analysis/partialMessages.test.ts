import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROTOCOL_VERSION, type FromChild, type Job } from '../../src/protocol/childMessages.js';
import { analyzeRequest } from '../support/analyzeRequest.js';
import { ROOT, temporaryFolder } from '../support/cli.js';
import { smallModel } from '../support/smallModel.js';

/** Forks the child for one job and returns the kinds of its messages. */
function kindsOf(job: Job): Promise<readonly FromChild['t'][]> {
  return new Promise((resolve, reject) => {
    const child = fork(join(ROOT, 'dist', 'child.js'), [], { serialization: 'advanced', stdio: 'ignore' });
    const kinds: FromChild['t'][] = [];
    child.on('error', reject);
    child.on('message', (message: FromChild) => {
      kinds.push(message.t);
      if (message.t === 'hello') child.send({ t: 'request', version: PROTOCOL_VERSION, job });
    });
    child.on('close', () => {
      resolve(kinds);
    });
  });
}

describe('partial reports', () => {
  it('are sent only where they are asked for', async () => {
    const folder = temporaryFolder();
    const data = join(folder, 'slow.mjs');
    // Reading takes time, so that there is something to tell before the end.
    writeFileSync(
      data,
      `export async function* samples() {
  for (let index = 0; index < 256; index++) {
    await new Promise((resolve) => setTimeout(resolve, 4));
    yield { x: [index, 1, 2, 3], label: index % 2 };
  }
}`,
    );
    const request = analyzeRequest({
      model: await smallModel(join(folder, 'model'), { seed: 1, shards: 1 }),
      data,
      trusted: true,
      backend: 'cpu',
      batch: 32,
      workers: 1,
    });
    // The command line's job.
    const quiet = await kindsOf({ kind: 'analyze', request });
    expect(quiet.at(-1)).toBe('result');
    expect(quiet).not.toContain('partial');
    const asked = await kindsOf({ kind: 'analyze', request, partials: true });
    expect(asked.at(-1)).toBe('result');
    expect(asked).toContain('partial');
  });
});
