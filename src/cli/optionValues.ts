import { InvalidArgumentError } from 'commander';
import { withThreshold } from '../config/thresholdChoice.js';
import { GateSyntaxError, parseGate } from '../report/gates.js';
import type { OptionKind, Shard, ThresholdChoice } from '../vocabulary/optionKinds.js';
import { NO_THRESHOLD } from '../vocabulary/options.js';

/** How the command line reads an option's text; before: what an earlier one of the same name gave. */
export type OptionParser = (text: string, before: never) => unknown;

/**
 * The parser of an option of a kind; null where there is no value to read, or commander knows the choices. It throws
 * InvalidArgumentError, which commander turns into a usage error.
 */
export function parserOf(kind: OptionKind): OptionParser | null {
  switch (kind.t) {
    case 'path':
    case 'text':
      return filled;
    case 'whole':
      return wholeNumber(kind.least);
    case 'numbers':
      return numberList(kind.above);
    case 'labels':
      return labelList;
    case 'order':
      return classOrder;
    case 'names':
      return nameList;
    case 'threshold':
      return threshold;
    case 'shard':
      return shard;
    case 'gates':
      return gates;
    case 'choice':
    case 'switch':
    case 'unless':
    case 'either':
      return null;
  }
}

/** A whole number of at least `least`, written in digits only. */
function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/u.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`It is no whole number of at least ${least}.`);
    }
    return value;
  };
}

/** "0.485,0.456,0.406": one number a channel; above: the bound that each must exceed. */
function numberList(above: number | null): (text: string) => readonly number[] {
  return (text) => {
    const values = text.split(',').map((part) => {
      const value = finiteNumber(part);
      if (value === null) throw new InvalidArgumentError('It is no list of numbers such as 0.5,0.5,0.5.');
      return value;
    });
    if (above !== null && values.some((value) => value <= above)) {
      throw new InvalidArgumentError(`Each number must be above ${above}.`);
    }
    return values;
  };
}

/** "cat,dog": labels of classes. */
function labelList(text: string): readonly string[] {
  const labels = text.split(',').map((label) => label.trim());
  if (labels.includes('')) throw new InvalidArgumentError('It is no list of labels such as cat,dog.');
  return labels;
}

/** "cat,dog", a file, "text" or "number". */
function classOrder(text: string): readonly string[] | string {
  return text.includes(',') ? labelList(text) : filled(text);
}

/** "2-785" or "width,height": arrays, keys or columns of the data. */
function nameList(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('It is no list of names such as a,b or 2-785.');
  return names;
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
function shard(text: string): Shard {
  const match = /^(\d+)\/(\d+)$/u.exec(text);
  const [index, count] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || index < 1 || index > count || !Number.isSafeInteger(count)) {
    throw new InvalidArgumentError('Write K/N with K from 1 to N, such as 2/4.');
  }
  return { index, count };
}

/** A --fail-on condition, added to those given before. */
function gates(text: string, before: readonly string[] | undefined): readonly string[] {
  try {
    parseGate(text);
  } catch (error) {
    if (error instanceof GateSyntaxError) throw new InvalidArgumentError(error.message);
    throw error;
  }
  return [...(before ?? []), text];
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
