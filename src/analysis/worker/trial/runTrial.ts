import { logProbabilities, type Cut } from '../../../engine/answers.js';
import { bestAssignment } from '../../../engine/assignment.js';
import type { ModelRunner } from '../../../engine/tap.js';
import {
  beats,
  BEYOND_DOUBT,
  CLEARLY,
  isAboveChance,
  largestOf,
  scoreAnswers,
  sumOf,
  type TrialOrder,
  type TrialScore,
} from '../../../engine/trialScore.js';
import type { Candidate } from './candidates.js';
import { cutOf } from './cutOf.js';
import { prepareNumbers } from './prepareNumbers.js';
import type { TrialSamples } from './trialSamples.js';

/** Samples after which candidates that are beaten beyond doubt are given up. */
const STAGES = [24, 64, Infinity];
const ROWS = 32;
/** In nats: while scales are compared another order is no more than rarer; whether it is taken, all answers decide. */
const ANOTHER_ORDER = Math.log(4);
/** What a model must be right in beyond guessing before anything is concluded from it: random networks reach a third. */
const LEAST_RIGHT = 0.4;
/** Matching more classes than this takes longer than it tells on so few samples. */
const MOST_MATCHED = 64;

export interface TrialTask {
  readonly outputs: number;
  readonly activation: string | null;
  readonly labels: readonly string[];
  readonly orders: readonly TrialOrder[];
}

/** How one candidate did, over the samples that it was given. */
export interface TrialRow {
  readonly candidate: Candidate;
  readonly score: TrialScore;
  readonly samples: number;
  /** How a single output was read; null for several. */
  readonly cut: Cut | null;
}

export interface TrialResult {
  /** Every candidate, in their order. */
  readonly rows: readonly TrialRow[];
  /** The one to take. */
  readonly best: TrialRow;
  /** better: than the default, clearly; default: the default is clearly best; tie: others are as good; chance: none tells the classes apart. */
  readonly verdict: 'better' | 'default' | 'tie' | 'chance';
  /** What cannot be told from the best. */
  readonly rivals: readonly TrialRow[];
}

/** A candidate that is still in the trial. */
interface Runner {
  readonly candidate: Candidate;
  readonly samples: TrialSamples;
  readonly outputs: Float32Array;
  row: TrialRow | null;
  out: boolean;
}

/**
 * Runs each candidate over labelled samples and takes the clearly best. The first candidate is the default, which stays
 * where none is clearly better.
 * @param entries candidates with the samples that they are made of, all of the same classes
 */
export async function runTrial(
  runner: ModelRunner,
  task: TrialTask,
  entries: readonly { readonly candidate: Candidate; readonly samples: TrialSamples }[],
  channels: number,
): Promise<TrialResult> {
  const running = entries.map(({ candidate, samples }): Runner => ({
    candidate,
    samples,
    outputs: new Float32Array(samples.count * task.outputs),
    row: null,
    out: false,
  }));
  const count = entries[0]?.samples.count ?? 0;
  let from = 0;
  for (const stage of STAGES) {
    const to = Math.min(stage, count);
    if (to <= from) continue;
    const inside = running.filter(({ out }) => !out);
    for (const one of inside) {
      await answer(runner, one, { from, to, outputs: task.outputs, channels });
      one.row = scoreRow(one, to, task);
    }
    if (to < count)
      for (const one of inside)
        one.out = inside.some(
          (other) => beatsIn(other, one, BEYOND_DOUBT) && !beatsIn(one, other, BEYOND_DOUBT),
        );
    from = to;
    if (running.filter(({ out }) => !out).length === 1 && entries.length > 1) break;
  }
  return judge(running, entries[0]?.samples.classOf ?? new Int32Array(0));
}

function beatsIn(one: Runner, other: Runner, proof: typeof CLEARLY): boolean {
  if (one === other || one.row === null || other.row === null) return false;
  return one.row.samples === other.row.samples && beats(one.row.score, other.row.score, proof);
}

function judge(running: readonly Runner[], classOf: Int32Array): TrialResult {
  const rows = running.flatMap(({ row }) => row ?? []);
  const [byDefault] = rows;
  if (byDefault === undefined) throw new RangeError('a trial has samples and candidates');
  const inside = running.filter(({ out }) => !out);
  const unbeaten = inside.filter((one) => !inside.some((other) => beatsIn(other, one, CLEARLY)));
  const open = (unbeaten.length > 0 ? unbeaten : inside).flatMap(({ row }) => row ?? []);
  // Of those that nothing beats the default, else the likelier one; a rarer way must be worth more.
  const worth = (row: TrialRow): number =>
    sumOf(row.score.fitted) - row.score.order.price - RARER * rows.indexOf(row);
  const best = open.includes(byDefault)
    ? byDefault
    : open.reduce((one, other) => (worth(other) > worth(one) ? other : one));
  const { accuracy, columns } = best.score;
  const beyond = (accuracy - 1 / columns) / (1 - 1 / columns);
  if (beyond < LEAST_RIGHT || !isAboveChance(best.score, classOf.subarray(0, best.samples)))
    return { rows, best: byDefault, verdict: 'chance', rivals: [] };
  const rivals = open.filter((row) => row !== best);
  return {
    rows,
    best,
    verdict: best !== byDefault ? 'better' : rivals.length > 0 ? 'tie' : 'default',
    rivals,
  };
}

/** In nats, by place among the candidates. */
const RARER = 1;

async function answer(
  runner: ModelRunner,
  { candidate, samples, outputs }: Runner,
  part: { readonly from: number; readonly to: number; readonly outputs: number; readonly channels: number },
): Promise<void> {
  const rows = Math.min(ROWS, runner.fixedBatch ?? ROWS);
  for (let from = part.from; from < part.to; from += rows) {
    const to = Math.min(from + rows, part.to);
    const stored = samples.values.subarray(from * samples.size, to * samples.size);
    const output = await runner.run(
      [prepareNumbers(stored, candidate.how, part.channels)],
      to - from,
      null,
      [],
    );
    if (output === null) throw new RangeError('the model has no one output');
    outputs.set(output.subarray(0, (to - from) * part.outputs), from * part.outputs);
  }
}

function scoreRow({ candidate, samples, outputs }: Runner, count: number, task: TrialTask): TrialRow {
  const answers = outputs.subarray(0, count * task.outputs);
  const classOf = samples.classOf.subarray(0, count);
  const cut = task.outputs === 1 ? cutOf(answers, classOf, task) : null;
  const columns = task.outputs === 1 ? 2 : task.outputs;
  const logs = logProbabilities(answers, {
    size: task.outputs,
    activation: task.activation,
    cut: cut ?? { at: 0, reading: 'logit', targets: [0, 1] },
  });
  const assigned = assignedOrder(logs, columns, classOf, task);
  const usual = task.orders.map((order) => (order.price === 0 ? order : { ...order, price: ANOTHER_ORDER }));
  const score = scoreAnswers(logs, columns, classOf, assigned === null ? usual : [...usual, assigned]);
  return { candidate, score, samples: count, cut };
}

/** The order that fits these very answers: one of very many, so that it must be worth as much. */
function assignedOrder(
  logs: Float64Array,
  columns: number,
  classOf: Int32Array,
  { labels, orders }: TrialTask,
): TrialOrder | null {
  const classes = labels.length;
  if (classes < 3 || classes > columns || columns > MOST_MATCHED || orders.length === 0) return null;
  const flat = new Uint32Array(classes * columns);
  classOf.forEach((c, sample) => {
    const output = largestOf(logs, sample * columns, columns);
    if (output >= 0) flat[c * columns + output]! += 1;
  });
  const counts = labels.map((_, c) => Array.from(flat.subarray(c * columns, (c + 1) * columns)));
  let price = ANOTHER_ORDER;
  for (let choice = 0; choice < classes; choice++) price += Math.log(columns - choice);
  return { name: 'assigned', outputOf: bestAssignment(counts), price };
}
