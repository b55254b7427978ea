import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancelledError } from '../../src/analysis/client/cancelledError.js';
import { checkTargets, writeFiles } from '../../src/cli/outputFiles.js';
import { UsageError } from '../../src/cli/usageError.js';

let folder = '';
const live = new AbortController().signal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entroscope-outputs-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('output files', () => {
  it('are all written or none: a failing one leaves neither files nor temporary ones', async () => {
    const outputs = [
      { target: { format: 'json', path: 'a.json' }, text: 'a' },
      { target: { format: 'csv', path: 'absent/b.csv' }, text: 'b' },
    ] as const;
    await expect(writeFiles(outputs, folder, live)).rejects.toMatchObject({ code: 'output-failed' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('are not there after an interruption, and the old ones stay', async () => {
    writeFileSync(join(folder, 'a.json'), 'old');
    const output = { target: { format: 'json', path: 'a.json' }, text: 'new' } as const;
    await expect(writeFiles([output], folder, AbortSignal.abort())).rejects.toBeInstanceOf(CancelledError);
    expect(readdirSync(folder)).toEqual(['a.json']);
    expect(readFileSync(join(folder, 'a.json'), 'utf8')).toBe('old');
  });

  it('replace what a link names and keep the link', async () => {
    writeFileSync(join(folder, 'real.json'), 'old');
    symlinkSync(join(folder, 'real.json'), join(folder, 'link.json'));
    await writeFiles([{ target: { format: 'json', path: 'link.json' }, text: 'new' }], folder, live);
    expect(lstatSync(join(folder, 'link.json')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real.json'), 'utf8')).toBe('new');
  });

  it('may be a device, which stays one', async () => {
    const output = { target: { format: 'json', path: '/dev/null' }, text: 'x' } as const;
    await checkTargets([output.target], folder, []);
    await writeFiles([output], folder, live);
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('may not be one file, or standard output, twice', async () => {
    const twice = (path: string, other: string): Promise<void> =>
      checkTargets(
        [
          { format: 'json', path },
          { format: 'csv', path: other },
        ],
        folder,
        [],
      );
    await expect(twice('a', './a')).rejects.toBeInstanceOf(UsageError);
    await expect(twice('-', '-')).rejects.toThrow('both write to standard output');
    await expect(twice('-', 'a')).resolves.toBeUndefined();
  });
});
