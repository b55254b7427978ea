import decodeJpegWasm, { init as initJpeg } from '@jsquash/jpeg/decode.js';
import decodeWebpWasm, { init as initWebp } from '@jsquash/webp/decode.js';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readBytes } from '../../files/openFile.js';
import type { Pixels } from './drawPixels.js';

/** After a result above it a codec is started anew. */
const MOST_KEPT_BYTES = 16 * 2 ** 20;

/** A codec in WebAssembly: started at first use, and anew after it failed, since a failure may leave it unusable. */
class WasmDecoder {
  readonly #file: string;
  readonly #start: (module: WebAssembly.Module) => Promise<void>;
  readonly #decode: (bytes: ArrayBuffer) => Promise<ImageData>;
  #module: Promise<WebAssembly.Module> | null = null;
  #started: Promise<void> | null = null;

  constructor(
    file: string,
    start: (module: WebAssembly.Module) => Promise<void>,
    decode: (bytes: ArrayBuffer) => Promise<ImageData>,
  ) {
    this.#file = file;
    this.#start = start;
    this.#decode = decode;
  }

  async decode(bytes: Uint8Array): Promise<Pixels> {
    this.#module ??= compile(this.#file);
    const module = await this.#module;
    this.#started ??= this.#start(module);
    await this.#started;
    try {
      const { data, width, height } = await this.#decode(Uint8Array.from(bytes).buffer);
      if (data.length > MOST_KEPT_BYTES) await this.#startAnew(module);
      return { data, width, height, channels: 4 };
    } catch (error) {
      await this.#startAnew(module);
      throw error;
    }
  }

  /** Memory of WebAssembly only grows: a new codec in place of the old one, which nothing else holds, gives it back. */
  async #startAnew(module: WebAssembly.Module): Promise<void> {
    this.#started = this.#start(module);
    await this.#started;
  }
}

/** Beside the bundle; in a clone that runs unbundled, in its package. */
async function compile(file: string): Promise<WebAssembly.Module> {
  const here = dirname(fileURLToPath(import.meta.url));
  const beside = join(here, file.slice(file.lastIndexOf('/') + 1));
  const path = existsSync(beside) ? beside : createRequire(import.meta.url).resolve(file);
  return WebAssembly.compile(
    await readBytes(path, { code: 'file-failed', absent: 'install Entroscope again' }),
  );
}

/** What the codecs make their results of; Node has none. */
class PlainImageData {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;

  constructor(data: Uint8ClampedArray, width: number, height: number) {
    this.data = data;
    this.width = width;
    this.height = height;
  }
}

function provideImageData(): void {
  if (!('ImageData' in globalThis)) Object.assign(globalThis, { ImageData: PlainImageData });
}

const QUIET = { print: (): void => undefined, printErr: (): void => undefined };

const jpeg = new WasmDecoder(
  '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm',
  (module) => startCodec(initJpeg, module),
  (bytes) => decodeJpegWasm(bytes, { preserveOrientation: false }),
);

const webp = new WasmDecoder(
  '@jsquash/webp/codec/dec/webp_dec.wasm',
  (module) => startCodec(initWebp, module),
  (bytes) => decodeWebpWasm(bytes),
);

/** The codecs' types leave out the module that their code takes first. */
async function startCodec(init: unknown, module: WebAssembly.Module): Promise<void> {
  provideImageData();
  if (isStart(init)) await init(module, QUIET);
}

type Start = (module: WebAssembly.Module, options: object) => Promise<void>;

function isStart(value: unknown): value is Start {
  return typeof value === 'function';
}

/** Decodes a JPEG as RGBA; its EXIF orientation is ignored. */
export function decodeJpeg(bytes: Uint8Array): Promise<Pixels> {
  return jpeg.decode(bytes);
}

/** Decodes a WebP of one picture as RGBA. */
export function decodeStillWebp(bytes: Uint8Array): Promise<Pixels> {
  return webp.decode(bytes);
}
