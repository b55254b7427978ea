import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { layerFixture, reportFixture } from '../support/reportFixture.js';
import { runCli } from './runCli.js';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entroscope-compare-'));
  const { entropy } = layerFixture('x');
  const after = reportFixture({ layers: [layerFixture('fc1', { entropy: { ...entropy, gap: 0.5 } })] });
  writeFileSync(join(folder, 'old.json'), JSON.stringify(reportFixture()));
  writeFileSync(join(folder, 'new.json'), JSON.stringify(after));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('entroscope compare', () => {
  it('prints a row a layer', async () => {
    const { status, stdout, stderr } = await runCli(['compare', 'old.json', 'new.json'], folder);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/fc1 .*0\.500 +\+0\.250/u);
    expect(stdout).toContain('fc2 (old only)');
  });

  it('writes JSON to standard output and nothing else', async () => {
    const { status, stdout } = await runCli(['compare', 'old.json', 'new.json', '--json', '-'], folder);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 'entroscope.comparison/1',
      layers: [
        { id: 'fc1', delta: { gap: 0.25 } },
        { id: 'fc2', new: null },
      ],
    });
  });

  it('writes a file and leaves no temporary one', async () => {
    const { status } = await runCli(['compare', 'old.json', 'new.json', '--json', 'out.json'], folder);
    expect(status).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['new.json', 'old.json', 'out.json']);
    expect(JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8'))).toHaveProperty('layers');
  });

  it.each([
    ['absent/out.json', 'does not exist: make it first'],
    ['.', 'it is a folder'],
    ['old.json', 'this run reads'],
  ])('refuses to write to %s', async (path, cause) => {
    const before = readFileSync(join(folder, 'old.json'), 'utf8');
    const { status, stdout, stderr } = await runCli(
      ['compare', 'old.json', 'new.json', '--json', path],
      folder,
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(cause);
    expect(readFileSync(join(folder, 'old.json'), 'utf8')).toBe(before);
  });

  it('says that a newer report needs a newer version', async () => {
    writeFileSync(join(folder, 'new.json'), JSON.stringify({ schema: 'entroscope.report/2' }));
    const { status, stderr } = await runCli(['compare', 'old.json', 'new.json'], folder);
    expect(status).toBe(1);
    expect(stderr).toBe(
      'entroscope: new.json has schema entroscope.report/2, this version reads entroscope.report/1: update Entroscope\n',
    );
  });
});
