import { describe, expect, it } from 'vitest';
import { matchConfigText } from '../../src/config/findConfig.js';
import { parseConfig } from '../../src/config/parseConfig.js';
import { writeEntry } from '../../src/config/writeEntry.js';

const FILE = '/project/entroscope.json';
const choice = { model: '/project/m/model.json', data: '/project/data/x.npy', labels: '/project/data/y.npy' };

describe('remembering a data set', () => {
  it('makes the file, with paths relative to it', () => {
    const text = writeEntry({ file: FILE, text: null, index: null }, choice);
    expect(parseConfig(text, FILE)).toEqual({
      models: [{ model: 'm/model.json', data: 'data/x.npy', labels: 'data/y.npy' }],
    });
  });

  it('adds an entry at the end and keeps the comments', () => {
    const before =
      '{\n  // mine\n  "models": [\n    { "model": "a.json", "data": "a.csv" } // first\n  ]\n}\n';
    const text = writeEntry({ file: FILE, text: before, index: null }, { ...choice, labels: null });
    expect(text).toContain('// mine');
    expect(text).toContain('// first');
    expect(parseConfig(text, FILE).models).toEqual([
      { model: 'a.json', data: 'a.csv' },
      { model: 'm/model.json', data: 'data/x.npy' },
    ]);
  });

  it('changes the data of an entry and keeps its other keys, but not labels that belong to other data', () => {
    const before =
      '{ "models": [{ "model": "m", "data": "old.csv", "labels": "old.txt", "labelColumn": "y", "x": "2-5", "drop": ["Id"], "split": "val", "seed": 3 }] }';
    const text = writeEntry(
      { file: FILE, text: before, index: 0 },
      { ...choice, data: 'synthetic', labels: null },
    );
    expect(parseConfig(text, FILE).models).toEqual([{ model: 'm', data: 'synthetic', seed: 3 }]);
  });

  it('leaves an entry of several models alone, and puts one of this model before it', () => {
    const before =
      '{\n  "models": [\n    // all\n    { "model": "**/model.json", "data": "old.csv", "labels": "old.txt", "seed": 3 }\n  ]\n}\n';
    const text = writeEntry({ file: FILE, text: before, index: 0 }, { ...choice, labels: null });
    expect(text).toContain('// all');
    expect(parseConfig(text, FILE).models).toEqual([
      { model: 'm/model.json', data: 'data/x.npy', seed: 3 },
      { model: '**/model.json', data: 'old.csv', labels: 'old.txt', seed: 3 },
    ]);
    expect(matchConfigText(text, FILE, choice.model)?.index).toBe(0);
    expect(matchConfigText(text, FILE, '/project/other/model.json')?.index).toBe(1);
  });

  it('names the folder of the file itself', () => {
    const text = writeEntry(
      { file: FILE, text: null, index: null },
      { ...choice, data: '/project', labels: null },
    );
    expect(parseConfig(text, FILE).models[0]?.data).toBe('.');
  });

  it('names data outside the folder by way of ..', () => {
    const text = writeEntry(
      { file: FILE, text: '', index: null },
      { ...choice, data: '/data/x', labels: null },
    );
    expect(parseConfig(text, FILE).models[0]?.data).toBe('../data/x');
  });
});
