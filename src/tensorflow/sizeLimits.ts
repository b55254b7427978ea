import { ExpectedError } from '../vocabulary/expectedError.js';
import { count } from '../vocabulary/formatNumber.js';
import { file, layer, phrase, type Phrase } from '../vocabulary/phrase.js';
import type { LeafCall } from './leafCalls.js';
import type { Container, SymbolicTensor } from './layerInternals.js';

/**
 * Numbers that one layer may answer for one sample: 400 MB. The largest of real networks, a U-Net of 64 channels on
 * pictures of 1,024 x 1,024, has 67 million; of 224 x 224 pictures VGG has 3.2 million.
 */
export const MOST_NUMBERS = 100_000_000;
/** 64 MB: what grows beyond that must grow out of something, MOST_GROWTH numbers at most of each input and weight. */
const LARGE = 2 ** 24;
/** A U-Net of 64 channels makes 64 numbers of each of a gray picture; generators grow more, but have millions of weights. */
export const MOST_GROWTH = 1000;
/** Of all layers together for one sample; the largest real networks make about a thousand million. */
const MOST_TOGETHER = 4_000_000_000;
/** In one tensor of a batch: 1 GiB of the 4 GiB that wasm has, where input and output of a layer lie side by side. */
export const MOST_IN_BATCH = 2 ** 28;
/** A batch size that is fixed in a model; real ones are below ten thousand. */
const MOST_ROWS = 2 ** 16;
/** Steps that a layer takes one after the other; a second of sound has 16,000. */
const MOST_STEPS = 2 ** 17;
const STEPPING = /^(LSTM|(Keras)?GRU|SimpleRNN|RNN|ConvLSTM2D|Bidirectional|TimeDistributed)$/;

/**
 * Refuses a layers-model whose outputs, as their shapes tell, are larger than any that could be run: weights bound the
 * size of most layers, but not that of repeated, enlarged, padded and joined ones. Free dimensions count as 1.
 * @throws ExpectedError model-too-large, naming layer and size
 */
export function checkOutputSizes(container: Container, calls: readonly LeafCall[], path: string): void {
  checkInputSizes(container.inputs, path);
  const inputs = container.inputs.reduce((sum, { shape }) => sum + sampleSize(shape), 0);
  const layers = new Set(calls.map(({ call }) => call.node.outboundLayer));
  const sources = [...layers].reduce((sum, layer) => sum + layer.countParams(), inputs);
  const mostGrown = Math.max(LARGE, MOST_GROWTH * sources);
  let together = 0;
  for (const { call } of calls) {
    const { outboundLayer, outputTensors, inputTensors } = call.node;
    const type = outboundLayer.getClassName();
    const steps = inputTensors[0]?.shape[1] ?? 0;
    if (STEPPING.test(type) && steps > MOST_STEPS)
      throw tooLarge(
        path,
        phrase`${type} ${layer(call.id)} takes ${count(steps)} steps, of ${count(MOST_STEPS)} at most`,
      );
    for (const { shape } of outputTensors) {
      refuseShape(path, phrase`${type} ${layer(call.id)}`, shape);
      if (sampleSize(shape) > mostGrown)
        throw tooLarge(
          path,
          phrase`${type} ${layer(call.id)} makes ${sizesText(shape)} numbers out of ${count(sources)} inputs and weights`,
        );
      together += sampleSize(shape);
      if (together > MOST_TOGETHER)
        throw tooLarge(
          path,
          phrase`its layers up to ${layer(call.id)} make ${count(together)} numbers a sample, of ${count(MOST_TOGETHER)} at most`,
        );
    }
  }
}

/** The same of a model's inputs, which the first batch is made for. */
export function checkInputSizes(
  inputs: readonly Pick<SymbolicTensor, 'name' | 'shape'>[],
  path: string,
): void {
  for (const { name, shape } of inputs) {
    const rows = shape[0] ?? 1;
    if (rows > MOST_ROWS)
      throw tooLarge(
        path,
        phrase`its batch is fixed at ${count(rows)} samples, of ${count(MOST_ROWS)} at most`,
      );
    if (sampleSize(shape) > MOST_NUMBERS)
      throw tooLarge(
        path,
        phrase`the input ${name} has the impossible shape ${sizesText(shape)}, of ${count(MOST_NUMBERS)} numbers at most`,
      );
    refuseShape(path, phrase`the input ${name}`, shape);
  }
}

function refuseShape(path: string, what: Phrase, shape: readonly (number | null)[]): void {
  const size = sampleSize(shape);
  const batch = size * (shape[0] ?? 1);
  if (size <= MOST_NUMBERS && batch <= MOST_IN_BATCH) return;
  throw tooLarge(
    path,
    size > MOST_NUMBERS
      ? phrase`${what} makes ${sizesText(shape)} numbers of each sample, of ${count(MOST_NUMBERS)} at most`
      : phrase`${what} makes ${count(batch)} numbers of a batch, whose size is fixed, of ${count(MOST_IN_BATCH)} at most`,
  );
}

export function tooLarge(path: string, what: Phrase): ExpectedError {
  return new ExpectedError(
    'model-too-large',
    phrase`${file(path)} is too large to be run: ${what}. Look for a size, a factor or a shape that is wrong there, or export a smaller model`,
  );
}

function sizesText(shape: readonly (number | null)[]): string {
  return shape
    .slice(1)
    .map((length) => (length === null ? '?' : count(length)))
    .join(' x ');
}

function sampleSize(shape: readonly (number | null)[]): number {
  return shape.slice(1).reduce<number>((product, size) => product * (size ?? 1), 1);
}
