import type { Dataset, Preparation } from '../../../datasets/dataset.js';
import { DATA_KINDS } from '../../../datasets/recognize/dataKinds.js';
import { isScaled } from '../../../datasets/scaling.js';
import { usualOrders } from '../../../engine/classOrders.js';
import type { Cut } from '../../../engine/answers.js';
import type { ChosenSamples } from '../../../engine/sampling.js';
import { sizeOf } from '../../../engine/sizeOf.js';
import type { ModelRunner } from '../../../engine/tap.js';
import { readBeside, type Beside } from '../../../models/beside/readBeside.js';
import type { FileStamps } from '../../../models/fileStamp.js';
import type { ModelFile } from '../../../models/modelFile.js';
import type { AnalyzeRequest } from '../../../protocol/analysisRequest.js';
import { finding, type KnownFinding } from '../../../vocabulary/findings/finding.js';
import type { TaskOutput } from '../../assemble/analysisHeader.js';
import { candidatesFor, storedAs, type Candidate, type Stored } from './candidates.js';
import { classOrderOf } from './classOrderOf.js';
import { cutOf } from './cutOf.js';
import { runPlaces } from './runPlaces.js';
import { runTrial, type TrialResult, type TrialTask } from './runTrial.js';
import { scaleFound } from './scaleFound.js';
import { readTrialSamples, trialPlaces, type TrialSamples } from './trialSamples.js';

export interface MeetingOptions {
  readonly request: Pick<
    AnalyzeRequest,
    'scale' | 'mean' | 'std' | 'channels' | 'crop' | 'classOrder' | 'seed'
  >;
  readonly file: Pick<ModelFile, 'path' | 'json'>;
  readonly runner: ModelRunner;
  readonly dataset: Dataset;
  readonly chosen: ChosenSamples;
  /** The model's one output, where it may be a classifier's. */
  readonly output: { readonly outputs: number; readonly activation: string | null } | null;
}

/** How data and model meet. */
export interface Meeting {
  /** Prepared as the model was trained, as far as that can be told. */
  readonly dataset: Dataset;
  /** null where accuracy has no meaning. */
  readonly task: TaskOutput | null;
  /** The files beside the model that were believed. */
  readonly beside: FileStamps;
}

const AS_STORED: Preparation = { scale: 'none', mean: null, std: null, channels: 'rgb', crop: 'none' };

/**
 * Finds out how stored numbers become those that a model was trained on, and in which order its outputs are: what the
 * user named, else what stands beside the model, else what scaling layers inside it read, else what a trial on labelled
 * samples shows. Depends on model, data, settings and the chosen samples alone, so that every worker and shard finds the
 * same.
 * @throws ExpectedError data-labels for an order of classes that does not fit
 */
export async function meetData(options: MeetingOptions): Promise<Meeting> {
  const { dataset, file, request, output } = options;
  if (dataset.kind === 'synthetic') return { dataset, task: null, beside: {} };
  const beside = await readBeside(file);
  const told =
    output === null ? null : await classOrderOf(request.classOrder, beside, dataset, output.outputs);
  const orders = output === null ? [] : usualOrders(dataset.classes, output.outputs, told?.order ?? null);
  const task =
    output === null || !dataset.labelled || orders.length === 0
      ? null
      : { ...output, labels: dataset.classes, orders };
  const { prepared, trial } = await prepareData(options, beside, task);
  const cut = task?.outputs === 1 ? await cutFor(options, prepared, task, trial) : null;
  const ordered =
    told === null || told.source === null
      ? []
      : [finding('class-order-told', { source: told.source, order: [...told.order] })];
  return {
    dataset: withFindings(prepared, [...ordered, ...(cut?.finding ?? [])]),
    task:
      task === null || output === null
        ? null
        : { ...output, cut: cut?.at ?? null, order: told?.order ?? null },
    beside: beside.stamps,
  };
}

interface Prepared {
  readonly prepared: Dataset;
  readonly trial: TrialResult | null;
}

async function prepareData(
  options: MeetingOptions,
  beside: Beside,
  task: TrialTask | null,
): Promise<Prepared> {
  const { request, runner, dataset } = options;
  const because = (reason: string): Prepared => ({
    prepared: dataset.prepared(null, { findings: dataset.findings, reason }),
    trial: null,
  });
  if (!runner.inputs.some(isScaled)) return because('the input takes whole numbers');
  const { scale, mean, std, crop } = request;
  if (scale !== 'auto' || mean !== null || std !== null) return because('named');
  const { values } = DATA_KINDS[dataset.kind];
  const byName = besideFor(options, beside);
  const raw = dataset.prepared({ ...AS_STORED, crop: crop ?? 'none' }, { findings: [], reason: '' });
  if (byName !== null && (byName.of === 'numbers' || values === 'bytes')) return fromBeside(options, byName);
  if (values === 'bytes' && runner.beginsWithScaling) return because('the model begins with scaling');
  const mayTry =
    runner.inputs.length === 1 && dataset.kind !== 'module' && (task !== null || byName !== null);
  if (!mayTry) return because('the default');
  const places = trialPlaces(options.chosen, sizeOfInput(dataset), request.seed);
  const stored = await storedIn(raw, options, places);
  if (stored === 'other') return because('numbers are taken as they are');
  if (byName !== null && stored === 'bytes') return fromBeside(options, byName);
  if (task === null) return because('the default');
  return tryOut(options, { raw, task, stored, places });
}

function sizeOfInput({ shapes }: Dataset): number {
  return sizeOf(shapes[0] ?? []);
}

/** Bytes of pictures are what they are; arrays are looked at, the first rows alone: most hold measurements. */
async function storedIn(raw: Dataset, { runner }: MeetingOptions, places: Uint32Array): Promise<Stored> {
  if (DATA_KINDS[raw.kind].values === 'bytes') return 'bytes';
  if (sizeOfInput(raw) < 2) return 'other';
  const first = await readTrialSamples(raw, runner, places.subarray(0, FIRST_LOOKED_AT));
  return first === null ? 'other' : storedAs(first.values, first.size);
}

const FIRST_LOOKED_AT = 16;

async function tryOut(
  { runner, dataset, request }: MeetingOptions,
  {
    raw,
    task,
    stored,
    places,
  }: {
    readonly raw: Dataset;
    readonly task: TrialTask;
    readonly stored: Exclude<Stored, 'other'>;
    readonly places: Uint32Array;
  },
): Promise<Prepared> {
  const samples = await readTrialSamples(raw, runner, places);
  const shape = dataset.shapes[0] ?? [];
  const channels = shape.length === 3 ? (shape.at(-1) ?? 1) : 1;
  const byDefault = {
    ...AS_STORED,
    scale: stored === 'bytes' && isPictures(dataset) ? '0..1' : 'none',
    channels: request.channels ?? 'rgb',
  } as const;
  if (samples === null) return { prepared: dataset, trial: null };
  const candidates = candidatesFor(stored, byDefault, { channels, colored: isColored(samples, channels) });
  const entries = candidates
    .filter(({ how }) => request.channels === null || how.channels === request.channels)
    .map(({ name, how }) => ({
      candidate: { name, how: { ...how, crop: request.crop ?? 'none' } },
      samples,
    }));
  let trial = await runTrial(runner, task, entries, channels);
  if (ofPictureFiles(dataset) && request.crop === null) {
    const cropped = await croppedSamples(dataset, runner, places);
    // Of pictures as wide as they are nothing may be told at all.
    const ways =
      trial.verdict === 'chance' ? entries.map(({ candidate }) => candidate) : [trial.best.candidate];
    if (cropped !== null) trial = await tryCropped(runner, task, { trial, samples, cropped, ways, channels });
  }
  const { best, verdict } = trial;
  const findings = [...dataset.findings.filter(({ code }) => code !== 'scale-chosen'), scaleFound(trial)];
  const reason = `a trial on ${best.samples} labeled samples: ${REASONS[verdict]}`;
  return {
    prepared: dataset.prepared(verdict === 'better' ? best.candidate.how : null, { findings, reason }),
    trial,
  };
}

const REASONS = {
  better: 'clearly the best',
  default: 'the default is clearly the best',
  tie: 'others do as well as the default',
  chance: 'none tells the classes apart, so the default stays',
} as const;

function isPictures({ kind }: Dataset): boolean {
  return DATA_KINDS[kind].values === 'bytes';
}

/** Pictures of sizes of their own, wherever they lie: others have one size, and nothing to cut. */
function ofPictureFiles({ kind }: Dataset): boolean {
  return kind === 'images' || kind === 'zip' || kind === 'tar';
}

/** Are red and blue anywhere different? */
function isColored({ values }: TrialSamples, channels: number): boolean {
  if (channels !== 3) return false;
  for (let i = 0; i + 2 < values.length; i += 3) if (values[i] !== values[i + 2]) return true;
  return false;
}

/** The samples cut to their middle squares; null where all are square already. */
async function croppedSamples(
  dataset: Dataset,
  runner: ModelRunner,
  places: Uint32Array,
): Promise<TrialSamples | null> {
  const few = places.subarray(0, FIRST_LOOKED_AT);
  const read = (crop: Preparation['crop'], of: Uint32Array): Promise<TrialSamples | null> =>
    readTrialSamples(dataset.prepared({ ...AS_STORED, crop }, { findings: [], reason: '' }), runner, of);
  const [whole, cut] = [await read('none', few), await read('square', few)];
  if (whole === null || cut === null || cut.values.every((value, i) => value === whole.values[i]))
    return null;
  return read('square', places);
}

async function tryCropped(
  runner: ModelRunner,
  task: TrialTask,
  {
    trial,
    samples,
    cropped,
    ways,
    channels,
  }: {
    readonly trial: TrialResult;
    readonly samples: TrialSamples;
    readonly cropped: TrialSamples;
    readonly ways: readonly Candidate[];
    readonly channels: number;
  },
): Promise<TrialResult> {
  const squares = ways.map(({ name, how }) => ({
    candidate: { name: `${name}, middle square`, how: { ...how, crop: 'square' as const } },
    samples: cropped,
  }));
  const whole = { candidate: trial.best.candidate, samples };
  const second = await runTrial(runner, task, [whole, ...squares], channels);
  const rows = [...trial.rows, ...second.rows.slice(1)];
  return second.verdict === 'better'
    ? { rows, best: second.best, verdict: 'better', rivals: [...trial.rivals, ...second.rivals] }
    : { ...trial, rows };
}

type Named = NonNullable<Beside['numbers']>;

/** What stands beside the model, where it fits the input. */
function besideFor({ dataset, runner }: MeetingOptions, { numbers }: Beside): Named | null {
  if (numbers === null || runner.inputs.length !== 1) return null;
  const channels = dataset.shapes[0]?.at(-1) ?? 1;
  const fits = [numbers.mean, numbers.std].every(
    (list) => list === null || list.length === 1 || list.length === channels,
  );
  return fits ? numbers : null;
}

function fromBeside(
  { dataset, request }: MeetingOptions,
  { scale, mean, std, crop, source }: Named,
): Prepared {
  const how: Preparation = {
    scale,
    mean,
    std,
    crop: request.crop ?? crop,
    channels: request.channels ?? 'rgb',
  };
  const findings = [
    ...dataset.findings.filter(({ code }) => code !== 'scale-chosen'),
    finding('scale-found', {
      how: 'beside',
      name: scale,
      source,
      samples: 0,
      accuracy: null,
      reordered: false,
      instead: null,
      rivals: [],
      rows: [],
      action: [],
    }),
  ];
  return { prepared: dataset.prepared(how, { findings, reason: source }), trial: null };
}

/** Where a single output is cut, and what is to be said of it. */
async function cutFor(
  options: MeetingOptions,
  prepared: Dataset,
  task: TrialTask,
  trial: TrialResult | null,
): Promise<{ readonly at: number; readonly finding: readonly KnownFinding[] } | null> {
  if (task.activation !== null) return null;
  const cut = trial?.best.cut ?? (await cutByRunning(options, prepared, task));
  if (cut === null || cut.at === 0) return null;
  return { at: cut.at, finding: [finding('output-cut', { at: cut.at, labels: [...task.labels] })] };
}

async function cutByRunning(
  { runner, chosen, request }: MeetingOptions,
  prepared: Dataset,
  task: TrialTask,
): Promise<Cut | null> {
  const places = trialPlaces(chosen, sizeOfInput(prepared), request.seed);
  const { outputs, classOf } = await runPlaces({ dataset: prepared, runner, places, size: 1 });
  return outputs === null ? null : cutOf(outputs, classOf, task);
}

function withFindings(dataset: Dataset, more: readonly KnownFinding[]): Dataset {
  return more.length === 0 ? dataset : dataset.told([...dataset.findings, ...more]);
}
