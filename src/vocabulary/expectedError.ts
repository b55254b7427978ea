import type { DataQuestion } from './dataQuestion.js';
import { fileIn, phraseText, type Phrase } from './phrase.js';

/** Every way in which an analysis can fail for a reason that the user can mend. docs/errors.md explains each. */
export const ERROR_CODES = [
  'model-missing',
  'model-not-a-model',
  'model-ambiguous',
  'model-malformed',
  'model-weights-missing',
  'model-weights-size',
  'model-weights-outside',
  'model-unknown-layer',
  'model-unsupported',
  'model-too-large',
  'model-load-failed',
  'model-changed',
  'setup-failed',
  'backend-unavailable',
  'backend-failed',
  'out-of-memory',
  'data-missing',
  'data-unrecognised',
  'data-malformed',
  'data-shape',
  'data-empty',
  'data-labels',
  'data-needs-trust',
  'data-module-failed',
  'data-changed',
  'config-malformed',
  'config-unknown-key',
  'report-malformed',
  'report-newer',
  'merge-mismatch',
  'merge-missing',
  'fold-impossible',
  'output-failed',
  'file-failed',
  'child-failed',
  'not-trusted',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Is a code that crossed a process boundary one of ours? */
export function isErrorCode(code: string): code is ErrorCode {
  return ERROR_CODES.some((known) => known === code);
}

interface FailureOptions extends ErrorOptions {
  /** What would have to be known for it not to happen, where somebody can be asked. */
  readonly question?: DataQuestion | null;
}

/**
 * A failure that the user can understand and mend: one line that names the file, the cause and the remedy. Its words are
 * a phrase, so that a terminal names options and an editor settings; `message` is what a terminal says. Anything that is
 * not an ExpectedError is a bug and keeps its stack.
 */
export class ExpectedError extends Error {
  override readonly name = 'ExpectedError';
  readonly code: ErrorCode;
  readonly words: Phrase;
  /** null: nothing that can be asked would help. */
  readonly question: DataQuestion | null;

  /** @param words a text, where no place in it is said differently elsewhere */
  constructor(code: ErrorCode, words: Phrase | string, options?: FailureOptions) {
    const said = typeof words === 'string' ? [words] : words;
    super(phraseText(said, 'terminal'), options);
    this.code = code;
    this.words = said;
    this.question = options?.question ?? null;
  }

  /** The file that must be mended, and the line in it; null where the words name none. */
  get file(): { readonly path: string; readonly line: number | null } | null {
    return fileIn(this.words);
  }
}
