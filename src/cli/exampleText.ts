import { ExpectedError } from '../vocabulary/expectedError.js';
import { printable } from '../vocabulary/cleanText.js';

/** The code that helps against an error, after a blank line; '' where there is none. */
export function exampleText(error: unknown): string {
  if (!(error instanceof ExpectedError) || error.example === null) return '';
  return `\n${error.example.split('\n').map(printable).join('\n')}\n`;
}
