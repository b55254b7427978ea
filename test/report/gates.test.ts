import { describe, expect, it } from 'vitest';
import { evaluateGate, GateSyntaxError, parseGate } from '../../src/report/gates.js';
import { gateText } from '../../src/outputs/terminal/gateText.js';
import { finding } from '../../src/vocabulary/findings/finding.js';
import type { Report } from '../../src/report/report.js';
import { layerFixture, reportFixture } from '../support/reportFixture.js';

const neurons = { total: 400, measured: 200, dead: 30, alwaysOn: 5, dormant: 40, apoz: 0.5, nonFinite: 1 };
const { entropy } = layerFixture('x');
const report = reportFixture({
  layers: [
    layerFixture('conv', { neurons }),
    layerFixture('block/fc1', { entropy: { ...entropy, gap: 0.04 } }),
    layerFixture('fc2', { stability: { byClass: [null, null], class: null, modal: 0.9 } }),
  ],
});

function state(expression: string, previous: Report | null = null): string {
  return evaluateGate(parseGate(expression), report, previous).state;
}

function hits(expression: string, previous: Report | null = null): readonly unknown[] {
  const result = evaluateGate(parseGate(expression), report, previous);
  return result.state === 'failed' ? result.hits : [];
}

describe('a gate', () => {
  it.each([
    ['dead>10%', 'failed'],
    ['dead>15%', 'passed'],
    ['dead>=15%', 'failed'],
    ['dead > 29', 'failed'],
    ['dead>30', 'passed'],
    ['alwaysOn=5', 'failed'],
    ['alwayson==6', 'passed'],
    ['dormant>=20%', 'failed'],
    ['nonfinite>0', 'failed'],
    ['nonFinite>1%', 'passed'],
    ['class<0.45', 'passed'],
    ['class<=0.45', 'failed'],
    ['all>.6', 'failed'],
    ['gap<5e-2', 'failed'],
    ['gap!=0.25', 'failed'],
    ['stability<0.7', 'passed'],
    ['accuracy<0.95', 'failed'],
    ['accuracy<0.9', 'passed'],
    ['fc*:gap<0.05', 'failed'],
    ['fc2:gap<0.05', 'passed'],
    ['block/*:gap<0.05', 'failed'],
    ['co?v:dead>0', 'failed'],
  ])('%s is %s', (expression, expected) => {
    expect(state(expression)).toBe(expected);
  });

  it('names the layers that meet it and their numbers, percentages of the measured neurons', () => {
    expect(hits('dead>10%')).toEqual([{ layer: 'conv', value: 15 }]);
    expect(hits('fc*:gap<0.05')).toEqual([{ layer: 'block/fc1', value: 0.04 }]);
    expect(hits('accuracy<1')).toEqual([{ layer: null, value: 0.9 }]);
  });

  it('with Δ or delta: is about the change since the report compared with', () => {
    const previous = reportFixture({
      layers: [layerFixture('conv', { entropy: { ...entropy, class: 0.375 } }), layerFixture('fc2')],
      task: { accuracy: 0.95, chance: 0.5, perClass: [], confusion: [] },
    });
    expect(hits('Δclass>0.05', previous)).toEqual(
      [{ layer: 'conv', value: 0.075 }].map((hit) => ({
        ...hit,
        value: expect.closeTo(hit.value, 12) as number,
      })),
    );
    expect(state('delta:class>0.08', previous)).toBe('passed');
    expect(state('conv:delta:class>0.05', previous)).toBe('failed');
    expect(state('Δdead>10%', previous)).toBe('failed');
    expect(state('Δaccuracy<-0.04', previous)).toBe('failed');
    expect(state('block/fc1:Δclass>0', previous)).toBe('unknown');
    expect(state('Δclass>0')).toBe('unknown');
  });

  it('that speaks of nothing in the report has not passed', () => {
    expect(state('nothing*:gap<0.05')).toBe('unknown');
    expect(state('fc2:stability<1')).toBe('unknown');
    const unlabelled = { ...report, task: null };
    expect(evaluateGate(parseGate('accuracy<1'), unlabelled, null).state).toBe('unknown');
  });

  it('neither passes nor fails on numbers behind weights that are NaN or infinite', () => {
    const values = {
      tensor: 'fc2/kernel',
      layer: 'fc2',
      numbers: 1,
      of: 9,
      tensors: 1,
      behind: ['block/fc1', 'fc2'],
    };
    const lost = { ...report, findings: [finding('non-finite-weights', values)] };
    const of = (expression: string, now: Report, before: Report | null = null): string =>
      evaluateGate(parseGate(expression), now, before).state;
    expect(evaluateGate(parseGate('gap<0.05'), lost, null)).toMatchObject({
      state: 'unknown',
      reason: 'block/fc1 depends on weights that are NaN or infinite',
    });
    expect(of('dead<30', lost)).toBe('unknown');
    expect(of('conv:dead>10%', lost)).toBe('failed');
    expect(of('dead>10%', lost)).toBe('failed');
    expect(of('conv:dead>20%', lost)).toBe('passed');
    expect(of('nonfinite>0', lost)).toBe('failed');
    expect(of('fc2:nonfinite>0', lost)).toBe('passed');
    expect(of('Δgap<0', report, lost)).toBe('unknown');
    expect(of('conv:Δgap<0', report, lost)).toBe('passed');
    expect(of('accuracy<0.95', lost)).toBe('failed');
  });

  it.each([
    '',
    'dead',
    'dead>',
    'dead>x',
    '>5',
    'dead>5%%',
    'entropy>1',
    'class>5%',
    'accuracy<90%',
    'fc*:accuracy<1',
    'dead=>1',
    'dead>1 gap<2',
  ])('refuses %j', (expression) => {
    expect(() => parseGate(expression)).toThrow(GateSyntaxError);
  });

  it('reads a layer name that holds a colon', () => {
    expect(parseGate('model/a:0:gap<1')).toMatchObject({ layers: 'model/a:0', quantity: 'gap' });
  });

  it('is told in one line, with enough digits to see why it holds', () => {
    const told = (expression: string): string => gateText(evaluateGate(parseGate(expression), report, null));
    expect(told('dead>10%')).toBe('dead>10% holds: conv 15%');
    expect(told('fc*:gap<0.05')).toBe('fc*:gap<0.05 holds: block/fc1 0.040');
    expect(told('gap>9')).toBe('gap>9 does not hold');
  });
});
