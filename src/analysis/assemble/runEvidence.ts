import { featureShape } from '../../engine/science/featureTable.js';
import { joinAnswers, joinFeatures } from '../../engine/science/joinScience.js';
import { hasScience, scienceSeconds } from '../../engine/science/scienceCost.js';
import { classOfRows, scienceRows } from '../../engine/science/scienceSamples.js';
import type { TapFeatures, TapScience } from '../../engine/science/tapScience.js';
import type { ScienceState } from '../../engine/states.js';
import type { TaskAccumulator } from '../../engine/task.js';
import { NO_ANSWER } from '../../engine/science/scienceRecorder.js';
import type { AnalysisHeader } from './analysisHeader.js';
import type { WorkerResult } from './workerResult.js';

/** What the science samples tell besides what is counted. */
export interface RunEvidence {
  /** Rank and read-out, in the order of the header's taps. */
  readonly taps: readonly TapScience[];
  /** The model's answers, by science row. */
  readonly answers: Int32Array;
}

/** What rank and read-out are to be computed from. */
export interface ScienceInput {
  readonly taps: number;
  /** An estimate of what it takes on one slow core. */
  readonly seconds: number;
  /** One tap's features; throws RangeError where the results do not hold them. */
  readonly featuresOf: (index: number) => TapFeatures;
  /** The model's answers, by science row. */
  readonly answers: Int32Array;
}

/**
 * @returns null where rank and read-out are not computed in this run
 * @throws RangeError where the results are not of this run
 */
export function scienceInput(header: AnalysisHeader, results: readonly WorkerResult[]): ScienceInput | null {
  const { labelled, classSizes } = header.dataset;
  const shapes = header.taps.map(({ tap }) => tap.outputShape);
  if (!hasScience(scienceAsked(header), shapes, classSizes)) return null;
  const states = results.map(({ science }): ScienceState => {
    if (science === null || science === undefined) throw new RangeError('a part without features');
    return science;
  });
  const rows = scienceRows(classSizes);
  const classOf = labelled ? classOfRows(rows) : null;
  return {
    taps: shapes.length,
    seconds: scienceSeconds(shapes, classSizes),
    featuresOf: (index) => {
      const shape = featureShape(shapes[index] ?? []);
      const features = joinFeatures(states, rows, { index, width: shape.width });
      return { ...shape, features, classOf, classes: classSizes.length };
    },
    answers: joinAnswers(states, rows),
  };
}

function scienceAsked({ settings }: AnalysisHeader): boolean | null {
  const asked = settings['science'];
  return typeof asked === 'boolean' ? asked : null;
}

/**
 * 1 where the model's answer is right, by science row.
 * @param judge null where the model has no accuracy
 */
export function modelRight(
  { classSizes }: AnalysisHeader['dataset'],
  answers: Int32Array,
  judge: Pick<TaskAccumulator, 'isRight'> | null,
): Uint8Array | null {
  if (judge === null) return null;
  return Uint8Array.from(classOfRows(scienceRows(classSizes)), (c, row) =>
    Number(judge.isRight(c, answers[row] ?? NO_ANSWER)),
  );
}
