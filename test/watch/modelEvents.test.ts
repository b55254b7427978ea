import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { ModelEvents } from '../../src/watch/modelEvents.js';
import { temporaryFolder, until } from '../support/cli.js';

let events: ModelEvents | null = null;
afterEach(() => {
  events?.dispose();
});

it('where the system has no events to give, files are looked at instead, which is said once', async () => {
  const folder = join(temporaryFolder(), 'model');
  mkdirSync(folder);
  const file = join(folder, 'model.json');
  writeFileSync(file, '{}');
  let touched = 0;
  const reasons: string[] = [];
  events = new ModelEvents({
    file,
    weights: () => [],
    poll: false,
    everyMs: 50,
    onTouched: () => (touched += 1),
    onNoEvents: (reason) => reasons.push(reason),
    watchFolder: () => {
      throw Object.assign(new Error('ENOSPC: System limit for number of file watchers reached'), {
        code: 'ENOSPC',
        syscall: 'watch',
      });
    },
  });
  await until(() => touched === 1, 5000, 'the first look');
  for (const text of ['{"a": 1}', '{"a": 10}']) {
    const before = touched;
    writeFileSync(file, text);
    await until(() => touched > before, 5000, 'the change');
  }
  rmSync(folder, { recursive: true });
  const before = touched;
  await until(() => touched > before, 5000, 'the folder is gone');
  mkdirSync(folder);
  writeFileSync(file, '{}');
  await until(() => touched > before + 1, 5000, 'the folder is there again');
  expect(reasons).toEqual(['ENOSPC']);
});
