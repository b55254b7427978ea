/** The package has no types of its own; only what the tests write pictures with. */
declare module 'omggif' {
  export class GifWriter {
    constructor(buffer: Uint8Array, width: number, height: number, options: { palette: readonly number[] });
    addFrame(x: number, y: number, width: number, height: number, pixels: readonly number[]): void;
    /** @returns the number of bytes written */
    end(): number;
  }
}
