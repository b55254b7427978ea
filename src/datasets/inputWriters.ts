import { sizeOf } from '../engine/sizeOf.js';
import type { BatchInput } from '../engine/tap.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { option, phrase, type Phrase } from '../vocabulary/phrase.js';
import type { DatasetRequest } from './dataset.js';
import { paired } from './paired.js';
import type { DatasetKind } from './recognize/dataKinds.js';
import { rowWriter, type RowWriter } from './rowWriter.js';
import { chooseScale } from './scaling.js';
import { fitShape } from './shapes.js';

/** The numbers that one sample gives to one input. */
export interface InputValues {
  /** As far as the data says: a flat array has one axis. */
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
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

/** An input whose shape is settled. */
interface SettledInput {
  readonly shape: readonly number[];
  readonly write: RowWriter;
  /** The numbers of the sample at hand, as many as the shape has. */
  readonly numbers: Float64Array;
}

/** A sample's numbers, their place in the batch, and where they were found. */
interface Storing {
  readonly values: readonly InputValues[];
  readonly slot: number;
  readonly targets: readonly BatchInput[];
  readonly where: Phrase;
}

/**
 * Holds samples that come one by one against the model's inputs. The first sample settles free dimensions.
 */
export class SampleCheck {
  readonly #request: DatasetRequest;
  readonly #kind: DatasetKind;
  #settled: readonly SettledInput[] | null = null;
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

  #settle(shapes: readonly (readonly number[])[]): readonly SettledInput[] {
    const writers = inputWriters(this.#request, this.#kind, shapes);
    return paired(shapes, writers).map(([shape, write]) => ({
      shape,
      write,
      numbers: new Float64Array(sizeOf(shape)),
    }));
  }

  /** Settled by the first good sample; an input's own where there was none. */
  get shapes(): readonly (readonly number[])[] {
    return (
      this.#settled?.map(({ shape }) => shape) ??
      this.#request.inputs.map(({ shape }) => shape.map((size) => size ?? 1))
    );
  }

  /** @throws ExpectedError data-shape or data-malformed naming where */
  check(sample: readonly InputValues[], where: Phrase): void {
    const values = this.#given(sample, where);
    const fitted = paired(this.#request.inputs, values).map(([input, { shape }]) =>
      fitShape(input, shape, where),
    );
    const settled = this.#settled ?? this.#settle(fitted);
    for (const [shape, { numbers }] of paired(fitted, settled))
      if (sizeOf(shape) !== numbers.length)
        throw new ExpectedError(
          'data-shape',
          phrase`${where} holds ${sizeOf(shape)} numbers where the samples before it hold ${numbers.length}: make them alike, or leave bad samples out with ${option('skipBad')}`,
        );
    if (this.#settled === null)
      this.#scratch = settled.map(({ numbers }) => new Float32Array(numbers.length));
    store(settled, { values, slot: 0, targets: this.#scratch, where });
    this.#settled = settled;
  }

  /**
   * Stores a sample of the pass that follows the check.
   * @throws ExpectedError data-shape where it has another length than in the look-through
   */
  write(sample: readonly InputValues[], slot: number, targets: readonly BatchInput[], where: Phrase): void {
    this.#settled ??= this.#settle(this.shapes);
    store(this.#settled, { values: this.#given(sample, where), slot, targets, where });
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

function store(settled: readonly SettledInput[], { values, slot, targets, where }: Storing): void {
  for (const [[{ write, numbers }, given], target] of paired(paired(settled, values), targets)) {
    if (given.values.length !== numbers.length)
      throw new ExpectedError(
        'data-shape',
        phrase`${where} holds ${given.values.length} numbers where it held ${numbers.length} before: give the same samples each time`,
      );
    numbers.set(given.values);
    write(numbers, target, slot, () => where);
  }
}
