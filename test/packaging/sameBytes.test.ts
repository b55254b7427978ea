import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { ROOT, temporaryFolder } from '../support/cli.js';

const folder = temporaryFolder();

/** Packages what is in dist as somebody would whose clock shows another zone and whose new files have other rights. */
function packaged(name: string, timeZone: string, umask: number): Buffer {
  const file = join(folder, name);
  const before = process.umask(umask);
  try {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, 'scripts/package.mjs'), '--no-build', '--out', file],
      { encoding: 'utf8', env: { ...process.env, TZ: timeZone } },
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
  const first = packaged('first.vsix', 'America/New_York', 0o022);
  const second = packaged('second.vsix', 'Asia/Tokyo', 0o077);
  expect(hash(second)).toBe(hash(first));

  const entries = Object.keys(unzipSync(first));
  expect(entries).toEqual(entries.toSorted((a, b) => a.localeCompare(b)));
  expect(entries).toContain('extension/THIRD_PARTY_NOTICES.txt');
  expect(entries).toContain('extension/sbom.cdx.json');
  // vsce looks through every file for secrets.
}, 180_000);
