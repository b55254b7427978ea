import type { BatchInput, FirstWeighted, InputExpectation, ModelInput } from '../../engine/tap.js';
import { isScaled } from '../../datasets/scaling.js';
import { logProbabilities, type Cut } from '../../engine/answers.js';
import { usualOrders } from '../../engine/classOrders.js';
import { isAboveChance, knowsNotThatItKnows, scoreAnswers } from '../../engine/trialScore.js';
import { finding, type KnownFinding } from '../../vocabulary/findings/finding.js';
import type { TaskOutput } from '../assemble/analysisHeader.js';
import { NEVER } from './never.js';
import { runPlaces } from './trial/runPlaces.js';
import { trialPlaces } from './trial/trialSamples.js';
import type { AnalysisParts } from './analysisParts.js';

/** The first chosen samples: the same for every worker, batch and shard. */
const ROWS = 32;
/** How far the first layer's spread may be from that of training before it is worth a word. */
const SPREAD = 5;
/** A network of the usual initializers, fed with numbers around 1, answers around 1. */
const LARGE_ANSWER = 10;
const LARGE_INPUT = 10;

/** What the data's first samples say against the model: numbers that it was not made for. */
export async function inputFindings({
  dataset,
  chosen,
  runner,
  task,
  request,
}: Pick<AnalysisParts, 'dataset' | 'chosen' | 'runner' | 'task'> & {
  readonly request: Pick<AnalysisParts['request'], 'seed'>;
}): Promise<readonly KnownFinding[]> {
  const rows = Math.min(ROWS, chosen.chosen.length, runner.fixedBatch ?? ROWS);
  if (dataset.kind === 'synthetic' || rows === 0) return [];
  const reader = await dataset.open(chosen.chosen);
  try {
    const batch = await reader.read(0, rows, NEVER);
    const findings = runner.inputs.flatMap((input, index) => rangeFinding(input, batch.inputs[index]) ?? []);
    const first = runner.firstWeighted;
    if (findings.length > 0 || first === null) return findings;
    let answer: Float32Array | null = null;
    const wanted = Array.from({ length: first.tap + 1 }, (_, tap) => tap === first.tap);
    const output = await runner.run(
      batch.inputs,
      batch.rows,
      (_, values) => (answer = values.slice()),
      wanted,
    );
    if (answer === null) return [];
    // Whole numbers are never scaled: what the model answers to them is its own affair.
    const scaled = batch.inputs.filter((_, index) => isScaled(runner.inputs[index] ?? NO_INPUT));
    if (scaled.length === 0) return [];
    const largest = Math.max(...scaled.map((values) => extremes(values).largest));
    const told =
      first.trained === null ? answerFinding(first, answer, largest, output) : spreadFinding(first, answer);
    if (told !== null) return [told];
    if (largest > SMALL_INPUT || task === null || output === null || isSure(output, task)) return [];
    const small = await smallFinding({ dataset, chosen, runner, task, seed: request.seed }, largest);
    return small === null ? [] : [small];
  } finally {
    await reader.close();
  }
}

const NO_INPUT: ModelInput = { name: '', shape: [], dtype: 'string', tokenLimit: null };
/** Numbers that were scaled. */
const SMALL_INPUT = 2;

/** Do the answers to the first samples stand out from an equal share for every class? */
function isSure(output: Float32Array, task: TaskOutput): boolean {
  const columns = task.outputs === 1 ? 2 : task.outputs;
  const logs = logProbabilities(output, {
    size: task.outputs,
    activation: task.activation,
    cut: readAs(task),
  });
  let sum = 0;
  for (let base = 0; base < logs.length; base += columns)
    sum += Math.exp(Math.max(...logs.subarray(base, base + columns)));
  const confidence = (sum * columns) / logs.length;
  return !(confidence < 1 / columns + 0.5 * (1 - 1 / columns));
}

function readAs({ activation, cut }: TaskOutput): Cut {
  if (cut !== null && cut !== 0) return { at: cut, reading: 'target', targets: [0, 2 * cut] };
  if (activation === 'tanh') return { at: 0, reading: 'target', targets: [-1, 1] };
  return { at: 0, reading: activation === null ? 'logit' : 'probability', targets: [0, 1] };
}

/** Over samples of all classes: a model that is right far more often than it is sure was trained on larger numbers. */
async function smallFinding(
  {
    dataset,
    chosen,
    runner,
    task,
    seed,
  }: Pick<AnalysisParts, 'dataset' | 'chosen' | 'runner'> & {
    readonly task: TaskOutput;
    readonly seed: number;
  },
  largest: number,
): Promise<KnownFinding | null> {
  const orders = usualOrders(dataset.classes, task.outputs, task.order);
  if (orders.length === 0) return null;
  const { outputs, classOf } = await runPlaces({
    dataset,
    runner,
    places: trialPlaces(chosen, 1, seed),
    size: task.outputs,
  });
  if (outputs === null) return null;
  const columns = task.outputs === 1 ? 2 : task.outputs;
  const logs = logProbabilities(outputs, {
    size: task.outputs,
    activation: task.activation,
    cut: readAs(task),
  });
  const score = scoreAnswers(logs, columns, classOf, orders);
  if (!knowsNotThatItKnows(score) || !isAboveChance(score, classOf)) return null;
  const { accuracy, confidence } = score;
  return finding('input-range', { input: { t: 'small', largest, accuracy, confidence } });
}

interface Extremes {
  readonly low: number;
  readonly high: number;
  readonly largest: number;
}

function extremes(values: BatchInput): Extremes {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high, largest: Math.max(Math.abs(low), Math.abs(high)) };
}

function rangeFinding(
  { name, tokenLimit, expects }: ModelInput,
  values: BatchInput | undefined,
): KnownFinding | null {
  if (values === undefined || values.length === 0 || expects === undefined || tokenLimit !== null)
    return null;
  const seen = extremes(values);
  // NaN and infinity are told of the first layer that has them, and no report can hold them.
  if (!Number.isFinite(seen.largest) || isWithin(seen, expects)) return null;
  return finding('input-range', {
    input: {
      t: 'range',
      name,
      layer: expects.layer,
      expects: [expects.low, expects.high],
      seen: [seen.low, seen.high],
    },
  });
}

function isWithin({ low, high }: Extremes, expects: InputExpectation): boolean {
  const width = expects.high - expects.low;
  return low >= expects.low - width / 2 && high <= expects.high + width / 2 && high - low > width / 10;
}

/** Compares the first layer's channels with the moments that a BatchNormalization behind it learned. */
function spreadFinding({ id, trained }: FirstWeighted, answer: Float32Array): KnownFinding | null {
  if (trained === null) return null;
  const { mean, variance } = trained;
  const channels = mean.length;
  if (variance.length !== channels) throw new RangeError(`${id} has a mean and a variance a channel`);
  let [seen, learned] = [0, 0];
  for (let channel = 0; channel < channels; channel++) {
    let [count, sum] = [0, 0];
    for (let i = channel; i < answer.length; i += channels) {
      const distance = answer[i]! - mean[channel]!;
      sum += distance * distance;
      count++;
    }
    seen += count === 0 ? 0 : sum / count;
    learned += variance[channel]!;
  }
  const ratio = Math.sqrt(seen / learned);
  if (!Number.isFinite(ratio) || (ratio < SPREAD && ratio > 1 / SPREAD)) return null;
  return finding('input-range', { input: { t: 'spread', layer: id, ratio } });
}

/** Without such moments: large numbers to which the first layer answers with large numbers, and the last without doubt. */
function answerFinding(
  { id, activation }: FirstWeighted,
  answer: Float32Array,
  largest: number,
  output: Float32Array | null,
): KnownFinding | null {
  if (largest < LARGE_INPUT || answer.length === 0) return null;
  let [squares, ends] = [0, 0];
  for (const value of answer) {
    squares += value * value;
    if (Math.abs(value) > 0.99 || Math.abs(value) < 0.01) ends++;
  }
  const size = Math.sqrt(squares / answer.length);
  const bounded = activation === 'sigmoid' || activation === 'tanh' || activation === 'hard_sigmoid';
  const isLarge = bounded ? ends / answer.length > 0.9 : size > LARGE_ANSWER;
  if (!isLarge || !Number.isFinite(size + largest) || (output !== null && doubts(output))) return null;
  return finding('input-range', {
    input: {
      t: 'answer',
      layer: id,
      largest,
      ...(bounded
        ? { tells: 'share-at-bounds', value: (100 * ends) / answer.length }
        : { tells: 'root-mean-square', value: size }),
    },
  });
}

/** Outputs that are neither 0 nor 1 to six places: a network that sees what it knows has some. */
function doubts(output: Float32Array): boolean {
  let between = 0;
  for (const value of output) if (Math.abs(value) > 1e-6 && Math.abs(value) < 1 - 1e-6) between++;
  return between / output.length > 0.2 && output.every((value) => Math.abs(value) <= 1);
}
