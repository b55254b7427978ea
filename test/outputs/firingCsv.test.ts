import { describe, expect, it } from 'vitest';
import { firingCsv } from '../../src/outputs/csv/firingCsv.js';

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
