import { describe, expect, it } from 'vitest';
import type { AnalyzeOptions } from '../../src/cli/analyzeOptions.js';
import { threshold } from '../../src/cli/optionValues.js';
import { analyzeRequest, MissingDataError } from '../../src/config/analyzeRequest.js';
import type { ConfigEntry } from '../../src/config/configEntry.js';
import type { AnalyzeRequest } from '../../src/protocol/analysisRequest.js';

function request(
  options: Partial<AnalyzeOptions>,
  entry: Partial<ConfigEntry> | null = null,
): AnalyzeRequest {
  return analyzeRequest({
    model: '/project/m/model.json',
    modelAsGiven: 'm/model.json',
    options: { counts: true, color: true, ...options },
    found:
      entry === null
        ? null
        : { file: '/project/conf/entroscope.json', index: 0, entry: { model: '**', ...entry } },
    folder: '/project',
  });
}

describe('what an analysis is asked to do', () => {
  it('has the contract’s defaults', () => {
    expect(request({ data: 'd.csv' })).toEqual({
      model: '/project/m/model.json',
      modelAsGiven: 'm/model.json',
      data: '/project/d.csv',
      dataAsGiven: 'd.csv',
      labels: null,
      labelColumn: null,
      scale: 'auto',
      x: null,
      y: null,
      drop: null,
      split: null,
      mean: null,
      std: null,
      channels: null,
      crop: null,
      classOrder: null,
      skipBad: false,
      samples: null,
      classes: null,
      batch: null,
      backend: 'auto',
      workers: null,
      threshold: { all: null, byActivation: {}, byLayer: {} },
      maxNeurons: null,
      allLayers: false,
      seed: 1,
      science: null,
      baseline: null,
      setup: null,
      shard: null,
      counts: true,
      trusted: true,
      tensorflowFrom: null,
    });
  });

  it('takes from entroscope.json what the command line leaves open, paths relative to the file', () => {
    const entry = {
      data: 'd.npz',
      labels: 'y.npy',
      samples: 50,
      classes: [3, 'x'],
      counts: false,
      threshold: { relu: 0.1, 'layer:fc1': 0.2 },
    };
    expect(request({ samples: 7 }, entry)).toMatchObject({
      data: '/project/conf/d.npz',
      dataAsGiven: 'd.npz',
      labels: '/project/conf/y.npy',
      samples: 7,
      classes: ['3', 'x'],
      counts: false,
      threshold: { all: null, byActivation: { relu: 0.1 }, byLayer: { fc1: 0.2 } },
    });
  });

  it('does not pair the labels of entroscope.json with other data', () => {
    const entry = { data: 'd.npy', labels: 'y.npy', labelColumn: 'y', scale: 'none' } as const;
    expect(request({ data: 'other.npy' }, entry)).toMatchObject({
      labels: null,
      labelColumn: null,
      scale: 'none',
    });
  });

  it('takes names of parts as a text with commas, or as a list', () => {
    const entry = { data: 'd.csv', x: '2-785, w', y: ['a,b', 3], drop: 1, split: 'val' } as const;
    expect(request({}, entry)).toMatchObject({
      x: ['2-785', 'w'],
      y: ['a,b', '3'],
      drop: ['1'],
      split: 'val',
    });
    expect(request({ data: 'other.csv', y: ['k'] }, entry)).toMatchObject({
      x: null,
      y: ['k'],
      drop: null,
      split: null,
    });
  });

  it('trusts data of the command line, and data of entroscope.json only with --trust', () => {
    expect(request({ data: 'd.mjs' }).trusted).toBe(true);
    expect(request({}, { data: 'd.mjs' }).trusted).toBe(false);
    expect(request({ trust: true }, { data: 'd.mjs' }).trusted).toBe(true);
  });

  it('looks for the user’s tfjs-node only where the command line says so', () => {
    expect(request({ data: 'd', backend: 'tensorflow' }).tensorflowFrom).toBe('/project');
    expect(request({ data: 'd', trust: true }).tensorflowFrom).toBeNull();
    expect(request({ data: 'd' }, { backend: 'tensorflow' }).tensorflowFrom).toBeNull();
    expect(request({ data: 'd', trust: true }, { backend: 'tensorflow' }).tensorflowFrom).toBe(
      '/project/conf',
    );
  });

  it('needs data from somewhere', () => {
    expect(() => request({})).toThrow(MissingDataError);
    expect(() => request({}, {})).toThrow('names none');
    expect(request({ data: 'synthetic' }).data).toBe('synthetic');
  });

  it('gathers thresholds for all, by activation and by layer; names may hold "="', () => {
    const given = ['0.5', 'relu=-1e-3', 'layer:a=b=0.25', '0.75'].reduce<
      ReturnType<typeof threshold> | undefined
    >((choice, text) => threshold(text, choice), undefined);
    expect(given).toEqual({ all: 0.75, byActivation: { relu: -0.001 }, byLayer: { 'a=b': 0.25 } });
  });
});
