import type { BatchInput } from '../engine/tap.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { option, phrase, type Phrase } from '../vocabulary/phrase.js';
import type { DatasetRequest } from './dataset.js';
import { paired } from './paired.js';
import type { DatasetKind } from './recognize/dataKinds.js';
import { rowWriter, type RowWriter } from './rowWriter.js';
import { chooseScale } from './scaling.js';
import { fitShape, sizeOf } from './shapes.js';

/** The numbers that one sample gives to one input. */
export interface InputValues {
  /** As far as the data says: a flat array has one axis. */
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/**
 * One writer an input, for arrays of numbers.
 * @throws ExpectedError data-shape where mean and std do not fit an input's last axis
 */
export function inputWriters(
  request: DatasetRequest,
  kind: DatasetKind,
  shapes: readonly (readonly number[])[],
): readonly RowWriter[] {
  const { scale } = chooseScale(request, kind);
  return paired(request.inputs, shapes).map(([input, shape]) =>
    rowWriter(request, { input, shape, scale, channels: shape.at(-1) ?? 1 }),
  );
}

/** Of shapes that are settled: a writer and a length an input. */
interface Settled {
  readonly shapes: readonly (readonly number[])[];
  readonly sizes: readonly number[];
  readonly writers: readonly RowWriter[];
}

/**
 * Holds samples that come one by one against the model's inputs. The first sample settles free dimensions.
 */
export class SampleCheck {
  readonly #request: DatasetRequest;
  readonly #kind: DatasetKind;
  #settled: Settled | null = null;
  #scratch: readonly BatchInput[] = [];

  /** @param shapes what an earlier look-through settled; null: not yet */
  constructor(
    request: DatasetRequest,
    kind: DatasetKind,
    shapes: readonly (readonly number[])[] | null = null,
  ) {
    this.#request = request;
    this.#kind = kind;
    if (shapes !== null) this.#settled = this.#settle(shapes);
  }

  #settle(shapes: readonly (readonly number[])[]): Settled {
    return { shapes, sizes: shapes.map(sizeOf), writers: inputWriters(this.#request, this.#kind, shapes) };
  }

  /** Settled by the first good sample; an input's own where there was none. */
  get shapes(): readonly (readonly number[])[] {
    return this.#settled?.shapes ?? this.#request.inputs.map(({ shape }) => shape.map((size) => size ?? 1));
  }

  /** @throws ExpectedError data-shape or data-malformed naming where */
  check(sample: readonly InputValues[], where: Phrase): void {
    const values = this.#given(sample, where);
    const fitted = paired(this.#request.inputs, values).map(([input, { shape }]) =>
      fitShape(input, shape, where),
    );
    const settled = this.#settled ?? this.#settle(fitted);
    for (const [shape, before] of paired(fitted, settled.sizes))
      if (sizeOf(shape) !== before)
        throw new ExpectedError(
          'data-shape',
          phrase`${where} holds ${sizeOf(shape)} numbers where the samples before it hold ${before}: make them alike, or leave bad samples out with ${option('skipBad')}`,
        );
    if (this.#settled === null) this.#scratch = settled.sizes.map((size) => new Float32Array(size));
    store(settled, { values, slot: 0, targets: this.#scratch, where });
    this.#settled = settled;
  }

  /**
   * Stores a sample of the pass that follows the check.
   * @throws ExpectedError data-shape where it differs from what was looked through
   */
  write(sample: readonly InputValues[], slot: number, targets: readonly BatchInput[], where: Phrase): void {
    const values = this.#given(sample, where);
    const settled = (this.#settled ??= this.#settle(this.shapes));
    for (const [{ values: numbers }, size] of paired(values, settled.sizes))
      if (numbers.length !== size)
        throw new ExpectedError(
          'data-shape',
          phrase`${where} holds ${numbers.length} numbers where it held ${size} before: give the same samples each time`,
        );
    store(settled, { values, slot, targets, where });
  }

  /** One an input. */
  #given(sample: readonly InputValues[], where: Phrase): readonly InputValues[] {
    const missing = this.#request.inputs[sample.length];
    if (missing === undefined) return sample;
    throw new ExpectedError(
      'data-shape',
      phrase`${where} has nothing for the model's input ${missing.name}: give an array for each of ${this.#request.inputs.map(({ name }) => name).join(', ')}`,
    );
  }
}

interface Storing {
  readonly values: readonly InputValues[];
  readonly slot: number;
  readonly targets: readonly BatchInput[];
  readonly where: Phrase;
}

function store({ writers }: Settled, { values, slot, targets, where }: Storing): void {
  for (const [[write, target], given] of paired(paired(writers, targets), values))
    write(given.values, target, slot, () => where);
}
