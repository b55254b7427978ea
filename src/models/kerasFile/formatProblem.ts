/** What keeps a zip or an HDF5 file from being read, in words that complete "FILE ...". */
export class FormatProblem extends Error {
  override readonly name = 'FormatProblem';
  /** cut: its end is missing, as while it is written; damaged: wrong; other: whole, and in a form that is not read. */
  readonly kind: 'cut' | 'damaged' | 'other';

  constructor(kind: FormatProblem['kind'], what: string) {
    super(what);
    this.kind = kind;
  }
}

/** A file that is not as long as it says. */
export function cutOff(what: string): FormatProblem {
  return new FormatProblem('cut', what);
}

/** A place in a file that cannot be so. */
export function damaged(what: string): FormatProblem {
  return new FormatProblem('damaged', what);
}

/** A file that may be whole, and that is not read for what it holds. */
export function notRead(what: string): FormatProblem {
  return new FormatProblem('other', what);
}
