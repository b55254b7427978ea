import { file, option, phrase, type Phrase } from '../vocabulary/phrase.js';

/** "FILE, sample 3,": where a sample is found. @param row from 0 */
export function samplePlace(path: string, row: number): Phrase {
  return [file(path), `, sample ${row + 1},`];
}

/** "FILE, row 3,": where a row of a text is found. @param line of the file, from 1 */
export function rowPlace(path: string, line: number): Phrase {
  return [file(path), `, row ${line},`];
}

/** What to do about a sample that is wrong. */
export const MEND_SAMPLE = phrase`mend it, or leave bad samples out with ${option('skipBad')}`;
