/** What the tests use of another reader of HDF5, which has no types. */
declare module 'jsfive' {
  export interface Dataset {
    readonly value: readonly number[];
  }
  export class Group {
    readonly keys: readonly string[];
    get(name: string): Group | Dataset;
  }
  export class File extends Group {
    constructor(bytes: ArrayBuffer, name: string);
  }
}
