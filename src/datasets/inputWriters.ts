import type { BatchInput } from '../engine/tap.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import type { DatasetRequest } from './dataset.js';
import type { DatasetKind } from './recognize/dataKinds.js';
import { rowWriter, type RowWriter } from './rowWriter.js';
import { chooseScale } from './scaling.js';
import { fitShape, sizeOf } from './shapes.js';

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
  return request.inputs.map((input, place) => {
    const shape = shapes[place] ?? [];
    return rowWriter(request, { input, shape, scale, channels: shape.at(-1) ?? 1 });
  });
}

/**
 * Holds samples that come one by one against the model's inputs. The first sample settles free dimensions.
 */
export class SampleCheck {
  readonly #request: DatasetRequest;
  readonly #kind: DatasetKind;
  #shapes: readonly (readonly number[])[] | null;
  #writers: readonly RowWriter[] | null = null;
  #scratch: readonly BatchInput[] = [];

  /** @param shapes what an earlier look-through settled; null: not yet */
  constructor(
    request: DatasetRequest,
    kind: DatasetKind,
    shapes: readonly (readonly number[])[] | null = null,
  ) {
    this.#request = request;
    this.#kind = kind;
    this.#shapes = shapes;
  }

  /** Settled by the first good sample; an input's own where there was none. */
  get shapes(): readonly (readonly number[])[] {
    return this.#shapes ?? this.#request.inputs.map(({ shape }) => shape.map((size) => size ?? 1));
  }

  /** @throws ExpectedError data-shape or data-malformed naming where */
  check(sample: readonly InputValues[], where: string): void {
    const settled = this.#shapes;
    const fitted = this.#request.inputs.map((input, place) =>
      fitShape(input, this.#given(sample, place, where).shape, where),
    );
    const differs = settled?.findIndex((shape, place) => sizeOf(shape) !== sizeOf(fitted[place] ?? [])) ?? -1;
    if (differs >= 0)
      throw new ExpectedError(
        'data-shape',
        `${where} holds ${sizeOf(fitted[differs] ?? [])} numbers where the samples before it hold ${sizeOf(settled?.[differs] ?? [])}: make them alike, or leave bad samples out with --skip-bad`,
      );
    if (settled === null) {
      this.#writers = inputWriters(this.#request, this.#kind, fitted);
      this.#scratch = fitted.map((shape) => new Float32Array(sizeOf(shape)));
    }
    this.write(sample, 0, this.#scratch, where);
    this.#shapes ??= fitted;
  }

  /** Stores a sample of another pass, which may differ from what was looked through. */
  writeChecked(
    sample: readonly InputValues[],
    slot: number,
    targets: readonly BatchInput[],
    where: string,
  ): void {
    this.shapes.forEach((shape, place) => {
      const { values } = this.#given(sample, place, where);
      if (values.length !== sizeOf(shape))
        throw new ExpectedError(
          'data-shape',
          `${where} holds ${values.length} numbers where it held ${sizeOf(shape)} before: give the same samples each time`,
        );
    });
    this.write(sample, slot, targets, where);
  }

  /** Stores a sample that was checked. */
  write(sample: readonly InputValues[], slot: number, targets: readonly BatchInput[], where: string): void {
    this.#writers ??= inputWriters(this.#request, this.#kind, this.shapes);
    this.#writers.forEach((write, place) => {
      const target = targets[place];
      const { values } = this.#given(sample, place, where);
      if (target !== undefined) write(values, target, slot, () => where);
    });
  }

  #given(sample: readonly InputValues[], place: number, where: string): InputValues {
    const given = sample[place];
    if (given === undefined)
      throw new ExpectedError(
        'data-shape',
        `${where} has nothing for the model's input ${this.#request.inputs[place]?.name ?? place}: give an array for each of ${this.#request.inputs.map(({ name }) => name).join(', ')}`,
      );
    return given;
  }
}
