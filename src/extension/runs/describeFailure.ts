import { join } from 'node:path';
import { CONFIG_NAME } from '../../config/findConfig.js';
import type { DataQuestion } from '../../vocabulary/dataQuestion.js';
import { ExpectedError, type ErrorCode } from '../../vocabulary/expectedError.js';
import { phraseText } from '../../vocabulary/phrase.js';
import { lastSettingsFolder, shownPath } from '../models/workspacePath.js';

/** A failure as a person is told of it in the editor. */
export interface Failure {
  /** Absolute path of the model file; null where it is about none. */
  readonly file: string | null;
  /** null: a bug of ours. */
  readonly code: ErrorCode | null;
  readonly message: string;
  /** Absolute path of the file to look into; null where there is none. */
  readonly show: string | null;
  /** What would have to be known for it not to happen; null: nothing that can be asked. */
  readonly question: DataQuestion | null;
  /** Code to start from in a file of one's own; null where none would help. */
  readonly example: string | null;
}

/** @param what what went wrong, where that is a bug: "the analysis" */
export function describeFailure(file: string | null, error: unknown, what: string): Failure {
  if (!(error instanceof ExpectedError)) {
    const cause = error instanceof Error ? error.message : String(error);
    const subject = file === null ? '' : `${shownPath(file)}: `;
    return {
      file,
      code: null,
      message: `${subject}${what} failed unexpectedly (${cause}): the log tells more`,
      show: file,
      question: null,
      example: null,
    };
  }
  const message = phraseText(error.words, 'editor');
  const { code, question, example } = error;
  return { file, code, message, show: fileToShow(file, error), question, example };
}

/** The settings file where that is what must be mended, else the model. */
function fileToShow(file: string | null, error: ExpectedError): string | null {
  if (!error.code.startsWith('config-')) return file;
  return error.file?.path ?? (file === null ? null : join(lastSettingsFolder(file), CONFIG_NAME));
}
