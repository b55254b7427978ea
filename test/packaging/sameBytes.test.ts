import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { ROOT, temporaryFolder } from '../support/cli.js';

const folder = temporaryFolder();

/** Packages what is in dist as somebody would who has that language and time zone, and whose new files have those rights. */
function packaged(name: string, language: string, timeZone: string, umask: number): Buffer {
  const file = join(folder, name);
  const before = process.umask(umask);
  try {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, 'scripts/package.mjs'), '--no-build', '--out', file],
      { encoding: 'utf8', env: { ...process.env, LC_ALL: language, TZ: timeZone } },
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
  } finally {
    process.umask(before);
  }
  return readFileSync(file);
}

it('npm run package gives the same bytes twice', () => {
  const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
  const first = packaged('first.vsix', 'en_US.UTF-8', 'America/New_York', 0o022);
  const second = packaged('second.vsix', 'cs_CZ.UTF-8', 'Asia/Tokyo', 0o077);
  expect(hash(second)).toBe(hash(first));

  const entries = Object.keys(unzipSync(first));
  expect(entries).toEqual(entries.toSorted((a, b) => a.localeCompare(b, 'en')));
  expect(entries).toContain('extension/THIRD_PARTY_NOTICES.txt');
  expect(entries).toContain('extension/sbom.cdx.json');
  // vsce looks through every file for secrets.
}, 180_000);
