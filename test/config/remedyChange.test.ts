import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parseConfig.js';
import { partsChange } from '../../src/config/partsChange.js';
import { remedyChange, saysAlready } from '../../src/config/remedyChange.js';
import { changeEntry } from '../../src/config/writeEntry.js';
import type { DataQuestion } from '../../src/vocabulary/dataQuestion.js';
import { finding } from '../../src/vocabulary/findings/finding.js';
import { remedyOf } from '../../src/vocabulary/findings/remedy.js';

const FILE = '/project/entroscope.json';
const MODEL = '/project/m/model.json';

function scaleFound(action: readonly { option: string; value: string }[]): ReturnType<typeof finding> {
  return finding('scale-found', {
    how: 'better',
    name: '-1..1',
    source: null,
    samples: 128,
    reordered: false,
    accuracy: 0.9,
    instead: { name: '0..1', accuracy: 0.3 },
    rivals: [],
    rows: [],
    action: [...action],
  });
}

const order = (how: 'taken' | 'offered'): ReturnType<typeof finding> =>
  finding('class-order-found', {
    how,
    order: ['0', '1', '10'],
    accuracy: 0.9,
    instead: 0.2,
    action: [{ option: 'classOrder', value: ['0', '1', '10'] }],
  });

function changeOf(told: ReturnType<typeof finding>, scale = 'auto'): ReturnType<typeof remedyChange> {
  const remedy = remedyOf(told, scale);
  return remedy === null ? null : remedyChange(remedy);
}

describe('what a finding offers to set', () => {
  it('keeps all that a trial chose together, each key with a value that it takes', () => {
    const told = scaleFound([
      { option: 'scale', value: '0..1' },
      { option: 'mean', value: '0.485,0.456,0.406' },
      { option: 'channels', value: 'bgr' },
    ]);
    expect(remedyOf(told, '0..1')).toMatchObject({ kept: true, text: 'Keep this scale' });
    const change = changeOf(told);
    expect(change).toEqual({ scale: '0..1', mean: [0.485, 0.456, 0.406], channels: 'bgr' });
    const text = changeEntry({ file: FILE, text: null, index: null }, MODEL, change ?? {});
    expect(parseConfig(text, FILE).models).toEqual([{ model: 'm/model.json', ...change }]);
  });

  it('is a choice of its own where it was only offered', () => {
    expect(remedyOf(order('offered'), '0..1')).toMatchObject({ kept: false, text: 'Use this order' });
    expect(remedyOf(order('taken'), '0..1')).toMatchObject({ kept: true, text: 'Keep this order' });
    expect(changeOf(order('offered'))).toEqual({ classOrder: ['0', '1', '10'] });
  });

  it('names no key that opens or runs anything, nor a value that its key does not take', () => {
    expect(changeOf(scaleFound([{ option: 'setup', value: './evil.js' }]))).toBeNull();
    expect(changeOf(scaleFound([{ option: 'scale', value: '0..7' }]))).toBeNull();
    expect(changeOf(scaleFound([{ option: 'mean', value: 'a,b' }]))).toBeNull();
    expect(changeOf(scaleFound([]))).toBeNull();
  });

  it('sets the scale that a doubt names, but not where it was set already', () => {
    const small = finding('input-range', {
      input: { t: 'small', largest: 1, accuracy: 0.9, confidence: 0.3 },
    });
    expect(changeOf(small, '0..1')).toEqual({ scale: 'none' });
    expect(changeOf(small, 'none')).toBeNull();
  });

  it('is said already where all keys of the entry are so', () => {
    expect(saysAlready({ model: 'm', classOrder: ['0', '1'] }, { classOrder: ['0', '1'] })).toBe(true);
    expect(saysAlready({ model: 'm', scale: '0..1' }, { scale: '0..1', channels: 'bgr' })).toBe(false);
  });
});

describe('keys of an entry', () => {
  it('are changed and removed one by one, comments and the rest stay', () => {
    const before =
      '{ "models": [\n  // mine\n  { "model": "m", "data": "a.csv", "labelColumn": "k", "seed": 3 }\n] }';
    const text = changeEntry({ file: FILE, text: before, index: 0 }, MODEL, {
      y: 'kind',
      labelColumn: undefined,
    });
    expect(text).toContain('// mine');
    expect(parseConfig(text, FILE).models).toEqual([{ model: 'm', data: 'a.csv', seed: 3, y: 'kind' }]);
  });

  it('are put into a copy for this model where other models match the entry, too', () => {
    const before = '{ "models": [{ "model": "**/model.json", "data": "a.csv" }] }';
    const text = changeEntry({ file: FILE, text: before, index: 0 }, MODEL, { scale: 'none' });
    expect(parseConfig(text, FILE).models).toEqual([
      { model: 'm/model.json', data: 'a.csv', scale: 'none' },
      { model: '**/model.json', data: 'a.csv' },
    ]);
  });
});

describe('an answer about data', () => {
  const columns = (...names: readonly string[]): DataQuestion => ({
    parts: 'columns',
    choices: names.map((name) => ({ name, shown: '1, 2, 3', suits: 'either' })),
    asks: ['y', 'x'],
    inputs: [{ name: 'x', takes: '[2]' }],
    width: 2,
  });

  it('names labels and what feeds the model', () => {
    expect(partsChange(columns('Id', 'w', 'h', 'kind'), { labels: ['kind'], inputs: ['w', 'h'] })).toEqual({
      x: ['w', 'h'],
      y: 'kind',
      drop: undefined,
      labelColumn: undefined,
    });
  });

  it('leaves the rest out by name where there are no labels, so that none are looked for in it', () => {
    expect(partsChange(columns('class', 'w', 'h'), { labels: [], inputs: ['w', 'h'] })).toMatchObject({
      x: ['w', 'h'],
      y: undefined,
      drop: 'class',
    });
  });

  it('says many columns as ranges, and a name that is no single one as a list', () => {
    const names = Array.from({ length: 785 }, (_, i) => `pixel${i}`);
    const many = partsChange(columns(...names), {
      labels: ['pixel0'],
      inputs: names.filter((_, i) => i !== 0 && i !== 9),
    });
    expect(many).toMatchObject({ x: ['2-9', '11-785'], y: 'pixel0' });
    const keys = { ...columns('a', 'b,c'), parts: 'keys' } as const;
    expect(partsChange(keys, { labels: ['b,c'], inputs: ['a'] })).toMatchObject({ x: 'a', y: ['b,c'] });
  });

  it('is the part alone where that was asked', () => {
    expect(
      partsChange({ ...columns('train'), parts: 'splits', asks: ['split'] }, { split: 'train' }),
    ).toEqual({
      split: 'train',
    });
  });
});
