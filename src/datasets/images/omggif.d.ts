/** The package has no types of its own; only what reader and tests use. */
declare module 'omggif' {
  export class GifReader {
    constructor(bytes: Uint8Array);
    readonly width: number;
    readonly height: number;
    numFrames(): number;
    /** Draws a frame at its place, row-major RGBA; transparent pixels are left as they are. */
    decodeAndBlitFrameRGBA(frame: number, pixels: Uint8Array): void;
  }

  export class GifWriter {
    constructor(buffer: Uint8Array, width: number, height: number, options: { palette: readonly number[] });
    addFrame(x: number, y: number, width: number, height: number, pixels: readonly number[]): void;
    /** @returns the number of bytes written */
    end(): number;
  }
}
