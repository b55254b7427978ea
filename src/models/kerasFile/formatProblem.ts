/** What keeps a zip or an HDF5 file from being read, in words that complete "FILE ...". */
export class FormatProblem extends Error {
  override readonly name = 'FormatProblem';
  /** damaged: cut off, being written, or wrong; other: whole, and in a form that is not read. */
  readonly kind: 'damaged' | 'other';

  constructor(kind: FormatProblem['kind'], what: string) {
    super(what);
    this.kind = kind;
  }
}

/** A place in a file that cannot be so. */
export function damaged(what: string): FormatProblem {
  return new FormatProblem('damaged', what);
}

/** A file that may be whole, and that is not read for what it holds. */
export function notRead(what: string): FormatProblem {
  return new FormatProblem('other', what);
}
