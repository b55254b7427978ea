import type { ScienceState } from '../states.js';
import type { ScienceRows } from './scienceSamples.js';

/**
 * One tap's features of all workers or shards, [science row][feature].
 * @param tap index among the measured taps
 * @throws RangeError where the parts are not of this table, or do not hold every row exactly once
 */
export function joinFeatures(
  states: readonly ScienceState[],
  { rows }: ScienceRows,
  tap: { readonly index: number; readonly width: number },
): Float32Array {
  const { index, width } = tap;
  const joined = new Float32Array(rows * width);
  eachRowOnce(states, rows, (state, place, row) => {
    const features = state.features[index];
    if (features?.length !== state.rows.length * width) throw new RangeError('features of another layer');
    joined.set(features.subarray(place * width, (place + 1) * width), row * width);
  });
  return joined;
}

/**
 * The model's answers by science row.
 * @throws RangeError where the parts do not hold every row exactly once
 */
export function joinAnswers(states: readonly ScienceState[], { rows }: ScienceRows): Int32Array {
  const joined = new Int32Array(rows);
  eachRowOnce(states, rows, (state, place, row) => {
    const answer = state.answers[place];
    if (answer === undefined) throw new RangeError('a sample without an answer');
    joined[row] = answer;
  });
  return joined;
}

function eachRowOnce(
  states: readonly ScienceState[],
  rows: number,
  visit: (state: ScienceState, place: number, row: number) => void,
): void {
  const met = new Uint8Array(rows);
  for (const state of states) {
    state.rows.forEach((row, place) => {
      if (met[row] !== 0) throw new RangeError(`science sample ${row} is there twice, or is none`);
      met[row] = 1;
      visit(state, place, row);
    });
  }
  const missing = met.indexOf(0);
  if (missing >= 0) throw new RangeError(`science sample ${missing} is missing`);
}
