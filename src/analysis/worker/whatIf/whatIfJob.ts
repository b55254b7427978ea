import { FoldSearch, rowsWhere, type FoldStep } from '../../../engine/fold/foldSearch.js';
import type { Rows } from '../../../engine/fold/linearMap.js';
import { foldable, type RunnableTail } from '../../../engine/fold/tail.js';
import { shareOfRight } from '../../../engine/science/pairedError.js';
import { probeNumbers } from '../../../engine/science/probeNumbers.js';
import { featureShape } from '../../../engine/science/featureTable.js';
import { NO_ANSWER } from '../../../engine/science/scienceRecorder.js';
import { LEAST_SCIENCE_SAMPLES, sciencePositions } from '../../../engine/science/scienceSamples.js';
import { TaskAccumulator } from '../../../engine/task.js';
import type { WhatIfRequest } from '../../../protocol/analysisRequest.js';
import { WHAT_IF_SCHEMA, type WhatIf, type WhatIfStep } from '../../../report/whatIf.js';
import { ExpectedError } from '../../../vocabulary/expectedError.js';
import { file, phrase } from '../../../vocabulary/phrase.js';
import { answeredTask, type AnsweredTask } from '../../assemble/assembleReport.js';
import { computeEvidence } from '../../science/computeEvidence.js';
import type { FromWorker } from '../../threads/threadMessages.js';
import { TapAnalysis } from '../tapAnalysis.js';
import { runScience, type ScienceRun } from './scienceRun.js';
import { writeSmaller } from './writeSmaller.js';

type Say = (message: FromWorker) => void;
type Judge = NonNullable<AnsweredTask['judge']>;

/**
 * Finds out which blocks of a model's dense tail can go: folds each alone, then one after the other, and writes the
 * smaller model where that is asked for.
 * @throws ExpectedError fold-impossible where that cannot be told, and what an analysis throws
 */
export async function whatIfJob(request: WhatIfRequest, say: Say): Promise<WhatIf> {
  const analysis = await TapAnalysis.open({
    request: { ...request.analyze, science: false },
    say,
    lead: null,
  });
  refuseUnjudged(analysis);
  const tail = analysis.runner.tail?.() ?? null;
  const cut = request.cut === null ? null : tapOf(analysis, request.cut);
  if (tail === null && (cut === null || request.fold !== null || request.save !== null))
    throw noTail(analysis);
  const named = tail === null || request.fold === null ? null : partsNamed(analysis, tail, request.fold);
  const run = await runScience(analysis, tail, cut, say);
  const judge = judgeOf(analysis, run);
  const search = tail === null ? null : searchOf(analysis, { tail, run, judge, say });
  const found =
    tail === null || search === null ? null : await fold(request, named, { tail, search, run, judge });
  const right = rightAnswers(judge, run, run.outputs, null);
  const result: WhatIf = {
    schema: WHAT_IF_SCHEMA,
    model: { path: analysis.request.modelAsGiven, name: analysis.file.name },
    data: analysis.request.dataAsGiven,
    own: search?.accuracy ?? shareOfRight(right),
    margin: request.margin,
    samples: search?.judged ?? right.length,
    fitted: search === null ? 0 : right.length - search.judged,
    parameters: analysis.runner.parameters,
    ...(found ?? { single: [], greedy: [], rejected: null, saved: null }),
    cut: cut === null ? null : await cutOf(analysis, { cut, run, right }),
    outside: outsideOf(analysis, tail),
  };
  const changed = await analysis.change();
  if (changed !== null) throw changed;
  await analysis.close();
  return result;
}

interface Found {
  readonly single: WhatIf['single'];
  readonly greedy: WhatIf['greedy'];
  readonly rejected: WhatIf['rejected'];
  readonly saved: WhatIf['saved'];
}

async function fold(
  request: WhatIfRequest,
  named: readonly number[] | null,
  of: {
    readonly tail: RunnableTail;
    readonly search: FoldSearch;
    readonly run: ScienceRun;
    readonly judge: Judge;
  },
): Promise<Found> {
  const { tail, search } = of;
  const layerOf = (part: number): string => tail.parts[part]?.layer ?? '';
  const stepOf = ({ part, accuracy, loss, lossSe, parameters }: FoldStep): WhatIfStep => ({
    layer: layerOf(part),
    ...{ accuracy, loss, lossSe, parameters },
  });
  const singles = search.singles();
  const { steps, rejected } =
    named === null
      ? search.greedy(request.margin / 100, singles)
      : {
          steps: named.map((part, index) => ({ ...search.fold(new Set(named.slice(0, index + 1))), part })),
          rejected: null,
        };
  const last = steps.at(-1);
  return {
    single: singles.map((single) => ({
      ...stepOf(single),
      kind: tail.parts[single.part]?.kind === 'residual' ? 'residual' : 'block',
      linear: single.linear,
    })),
    greedy: steps.map(stepOf),
    rejected: rejected === null ? null : stepOf(rejected),
    saved: request.save === null || last === undefined ? null : await save(request.save, last, of),
  };
}

async function save(
  target: NonNullable<WhatIfRequest['save']>,
  { standIns }: FoldStep,
  { tail, run, judge }: { readonly tail: RunnableTail; readonly run: ScienceRun; readonly judge: Judge },
): Promise<WhatIf['saved']> {
  const smaller = await tail.smaller(standIns);
  if (run.reaching === null) throw new RangeError('a tail that nothing reaches');
  const judgedRows = rowsWhere(run.reaching, run.fitted, 0);
  const right = rightAnswers(judge, run, smaller.answer(judgedRows), 0);
  await writeSmaller(target.staging, smaller);
  return { path: target.pathAsGiven, parameters: smaller.parameters, accuracy: shareOfRight(right) };
}

function searchOf(
  analysis: TapAnalysis,
  of: { readonly tail: RunnableTail; readonly run: ScienceRun; readonly judge: Judge; readonly say: Say },
): FoldSearch {
  const { tail, run, judge, say } = of;
  if (run.reaching === null) throw new RangeError('a tail that nothing reaches');
  if (!run.reaching.values.every(Number.isFinite))
    throw impossible(
      analysis,
      'the numbers that reach its dense layers are not all finite: look at them with analyze first',
    );
  return new FoldSearch({
    tail,
    reaching: run.reaching,
    fitted: run.fitted,
    rightOf: (outputs) => rightAnswers(judge, run, rowsWhere(outputs, run.fitted, 0), 0),
    onTry: (tried, atMost) => {
      const detail = `what the network answers without some of its layers: ${tried} of at most ${atMost} networks`;
      say({ t: 'progress', progress: { stage: 'measuring', detail } });
    },
  });
}

/** 1 where the answer is right. @param mark the rows of the run that outputs are of; null: all */
function rightAnswers(
  judge: Judge,
  { classOf, fitted }: ScienceRun,
  outputs: Rows,
  mark: 0 | 1 | null,
): Uint8Array {
  const classes = mark === null ? classOf : classOf.filter((_, row) => fitted[row] === mark);
  return Uint8Array.from(classes, (c, row) =>
    Number(judge.isRight(c, judge.answer(outputs.values, row) ?? NO_ANSWER)),
  );
}

/** Which answer is right, in the order of outputs that the samples tell, as in an analysis. */
function judgeOf(analysis: TapAnalysis, { classOf, outputs }: ScienceRun): Judge {
  const { task, dataset, chosen } = analysis;
  const labels = { labels: dataset.classes, classes: chosen.classes };
  const counted = task === null ? null : TaskAccumulator.open({ ...labels, classOf, ...task });
  if (counted === null) throw unjudged(analysis);
  counted.add(outputs.values, classOf.length, 0);
  const { judge } = answeredTask(task, labels, [counted.state()]);
  if (judge === null) throw unjudged(analysis);
  return judge;
}

async function cutOf(
  analysis: TapAnalysis,
  { cut, run, right }: { readonly cut: CutTap; readonly run: ScienceRun; readonly right: Uint8Array },
): Promise<WhatIf['cut']> {
  const { features, classOf } = run;
  if (features === null) throw new RangeError('no features of the layer');
  const input = {
    ...featureShape(cut.outputShape),
    features,
    classOf,
    classes: analysis.chosen.classes.length,
  };
  const { taps } = await computeEvidence({
    taps: 1,
    seconds: 0,
    featuresOf: () => input,
    answers: new Int32Array(0),
  });
  const probe = taps[0]?.probe ?? null;
  if (probe === null)
    throw impossible(
      analysis,
      `no linear read-out of ${cut.id} can be fitted: its numbers are not all finite, or a class has one sample only`,
    );
  const { accuracy, loss, lossSe } = probeNumbers(probe, right);
  return { layer: cut.id, accuracy, loss: loss ?? 0, lossSe: lossSe ?? 0 };
}

interface CutTap {
  readonly id: string;
  readonly index: number;
  readonly outputShape: readonly number[];
}

function tapOf(analysis: TapAnalysis, layer: string): CutTap {
  const index = analysis.discovered.findIndex(({ id }) => id === layer);
  const tap = analysis.discovered[index];
  if (tap === undefined) {
    const known = analysis.taps.map(({ tap: { id } }) => id).join(', ');
    throw impossible(analysis, `it has no layer ${layer}: name one of ${known}`);
  }
  return { id: tap.id, index, outputShape: tap.outputShape };
}

function partsNamed(analysis: TapAnalysis, tail: RunnableTail, layers: readonly string[]): readonly number[] {
  const parts = foldable(tail);
  return [...new Set(layers)].map((layer) => {
    const part = parts.find((index) => tail.parts[index]?.layer === layer);
    if (part !== undefined) return part;
    const known = parts.map((index) => tail.parts[index]?.layer).join(', ');
    throw impossible(analysis, `${layer} is no block that can be folded: name one of ${known}`);
  });
}

/** Layers with weights that are no part of the tail. */
function outsideOf(analysis: TapAnalysis, tail: RunnableTail | null): readonly string[] {
  const inside = new Set(tail?.parts.map(({ layer }) => layer));
  const first = tail === null ? Infinity : analysis.discovered.findIndex(({ id }) => inside.has(id));
  return analysis.discovered
    .filter(({ parameters }, index) => parameters > 0 && index < first)
    .map(({ id }) => id);
}

function refuseUnjudged(analysis: TapAnalysis): void {
  const { dataset, task, chosen } = analysis;
  if (!dataset.labelled || task === null || chosen.classes.length < 2) throw unjudged(analysis);
  const samples = sciencePositions(chosen).length;
  if (samples < LEAST_SCIENCE_SAMPLES)
    throw impossible(
      analysis,
      `${samples} samples are too few to fit and to judge: ${LEAST_SCIENCE_SAMPLES} at least are needed`,
    );
}

function unjudged(analysis: TapAnalysis): ExpectedError {
  return impossible(
    analysis,
    'without labels of two classes or more, and one output for each, nothing tells what a smaller network is worth: name data with labels',
  );
}

function noTail(analysis: TapAnalysis): ExpectedError {
  return impossible(
    analysis,
    analysis.file.format === 'graph-model'
      ? 'the layers of a graph-model cannot be taken out: save the model as a layers-model, .keras or .h5'
      : 'it does not end in a straight chain of two dense layers or more, which are what can be folded: --cut LAYER tells what a read-out of one of its layers knows',
  );
}

function impossible({ request }: TapAnalysis, why: string): ExpectedError {
  return new ExpectedError('fold-impossible', phrase`${file(request.modelAsGiven)}: ${why}`);
}
