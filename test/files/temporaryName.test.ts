import { spawnSync } from 'node:child_process';
import { readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removeLeftovers, temporaryName } from '../../src/files/temporaryName.js';
import { writeWhole } from '../../src/files/writeWhole.js';
import { temporaryFolder } from '../support/cli.js';

it('what killed writers left is removed: older than a minute, the process gone, the name one of ours', async () => {
  const folder = temporaryFolder();
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const ours = temporaryName();
  const byGone = (from: string): string => from.replace(`-${process.pid}-`, `-${gone}-`);
  const names = {
    old: byGone(ours),
    young: byGone(temporaryName()),
    alive: ours,
    elsewhere: byGone(ours).replace(/entroscope-[0-9a-f]{6}/u, 'entroscope-000000'),
    theirs: '.report.json.tmp',
  };
  const before = new Date(Date.now() - 120_000);
  for (const [kind, name] of Object.entries(names)) {
    writeFileSync(join(folder, name), '');
    if (kind !== 'young') utimesSync(join(folder, name), before, before);
  }
  await removeLeftovers(folder);
  const { old, ...left } = names;
  expect(readdirSync(folder).sort()).toEqual(Object.values(left).sort());
  expect(old).not.toBe(ours);
  await expect(removeLeftovers(join(folder, 'absent'))).resolves.toBeUndefined();
});

it('a file of the longest name is written, and no other name stays', async () => {
  const folder = temporaryFolder();
  const name = `${'n'.repeat(250)}.json`;
  await writeWhole(join(folder, name), 'text');
  expect(readdirSync(folder)).toEqual([name]);
  await expect(writeWhole(join(folder, `${name}x`), 'text')).rejects.toMatchObject({ code: 'ENAMETOOLONG' });
  expect(readdirSync(folder)).toEqual([name]);
});
