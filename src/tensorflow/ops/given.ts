import * as tf from '@tensorflow/tfjs-core';
import { isRecord } from '../../vocabulary/isRecord.js';

/** A part of a tensor's axis, as Python's slice. */
export interface Slice {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number | null;
}

/** One entry of x[...]. */
export type Key = Slice | number | 'ellipsis' | 'new axis' | tf.Tensor;

/** What one call of an op is given, its tensors put where its template says (src/models/keras/opTemplate.ts). */
export class Given {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #tensors: readonly tf.Tensor[];

  constructor(values: Readonly<Record<string, unknown>>, tensors: readonly tf.Tensor[]) {
    this.#values = values;
    this.#tensors = tensors;
  }

  /** A parameter as it stands in the template; null where it is not given. */
  value(name: string): unknown {
    return this.#values[name] ?? null;
  }

  /** @throws Error where the parameter is no number, nor tensor */
  tensor(name: string): tf.Tensor {
    const found = this.#tensorOf(this.value(name));
    if (found === null) throw new Error(`has no ${name}`);
    return found;
  }

  tensorOrNull(name: string): tf.Tensor | null {
    return this.#tensorOf(this.value(name));
  }

  /** A list of tensors, or one tensor by itself, which counts as the list of its rows. */
  tensors(name: string): readonly tf.Tensor[] {
    const value = this.value(name);
    if (!Array.isArray(value)) return tf.unstack(this.tensor(name));
    return value.map((one: unknown) => {
      const found = this.#tensorOf(one);
      if (found === null) throw new Error(`has something else than tensors in ${name}`);
      return found;
    });
  }

  /** Everything that the op does not do: options that change what it computes. @throws Error */
  refuse(name: string, ...allowed: readonly unknown[]): void {
    const value = this.value(name);
    if (value !== null && !allowed.includes(value))
      throw new Error(`has ${name}=${JSON.stringify(value)}, which is not computed`);
  }

  number(name: string, fallback: number): number {
    const value = this.numberOrNull(name);
    return value ?? fallback;
  }

  numberOrNull(name: string): number | null {
    const value = this.value(name);
    if (typeof value === 'number') return value;
    if (typeof value === 'boolean') return Number(value);
    return infinity(value);
  }

  flag(name: string): boolean {
    return this.value(name) === true;
  }

  text(name: string, fallback: string): string {
    const value = this.value(name);
    return typeof value === 'string' ? value : fallback;
  }

  /** A number, or a list of them; one that the model computes is read from its tensor. */
  numbers(name: string): readonly number[] | null {
    const value = this.value(name);
    if (value === null) return null;
    const list = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    return list.flatMap((one) => {
      if (typeof one === 'number') return [one];
      if (one === null) return [-1];
      const tensor = this.#tensorOf(one);
      return tensor === null ? [] : Array.from(tensor.dataSync());
    });
  }

  /** The axes of an op as places from 0, ascending; null where none are named. */
  axes(name: string, rank: number): number[] | null {
    const list = this.numbers(name);
    return list === null ? null : list.map((axis) => placeOf(axis, rank)).sort((a, b) => a - b);
  }

  axis(name: string, rank: number, fallback: number): number {
    return placeOf(this.number(name, fallback), rank);
  }

  /** What stands between the brackets of x[...]. */
  keys(name: string): readonly Key[] {
    const value = this.#values[name];
    const list = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    return list.map((one) => {
      if (one === null || one === undefined) return 'new axis';
      if (typeof one === 'number') return one;
      if (isRecord(one) && Array.isArray(one['slice'])) return sliceOf(one['slice']);
      if (isRecord(one) && one['ellipsis'] === true) return 'ellipsis';
      const tensor = this.#tensorOf(one);
      if (tensor === null) throw new Error(`is given ${JSON.stringify(one)} between its brackets`);
      return tensor;
    });
  }

  #tensorOf(value: unknown): tf.Tensor | null {
    if (typeof value === 'number') return tf.scalar(value);
    if (typeof value === 'boolean') return tf.scalar(value, 'bool');
    const limit = infinity(value);
    if (limit !== null) return tf.scalar(limit);
    if (Array.isArray(value)) return this.#listed(value);
    if (!isRecord(value)) return null;
    if (typeof value['tensor'] === 'number') return this.#tensors[value['tensor']] ?? null;
    return 'constant' in value ? constantOf(value['constant'], value['dtype']) : null;
  }

  /** A list of numbers is a constant; one that holds tensors is stacked. */
  #listed(value: readonly unknown[]): tf.Tensor | null {
    if (!holdsRecord(value)) return constantOf(value, null);
    const parts = value.map((one) => this.#tensorOf(one)).filter((one) => one !== null);
    return parts.length === value.length ? tf.stack(parts) : null;
  }
}

/** -1 -> the last of so many axes. */
export function placeOf(axis: number, rank: number): number {
  const place = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(place) || place < 0 || place > rank) throw new Error(`has no axis ${String(axis)}`);
  return place;
}

function holdsRecord(value: readonly unknown[]): boolean {
  return value.some((one) => (Array.isArray(one) ? holdsRecord(one as readonly unknown[]) : isRecord(one)));
}

function infinity(value: unknown): number | null {
  return isRecord(value) && typeof value['infinite'] === 'number' ? value['infinite'] * Infinity : null;
}

function constantOf(value: unknown, dtype: unknown): tf.Tensor {
  const kind =
    typeof dtype === 'string' && /^u?int/.test(dtype) ? 'int32' : dtype === 'bool' ? 'bool' : 'float32';
  return tf.tensor(unwrapped(value) as tf.TensorLike, undefined, kind);
}

/** { infinite: 1 } -> Infinity, at any depth. */
function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  return infinity(value) ?? value;
}

function sliceOf([start, stop, step]: readonly unknown[]): Slice {
  const number = (one: unknown): number | null => (typeof one === 'number' ? one : null);
  return { start: number(start), stop: number(stop), step: number(step) };
}
