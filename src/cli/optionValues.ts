import { InvalidArgumentError } from 'commander';
import { NO_THRESHOLD, withThreshold } from '../config/thresholdChoice.js';
import type { ThresholdChoice } from '../protocol/analysisRequest.js';
import { GateSyntaxError, parseGate, type Gate } from '../report/gates.js';

/** Parsers of option values. Each throws InvalidArgumentError, which commander turns into a usage error. */

/** A whole number of at least `least`, written in digits only. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/u.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`It is no whole number of at least ${least}.`);
    }
    return value;
  };
}

/** "0.485,0.456,0.406": one number a channel. */
export function numberList(text: string): readonly number[] {
  return text.split(',').map((part) => {
    const value = finiteNumber(part);
    if (value === null) throw new InvalidArgumentError('It is no list of numbers such as 0.5,0.5,0.5.');
    return value;
  });
}

/** Like numberList; what values are divided by is above 0. */
export function divisorList(text: string): readonly number[] {
  const values = numberList(text);
  if (values.some((value) => value <= 0)) {
    throw new InvalidArgumentError('Standard deviations must be above 0.');
  }
  return values;
}

/** "cat,dog": labels of classes. */
export function labelList(text: string): readonly string[] {
  const labels = text.split(',').map((label) => label.trim());
  if (labels.includes('')) throw new InvalidArgumentError('It is no list of labels such as cat,dog.');
  return labels;
}

/** X, relu=X or layer:NAME=X, added to those given before. */
export function threshold(text: string, before: ThresholdChoice | undefined): ThresholdChoice {
  const equals = text.lastIndexOf('=');
  const key = equals < 0 ? 'all' : text.slice(0, equals).trim();
  const value = finiteNumber(text.slice(equals + 1));
  if (value === null || key === '' || key === 'layer:') {
    throw new InvalidArgumentError('Write a number X, relu=X for an activation, or layer:NAME=X.');
  }
  return withThreshold(before ?? NO_THRESHOLD, key, value);
}

/** K/N with 1 <= K <= N. */
export function shard(text: string): { readonly index: number; readonly count: number } {
  const match = /^(\d+)\/(\d+)$/u.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || index < 1 || index > count || !Number.isSafeInteger(count)) {
    throw new InvalidArgumentError('Write K/N with K from 1 to N, such as 2/4.');
  }
  return { index, count };
}

/** A --fail-on condition, added to those given before. */
export function gate(text: string, before: readonly Gate[] | undefined): readonly Gate[] {
  try {
    return [...(before ?? []), parseGate(text)];
  } catch (error) {
    if (error instanceof GateSyntaxError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

/** A path, or the like, that must not be empty. */
export function filled(text: string): string {
  if (text === '') throw new InvalidArgumentError('It is empty.');
  return text;
}

function finiteNumber(text: string): number | null {
  const value = Number(text);
  return text.trim() === '' || !Number.isFinite(value) || /^\s*[-+]?0[xob]/iu.test(text) ? null : value;
}
