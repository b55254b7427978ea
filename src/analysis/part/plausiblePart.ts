import { featureShape } from '../../engine/science/featureTable.js';
import { scienceRows } from '../../engine/science/scienceSamples.js';
import { BASELINE_COPIES, baselineRows } from '../../engine/baseline.js';
import { sizeOf } from '../../engine/sizeOf.js';
import type { BaselineState, ScienceState, TapState } from '../../engine/states.js';
import type { AnalysisHeader, MeasuredTap } from '../assemble/analysisHeader.js';
import type { WorkerResult } from '../assemble/workerResult.js';

/** Chosen samples of a run at most: tables of entropies have an entry for each number of samples. */
const MOST_SAMPLES = 2 ** 22;

interface Content {
  readonly header: AnalysisHeader;
  readonly results: readonly WorkerResult[];
}

/**
 * What the fields of a part cannot show one by one: that header and counts are of one size, and the counts numbers that
 * could have been counted. Adding up allocates what the header says; it then is of the order of what the part holds.
 * @returns what is wrong, null where nothing is
 */
export function implausible({ header, results }: Content): string | null {
  const { labels, classes, classSizes } = header.dataset;
  if (classes.length !== classSizes.length || classes.length === 0)
    return 'its classes and their sizes do not belong together';
  if (classes.some((c, i) => c >= labels.length || (i > 0 && c <= (classes[i - 1] ?? 0))))
    return 'its classes are none of the labels';
  if (classSizes.reduce((sum, size) => sum + size, 0) > MOST_SAMPLES)
    return `it is of more than ${MOST_SAMPLES} samples`;
  const maxNeurons = header.settings['maxNeurons'] ?? null;
  if (maxNeurons !== null && !(Number.isSafeInteger(maxNeurons) && Number(maxNeurons) >= 0))
    return 'its setting maxNeurons is no number of neurons';
  for (const { taps, task, science, baseline } of results) {
    const wrongScience = impossibleFeatures(science ?? null, header);
    if (wrongScience !== null) return wrongScience;
    const wrongBaseline = impossibleCopies(baseline ?? null, header);
    if (wrongBaseline !== null) return wrongBaseline;
    if (taps.length !== header.taps.length) return 'its layers and their counts do not belong together';
    for (const [index, state] of taps.entries()) {
      const tap = header.taps[index];
      const wrong = tap === undefined ? 'no layer' : impossibleCounts(state, tap, header);
      if (wrong !== null) return `the counts of layer ${index + 1} are impossible: ${wrong}`;
    }
    if (task !== null && header.task === null) return 'it counts answers of a model without classes';
    if (task !== null && task.samples.length !== classes.length) return 'it counts answers of other classes';
  }
  return null;
}

function impossibleFeatures(science: ScienceState | null, header: AnalysisHeader): string | null {
  if (science === null) return null;
  const { rows, answers, features } = science;
  const { rows: most } = scienceRows(header.dataset.classSizes);
  if (rows.length > most || answers.length !== rows.length) return 'it has features of other samples';
  const widths = header.taps.map(({ tap }) => featureShape(tap.outputShape).width);
  const fits =
    widths.length === features.length &&
    features.every(({ length }, index) => length === rows.length * (widths[index] ?? 0));
  return fits ? null : 'its layers and their features do not belong together';
}

function impossibleCopies(baseline: BaselineState | null, header: AnalysisHeader): string | null {
  if (baseline === null) return null;
  const rows = baselineRows(header.dataset.classSizes);
  if (rows === null || baseline.copies.length !== BASELINE_COPIES)
    return 'it has copies with fresh weights where there are none';
  const { dataset, settings } = header;
  const ofCopies = { ...header, dataset: { ...dataset, classSizes: rows.sizes }, settings };
  for (const copy of baseline.copies) {
    if (copy.length !== header.taps.length) return 'its layers and their fresh copies do not belong together';
    for (const [index, state] of copy.entries()) {
      const tap = header.taps[index];
      const wrong = tap === undefined ? 'no layer' : impossibleCounts(state, tap, ofCopies);
      if (wrong !== null) return `the fresh copies of layer ${index + 1} are impossible: ${wrong}`;
    }
  }
  return null;
}

function impossibleCounts(
  state: TapState,
  { tap }: MeasuredTap,
  { dataset: { classSizes }, settings }: AnalysisHeader,
): string | null {
  const neurons = sizeOf(tap.outputShape);
  const measured = state.nonFinite.length;
  const max = settings['maxNeurons'];
  // A grid of positions and channels is chosen, which may be smaller than what is allowed, but not by half.
  const wholly = max === 0 || (typeof max === 'number' && max >= neurons);
  if (measured > neurons || (wholly && measured !== neurons)) return 'of another number of neurons';
  if (!wholly && typeof max === 'number' && (measured > max || max > 2 * measured + 1))
    return 'of another number of neurons than were chosen';
  // A word of 32 neurons has a plane a class at least, in the one list or the other.
  const planes = Math.max(state.classCounts.length, state.groupCounts.length);
  if (classSizes.length * Math.ceil(measured / 32) > planes) return 'of fewer classes';
  if (state.samples > classSizes.reduce((sum, size) => sum + size, 0)) return 'of more samples';
  if (state.magnitudes.length !== 3 * measured) return 'sums of another number of neurons';
  if (state.magnitudes.some((sum) => !Number.isFinite(sum))) return 'a sum is no finite number';
  if (state.patterns.keys.some((key) => !Number.isFinite(key))) return 'a pattern is no number';
  return state.nonFinite.some((mark) => mark > 1) ? 'a mark is neither 0 nor 1' : null;
}
