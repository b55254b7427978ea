import type { ModelInput } from '../../engine/tap.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import { refuseStrings, shapeText } from '../shapes.js';

/** How pictures fill an input. */
export interface ImageLayout {
  readonly width: number;
  readonly height: number;
  /** 4: color and alpha. */
  readonly channels: 1 | 3 | 4;
  /** The input's concrete shape; width x height x channels elements. */
  readonly shape: readonly number[];
  /** False where the picture must have this size already: the input has no height and width. */
  readonly resizes: boolean;
}

/** A picture's own size and channels (3: colour). */
export interface OwnSize {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** Where heights and widths are free and the pictures differ. */
const FREE_SIDE = 224;

/** Must the pictures' own sizes be known before the layout is? */
export function needsOwnSize(input: ModelInput): boolean {
  return input.shape.length !== 3 || input.shape[0] === null || input.shape[1] === null;
}

/**
 * @param pictures the size that all pictures share; null where they differ or it was not needed
 * @throws ExpectedError data-shape for an input that is no picture's
 */
export function imageLayout(input: ModelInput, pictures: OwnSize | null, path: string): ImageLayout {
  refuseStrings(input);
  const { shape } = input;
  const [first = null, second = null, third = null] = shape;
  if (shape.length === 3) {
    const channels = third ?? pictures?.channels ?? 3;
    if (channels !== 1 && channels !== 3 && channels !== 4)
      throw wrong(
        input,
        path,
        `pictures have 1, 3 or 4 channels, in the last axis, and ${shapeText(shape)} asks for ${channels}`,
      );
    const height = first ?? pictures?.height ?? FREE_SIDE;
    const width = second ?? pictures?.width ?? FREE_SIDE;
    return { width, height, channels, shape: [height, width, channels], resizes: true };
  }
  if (pictures === null)
    throw wrong(input, path, 'the pictures differ in size, and this input cannot resize them');
  const { width, height } = pictures;
  if (shape.length === 2 && (first ?? height) === height && (second ?? width) === width)
    return { width, height, channels: 1, shape: [height, width], resizes: false };
  if (shape.length === 1) {
    const size = first ?? width * height * pictures.channels;
    if (size === width * height) return { width, height, channels: 1, shape: [size], resizes: false };
    if (size === width * height * 3) return { width, height, channels: 3, shape: [size], resizes: false };
    if (size === width * height * 4) return { width, height, channels: 4, shape: [size], resizes: false };
  }
  throw wrong(
    input,
    path,
    `the pictures have ${height} x ${width} pixels, and only an input with height, width and channels resizes`,
  );
}

function wrong(input: ModelInput, path: string, why: string): ExpectedError {
  return new ExpectedError(
    'data-shape',
    phrase`${file(path)} does not fit the model's input ${input.name} of shape ${shapeText(input.shape)}: ${why}`,
  );
}
