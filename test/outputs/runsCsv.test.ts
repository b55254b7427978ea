import { describe, expect, it } from 'vitest';
import { runsCsv } from '../../src/outputs/csv/runsCsv.js';

describe('runsCsv', () => {
  it('has a row for each layer of each run; what is missing is empty', () => {
    const numbers = { class: 0.5, all: 0.75, gap: 0.25, stability: null };
    const run = {
      id: '1',
      createdAt: '2025-01-01',
      samples: 10,
      accuracy: null,
      shown: null,
      layers: [{ id: 'a', dense: true, numbers }],
    };
    expect(runsCsv([run]).split('\r\n')).toEqual([
      'run,samples,accuracy,id,dense,entropy.class,entropy.all,entropy.gap,stability.class',
      '2025-01-01,10,,a,true,0.5,0.75,0.25,',
      '',
    ]);
  });

  it('keeps a layer whose name a spreadsheet would take for a formula a text', () => {
    const layers = [{ id: '=SUM(A1)', dense: true, numbers: {} }];
    const [, row] = runsCsv([{ createdAt: '2025-01-01', samples: 1, accuracy: 0.5, layers }]).split('\r\n');
    expect(row).toBe("2025-01-01,1,0.5,'=SUM(A1),true,,,,");
  });
});
