import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/cli.js';

const page = readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('|') && /\.(ts|mjs)`/.test(line))
  .map((line) => line.split('|').slice(1, -1));

/** The files and folders that a cell names. */
function namedIn(cell = ''): readonly string[] {
  return [...cell.matchAll(/`((?:src|test|scripts)\/[^`]+|package\.json)`/g)].map(([, path = '']) => path);
}

describe('docs/security.md', () => {
  it('names code and a test for each threat, and all of them exist', () => {
    expect(rows.length).toBeGreaterThan(20);
    for (const [threat = '', , where, shownBy] of rows) {
      expect(namedIn(where), threat).not.toEqual([]);
      expect(namedIn(shownBy), threat).not.toEqual([]);
      for (const path of namedIn(shownBy)) expect(path, threat).toMatch(/^test\/.+\.test\.ts$/);
      for (const path of [...namedIn(where), ...namedIn(shownBy)])
        expect(existsSync(join(ROOT, path)), `${threat}: ${path}`).toBe(true);
    }
  });

  it('has every subject that SECURITY.md promises something of', () => {
    const subjects = [
      'Model',
      'Data',
      'Settings',
      'Report files',
      'Parts',
      'Training scripts',
      'Workspace trust',
    ];
    for (const subject of [...subjects, 'Webview', 'Notifications and Markdown', 'Resource bounds'])
      expect(page).toContain(`| **${subject}**`);
    for (const subject of ['Child processes', 'Network', 'Supply chain'])
      expect(page).toContain(`| **${subject}**`);
    expect(readFileSync(join(ROOT, 'SECURITY.md'), 'utf8')).toContain('docs/security.md');
  });
});
