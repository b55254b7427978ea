import { sizeOf } from '../../engine/sizeOf.js';
import type { BatchInput } from '../../engine/tap.js';
import type { Phrase } from '../../vocabulary/phrase.js';
import type { DatasetRequest } from '../dataset.js';
import type { DatasetKind } from '../recognize/dataKinds.js';
import { rowWriter } from '../rowWriter.js';
import { chooseScale } from '../scaling.js';
import { onlyInput } from '../shapes.js';
import { drawPixels, type Pixels } from './drawPixels.js';
import { imageLayout, type OwnSize } from './imageLayout.js';
import { middleSquare } from './middleSquare.js';

/** Puts pictures of one size, given as numbers, into a model's input. */
export interface PixelWriter {
  /** Concrete, of the input. */
  readonly shape: readonly number[];
  write(data: Uint8Array, target: BatchInput, slot: number, where: () => Phrase): void;
}

/**
 * @param size of each picture; data holds height x width x channels bytes, row-major
 * @throws ExpectedError data-shape for an input that is no picture's, or a mean or deviation that does not fit
 */
export function pixelWriter(request: DatasetRequest, kind: DatasetKind, size: OwnSize): PixelWriter {
  const input = onlyInput(request.inputs, kind);
  const layout = imageLayout(input, size, request.path);
  const { shape, channels } = layout;
  const { scale } = chooseScale(request, kind);
  const write = rowWriter(request, { input, shape, scale, channels });
  const drawn = new Float64Array(sizeOf(shape));
  const whole = input.dtype === 'int32';
  return {
    shape,
    write(data, target, slot, where) {
      const pixels: Pixels = { ...size, data };
      drawPixels(request.crop === 'square' ? middleSquare(pixels) : pixels, layout, drawn);
      if (whole) drawn.forEach((value, i) => (drawn[i] = Math.round(value)));
      write(drawn, target, slot, where);
    },
  };
}
