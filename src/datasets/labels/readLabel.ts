import { ExpectedError } from '../../vocabulary/expectedError.js';
import { phrase, type Phrase } from '../../vocabulary/phrase.js';
import { isList } from '../nested.js';
import { MEND_SAMPLE } from '../samplePlace.js';
import { argmax } from './argmax.js';
import { isNumeric } from './classOrder.js';
import type { Label } from './labelCollector.js';

/**
 * A label as JSON or code holds it: a number, a text, a one-hot array; null where there is none.
 * @throws ExpectedError data-labels naming where, for anything else
 */
export function readLabel(value: unknown, where: Phrase): Label | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (isList(value) && value.length > 0) {
    const numbers = Float64Array.from(value, Number);
    if (numbers.length === 1) return readLabel(value[0], where);
    if (numbers.every((number) => isNumeric(String(number)))) return argmax(numbers);
  }
  throw new ExpectedError(
    'data-labels',
    phrase`${where} has a label that is neither number, text nor one-hot array: ${MEND_SAMPLE}`,
  );
}
