import { describe, expect, it } from 'vitest';
import { firingCsv, runsCsv } from '../../src/webview/parts/numbersCsv.js';

describe('firingCsv', () => {
  it('has a row a neuron, and quotes what labels hold', () => {
    const counts = { columns: 2, channels: false, byClass: [Uint32Array.of(1, 2), Uint32Array.of(0, 4)] };
    const classes = [
      { label: 'a,"b"', samples: 3 },
      { label: '=1+1', samples: 4 },
    ];
    expect(firingCsv(counts, classes)).toBe('neuron,"a,""b"" (of 3)",\'=1+1 (of 4)\r\n0,1,0\r\n1,2,4\r\n');
  });
});

describe('runsCsv', () => {
  it('has a row for each layer of each run; what is missing is empty', () => {
    const layer = { id: 'a', dense: true, class: 0.5, all: 0.75, gap: 0.25, stability: null };
    const run = {
      id: '1',
      createdAt: '2025-01-01',
      samples: 10,
      accuracy: null,
      shown: null,
      layers: [layer],
    };
    expect(runsCsv([run]).split('\r\n')).toEqual([
      'run,samples,accuracy,id,dense,entropy.class,entropy.all,entropy.gap,stability.class',
      '2025-01-01,10,,a,true,0.5,0.75,0.25,',
      '',
    ]);
  });
});
