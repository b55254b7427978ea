/**
 * What Node has and @types/node 20 leaves out, as far as the host uses it. Not the DOM's types: those would give `document` to
 * the whole host. tsconfig.host.json alone includes this file; bench and tests have the DOM's own.
 */
declare namespace WebAssembly {
  /** Compiled code; opaque. */
  interface Module {
    readonly [Symbol.toStringTag]: string;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}

/** What the codecs of @jsquash say they decode to. */
interface ImageData {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}
