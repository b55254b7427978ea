import { join } from 'node:path';
import { CONFIG_NAME } from '../../config/findConfig.js';
import { ExpectedError, type ErrorCode } from '../../errors/expectedError.js';
import { folderOf, shownPath } from '../models/workspacePath.js';

/** A failure as a person is told of it. */
export interface Failure {
  /** Absolute path of the model file. */
  readonly file: string;
  /** null: a bug of ours. */
  readonly code: ErrorCode | null;
  readonly message: string;
  /** Absolute path of the file to look into. */
  readonly show: string;
}

export function describeFailure(file: string, error: unknown): Failure {
  if (!(error instanceof ExpectedError)) {
    const cause = error instanceof Error ? error.message : String(error);
    return {
      file,
      code: null,
      message: `${shownPath(file)}: the analysis failed unexpectedly (${cause}): the log tells more`,
      show: file,
    };
  }
  return { file, code: error.code, message: error.message, show: fileToShow(file, error) };
}

/** The settings file where that is what must be mended, else the model. */
function fileToShow(file: string, { code, message }: ExpectedError): string {
  if (!code.startsWith('config-')) return file;
  const named = /^(.+?entroscope\.json)(:\d+)?:/u.exec(message)?.[1];
  return named ?? join(folderOf(file) ?? '', CONFIG_NAME);
}
