import { describe, expect, it } from 'vitest';
import { optionsAsSettings } from '../../src/extension/runs/optionsAsSettings.js';

describe('messages in the editor', () => {
  it('name keys of entroscope.json instead of options of the command line', () => {
    expect(optionsAsSettings('leave bad samples out with --skip-bad')).toBe(
      'leave bad samples out with "skipBad" in entroscope.json',
    );
    expect(optionsAsSettings('use --workers 1, set --max-neurons lower')).toBe(
      'use "workers": 1 in entroscope.json, set "maxNeurons" in entroscope.json lower',
    );
    expect(optionsAsSettings('or use --backend cpu')).toBe('or use "backend": "cpu" in entroscope.json');
    expect(optionsAsSettings('--label-column 1 (the first) or 7 (the last)')).toBe(
      '"labelColumn" in entroscope.json: 1 (the first) or 7 (the last)',
    );
  });

  it('keep what only the command line has', () => {
    expect(optionsAsSettings('analyze --shard 1/2 writes one')).toBe('analyze --shard 1/2 writes one');
  });
});
