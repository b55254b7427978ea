import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeUses, withLeaveFor } from '../../src/extension/trust/codeUse.js';
import { analyzeRequest } from '../support/analyzeRequest.js';

const model = '/w/model.json';

describe('the code that a run loads', () => {
  it.each(['/w/x.npy', '/w/x.json', 'synthetic', '/w/pictures'])('is none with the data %s', (data) => {
    const request = analyzeRequest({ model, data, trusted: true });
    expect(codeUses(request)).toEqual([]);
    expect(withLeaveFor(request, []).trusted).toBe(false);
  });

  it.each(['/w/data.mjs', '/w/data.js', '/w/DATA.CJS'])('is the data set module %s', (data) => {
    const request = analyzeRequest({ model, data, trusted: true });
    const uses = codeUses(request);
    expect(uses).toEqual([{ kind: 'data', path: data }]);
    expect(withLeaveFor(request, uses)).toEqual(request);
  });

  it('is a setup module, whatever its name', () => {
    const request = analyzeRequest({ model, data: '/w/x.npy', setup: '/elsewhere/setup' });
    expect(codeUses(request)).toEqual([{ kind: 'setup', path: '/elsewhere/setup' }]);
    expect(withLeaveFor(request, []).setup).toBeNull();
  });

  it('is the tfjs-node that would be loaded, though it is installed above the folder', () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'entroscope-use-')));
    try {
      const installed = join(root, 'node_modules/@tensorflow/tfjs-node');
      mkdirSync(installed, { recursive: true });
      mkdirSync(join(root, 'project'));
      writeFileSync(join(installed, 'index.js'), '');
      const request = analyzeRequest({ model, data: '/w/x.npy', tensorflowFrom: join(root, 'project') });
      const uses = codeUses(request);
      expect(uses).toEqual([{ kind: 'tensorflow', path: join(installed, 'index.js') }]);
      expect(withLeaveFor(request, uses).tensorflowFrom).toBe(join(root, 'project'));
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it('is none where no tfjs-node is installed, and then none is looked for', () => {
    const request = analyzeRequest({ model, data: '/w/x.npy', tensorflowFrom: '/nowhere/at/all' });
    expect(codeUses(request)).toEqual([]);
    expect(withLeaveFor(request, []).tensorflowFrom).toBeNull();
  });
});
