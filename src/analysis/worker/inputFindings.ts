import type { DatasetFinding } from '../../datasets/dataset.js';
import type { BatchInput, FirstWeighted, InputExpectation, ModelInput } from '../../engine/tap.js';
import type { TapAnalysis } from './tapAnalysis.js';

/** The first chosen samples: the same for every worker, batch and shard. */
const ROWS = 32;
/** How far the first layer's spread may be from that of training before it is worth a word. */
const SPREAD = 5;
/** A network of the usual initializers, fed with numbers around 1, answers around 1. */
const LARGE_ANSWER = 10;
const LARGE_INPUT = 10;
const NEVER = new AbortController().signal;

/** What the data's first samples say against the model: numbers that it was not made for. */
export async function inputFindings(analysis: TapAnalysis): Promise<readonly DatasetFinding[]> {
  const { dataset, chosen, runner } = analysis;
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
    const largest = Math.max(...batch.inputs.map((values) => extremes(values).largest));
    const found =
      first.trained === null ? answerFinding(first, answer, largest, output) : spreadFinding(first, answer);
    return found === null ? [] : [found];
  } finally {
    await reader.close();
  }
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
): DatasetFinding | null {
  if (values === undefined || values.length === 0 || expects === undefined || tokenLimit !== null)
    return null;
  const seen = extremes(values);
  return fits(seen, expects)
    ? null
    : warning(
        `Input ${name} feeds ${expects.layer}, which was made for numbers from ${shown(expects.low)} to ${shown(expects.high)}, but the first samples hold ${shown(seen.low)} to ${shown(seen.high)}: check --scale, --mean and --std.`,
      );
}

function fits({ low, high }: Extremes, expects: InputExpectation): boolean {
  const width = expects.high - expects.low;
  return low >= expects.low - width / 2 && high <= expects.high + width / 2 && high - low > width / 10;
}

/** Compares the first layer's channels with the moments that a BatchNormalization behind it learned. */
function spreadFinding({ id, trained }: FirstWeighted, answer: Float32Array): DatasetFinding | null {
  if (trained === null) return null;
  const { mean, variance } = trained;
  const channels = mean.length;
  let [seen, learned] = [0, 0];
  for (let channel = 0; channel < channels; channel++) {
    let [count, sum] = [0, 0];
    for (let i = channel; i < answer.length; i += channels) {
      const distance = (answer[i] ?? 0) - (mean[channel] ?? 0);
      sum += distance * distance;
      count++;
    }
    seen += count === 0 ? 0 : sum / count;
    learned += variance[channel] ?? 0;
  }
  const ratio = Math.sqrt(seen / learned);
  if (!Number.isFinite(ratio) || (ratio < SPREAD && ratio > 1 / SPREAD)) return null;
  const times = ratio > 1 ? `${shown(ratio)} times as far` : `only ${shown(ratio)} times as far`;
  return warning(
    `The first samples do not look like those that the model was trained on: ${id} spreads ${times} around its mean of training as it did in training, as the BatchNormalization behind it tells. Check --scale, --mean and --std (0..255 given to a model trained on 0..1, or the other way round).`,
  );
}

/** Without such moments: large numbers to which the first layer answers with large numbers, and the last without doubt. */
function answerFinding(
  { id, activation }: FirstWeighted,
  answer: Float32Array,
  largest: number,
  output: Float32Array | null,
): DatasetFinding | null {
  if (largest < LARGE_INPUT || answer.length === 0) return null;
  let [squares, ends] = [0, 0];
  for (const value of answer) {
    squares += value * value;
    if (Math.abs(value) > 0.99 || Math.abs(value) < 0.01) ends++;
  }
  const size = Math.sqrt(squares / answer.length);
  const bounded = activation === 'sigmoid' || activation === 'tanh' || activation === 'hard_sigmoid';
  const tells = bounded
    ? ends / answer.length > 0.9 &&
      `${shown((100 * ends) / answer.length)}% of its activations are at their bounds`
    : size > LARGE_ANSWER && `its activations have a root mean square of ${shown(size)}`;
  if (tells === false || (output !== null && doubts(output))) return null;
  return warning(
    `The data's numbers reach ${shown(largest)}, and the first layer ${id} answers as one that was trained on smaller ones: ${tells}. Where the model was trained on 0..1, set --scale 0..1 (or --mean and --std).`,
  );
}

/** Outputs that are neither 0 nor 1 to six places: a network that sees what it knows has some. */
function doubts(output: Float32Array): boolean {
  let between = 0;
  for (const value of output) if (Math.abs(value) > 1e-6 && Math.abs(value) < 1 - 1e-6) between++;
  return between / output.length > 0.2 && output.every((value) => Math.abs(value) <= 1);
}

function warning(message: string): DatasetFinding {
  return { code: 'input-range', severity: 'warning', message };
}

/** Three significant digits, whole numbers as they are. */
function shown(value: number): string {
  return Number.isInteger(value)
    ? value.toLocaleString('en')
    : Number(value.toPrecision(3)).toLocaleString('en');
}
