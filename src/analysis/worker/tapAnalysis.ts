import type { Dataset, SampleReader } from '../../datasets/dataset.js';
import { openDataset } from '../../datasets/openDataset.js';
import { chooseSamples, DEFAULT_SAMPLES, type ChosenSamples } from '../../engine/sampling.js';
import { sizeOf } from '../../engine/sizeOf.js';
import type { BatchInput, ModelRunner, Tap } from '../../engine/tap.js';
import { hasScience } from '../../engine/science/scienceCost.js';
import { ScienceRecorder } from '../../engine/science/scienceRecorder.js';
import { TapAccumulator } from '../../engine/tapAccumulator.js';
import { TaskAccumulator } from '../../engine/task.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { readModelFile, type ModelFile } from '../../models/modelFile.js';
import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';
import { openRunner } from '../../tensorflow/openRunner.js';
import { file as fileAt, option, phrase } from '../../vocabulary/phrase.js';
import type { AnalysisHeader, MeasuredTap, TaskOutput } from '../assemble/analysisHeader.js';
import type { WorkerResult } from '../assemble/workerResult.js';
import type { FromWorker, PlanSummary } from '../threads/threadMessages.js';
import type { AnalysisParts } from './analysisParts.js';
import { chooseBatch, chooseChunk } from './chooseBatch.js';
import { chooseClasses } from './chooseClasses.js';
import { datasetRequest } from './datasetRequest.js';
import { headerOf } from './headerOf.js';
import { resolveThreshold } from './resolveThreshold.js';
import {
  besideChange,
  dataChange,
  folderChange,
  followerChange,
  lookAtData,
  modelChange,
  type RunLook,
} from './runLook.js';
import { runnerOptions } from './runnerOptions.js';
import { shardRange } from './shardRange.js';
import { meetData } from './trial/meetData.js';
import { NEVER } from './never.js';

/** Rows of the trial batch: more than one, so that the batch axis can be told from an axis of length one. */
const TRIAL_ROWS = 2;

export interface OpenOptions {
  readonly request: AnalyzeRequest;
  readonly say: (message: FromWorker) => void;
  /** What the lead decided, for a further worker of the same run. */
  readonly lead: {
    readonly datasetIndex: unknown;
    readonly batch: number;
    readonly look: RunLook;
    readonly task: TaskOutput | null;
  } | null;
}

/**
 * Beyond eight, memory bandwidth rather than cores is what a forward pass waits for. tensorflow uses every core by
 * itself, but counting is the work of one: a second worker computes meanwhile.
 */
const MOST_WORKERS = { wasm: 8, cpu: 8, tensorflow: 2 } as const;

/** One worker's share of an analysis: its own model, its own view of the data, its own counts. */
export class TapAnalysis implements AnalysisParts {
  readonly request: AnalyzeRequest;
  readonly file: ModelFile;
  readonly runner: ModelRunner;
  readonly dataset: Dataset;
  readonly chosen: ChosenSamples;
  readonly taps: readonly MeasuredTap[];
  /** All that the runner shows, measured or not. */
  readonly discovered: readonly Tap[];
  readonly batch: number;
  /** Loading the model and looking at the data. */
  readonly loadMs: number;
  /** What of it the data took: finding its samples, and how they meet the model. */
  readonly lookMs: number;
  /** By tap of the runner; null where it is not measured. */
  readonly #accumulators: readonly (TapAccumulator | null)[];
  /** By tap of the runner: is it measured? */
  readonly wanted: readonly boolean[];
  readonly task: TaskOutput | null;
  readonly #confusion: TaskAccumulator | null;
  /** null where rank and read-out are not computed. */
  readonly #science: ScienceRecorder | null;
  readonly #workerBytes: number;
  readonly #look: RunLook;
  /** A further worker of the run. */
  readonly #follows: boolean;
  #reader: SampleReader | null = null;
  #header: Promise<AnalysisHeader> | null = null;

  private constructor(parts: {
    readonly request: AnalyzeRequest;
    readonly file: ModelFile;
    readonly runner: ModelRunner;
    readonly dataset: Dataset;
    readonly chosen: ChosenSamples;
    readonly discovered: readonly Tap[];
    readonly task: TaskOutput | null;
    readonly batch: number | null;
    readonly look: RunLook;
    readonly follows: boolean;
    readonly startedAt: number;
    readonly bytesBefore: number;
    readonly lookedAt: number;
  }) {
    const { request, file, runner, dataset, discovered } = parts;
    this.request = request;
    this.file = file;
    this.runner = runner;
    this.dataset = dataset;
    this.#look = parts.look;
    this.#follows = parts.follows;
    this.chosen = parts.chosen;
    this.discovered = discovered;
    this.wanted = discovered.map((tap) => request.allLayers || !tap.passThrough);
    if (!this.wanted.includes(true)) {
      throw new ExpectedError(
        'model-unsupported',
        phrase`${fileAt(request.modelAsGiven)} has no layer to measure: every layer only passes numbers on (${option('allLayers')} measures those, too)`,
      );
    }
    this.taps = discovered
      .filter((_, index) => this.wanted[index])
      .map((tap) => ({ tap, threshold: resolveThreshold(tap, request.threshold) }));
    this.#accumulators = discovered.map((tap, index) =>
      this.wanted[index] === true
        ? new TapAccumulator({
            shape: tap.outputShape,
            plan: this.chosen,
            threshold: resolveThreshold(tap, request.threshold),
            maxNeurons: request.maxNeurons,
          })
        : null,
    );
    this.#confusion =
      parts.task === null
        ? null
        : TaskAccumulator.open({
            labels: dataset.classes,
            classes: this.chosen.classes,
            classOf: this.chosen.classOf,
            ...parts.task,
          });
    this.task = this.#confusion === null ? null : parts.task;
    const shapes = this.taps.map(({ tap }) => tap.outputShape);
    this.#science = hasScience(request.science, shapes, this.chosen.classSizes)
      ? new ScienceRecorder({
          plan: this.chosen,
          outputShapes: discovered.map((tap, index) =>
            this.wanted[index] === true ? tap.outputShape : null,
          ),
          maxNeurons: request.maxNeurons,
        })
      : null;
    this.batch =
      parts.batch ?? chooseBatch({ asked: request.batch, fixed: runner.fixedBatch, taps: discovered });
    const now = performance.now();
    this.loadMs = now - parts.startedAt;
    this.lookMs = now - parts.lookedAt;
    this.#workerBytes = process.memoryUsage().rss - parts.bytesBefore;
  }

  /** Loads the model and looks through the data. */
  static async open({ request, say, lead }: OpenOptions): Promise<TapAnalysis> {
    const startedAt = performance.now();
    const bytesBefore = process.memoryUsage().rss;
    if (lead === null) say({ t: 'progress', progress: { stage: 'loading', detail: request.modelAsGiven } });
    const data = lead?.look.data ?? (await lookAtData(request));
    const file = await readModelFile(request.model, { hashed: lead === null });
    const look = lead?.look ?? { model: file.stamps, data, beside: {} };
    const change = async (): Promise<Error | null> =>
      lead === null ? ((await modelChange(file)) ?? dataChange(data)) : followerChange(look);
    try {
      const analysis = await TapAnalysis.#load(
        { request, say, lead },
        { file, look, startedAt, bytesBefore },
      );
      const changed = await change();
      if (changed !== null) throw changed;
      return analysis;
    } catch (error) {
      // Whatever a file that is being written made of the run: the writing is the cause.
      throw (await change()) ?? error;
    }
  }

  static async #load(
    { request, say, lead }: OpenOptions,
    opened: {
      readonly file: ModelFile;
      readonly look: RunLook;
      readonly startedAt: number;
      readonly bytesBefore: number;
    },
  ): Promise<TapAnalysis> {
    const { file } = opened;
    const runner = await openRunner({ ...runnerOptions(request), modelFile: file });
    const lookedAt = performance.now();
    if (lead === null)
      say({
        t: 'progress',
        progress: { stage: 'reading', detail: request.dataAsGiven },
      });
    const stored = await openDataset(datasetRequest(request, runner), lead?.datasetIndex);
    const rows = runner.fixedBatch ?? TRIAL_ROWS;
    const trial = zeros(runner, stored, rows);
    const discovered = await runner.discover(trial, stored.shapes, rows);
    const answer = await runner.run(trial, rows, null, []);
    const chosen = chosenOf(stored, request);
    const output = answer === null ? null : outputOf(answer.length / rows, stored, discovered);
    const { dataset, task, beside } =
      lead === null
        ? await meetData({ request, file, runner, dataset: stored, chosen, output })
        : { dataset: stored, task: lead.task, beside: lead.look.beside };
    const batch = lead?.batch ?? null;
    return new TapAnalysis({
      ...opened,
      look: { ...opened.look, beside },
      request,
      runner,
      dataset,
      chosen,
      discovered,
      task,
      batch,
      follows: lead !== null,
      lookedAt,
    });
  }

  /** What was saved again since the run first looked at it, as the failure that it is; null where nothing was. */
  async change(): Promise<ExpectedError | null> {
    if (this.#follows) return followerChange(this.#look);
    const changed =
      (await modelChange(this.file)) ??
      (await besideChange(this.#look.beside)) ??
      (await dataChange(this.#look.data));
    if (changed !== null || this.dataset.kind !== 'images') return changed;
    return folderChange(this.request, this.dataset.fingerprint);
  }

  /** What the main thread needs to hand out the work. */
  summary(): PlanSummary {
    const { request, chosen, batch, runner } = this;
    const samples = chosen.chosen.length;
    const { shard } = request;
    const { from, to } =
      shard === null ? { from: 0, to: samples } : shardRange(samples, shard.index, shard.count);
    return {
      from,
      to,
      batch,
      chunk: chooseChunk(batch),
      datasetIndex: this.dataset.index,
      task: this.task,
      look: this.#look,
      workerBytes: this.#workerBytes,
      mostWorkers: MOST_WORKERS[runner.backend],
    };
  }

  /** Runs the chosen samples from..to-1 and counts. */
  async run(from: number, to: number): Promise<void> {
    this.#reader ??= await this.dataset.open(this.chosen.chosen);
    for (let position = from; position < to; position += this.batch) {
      const until = Math.min(position + this.batch, to);
      const { rows, inputs } = await this.#reader.read(position, until, NEVER);
      const science = this.#science?.wants(position, rows) === true ? this.#science : null;
      const output = await this.runner.run(
        inputs,
        rows,
        (tap, activations) => {
          this.#accumulators[tap]?.add(activations, rows, position);
          science?.add(tap, activations, rows, position);
        },
        this.wanted,
        {
          position,
          // Packed states are no features.
          thresholdOf: (tap) =>
            science === null ? (this.#accumulators[tap]?.packingThreshold ?? null) : null,
          visit: (tap, states) => {
            this.#accumulators[tap]?.addPacked(states, rows, position);
          },
        },
      );
      if (output !== null) this.#confusion?.add(output, rows, position);
      const confusion = output === null ? null : this.#confusion;
      science?.finish(
        rows,
        position,
        output === null || confusion === null ? null : (r) => confusion.answer(output, r),
      );
    }
  }

  /** What was counted so far, tap by tap. To be called between two runs. */
  partial(): readonly ReturnType<TapAccumulator['partialTotals']>[] {
    return this.#accumulators.flatMap((accumulator) =>
      accumulator === null ? [] : [accumulator.partialTotals()],
    );
  }

  /** Made once: it hashes the weights. */
  header(): Promise<AnalysisHeader> {
    this.#header ??= headerOf(this);
    return this.#header;
  }

  /** What was counted; the analysis cannot go on afterwards. */
  result(): WorkerResult {
    return {
      taps: this.#accumulators.flatMap((accumulator) => (accumulator === null ? [] : [accumulator.state()])),
      task: this.#confusion?.state() ?? null,
      science: this.#science?.state() ?? null,
    };
  }

  /** Frees the model and the data. */
  async close(): Promise<void> {
    await this.#reader?.close();
    this.runner.dispose();
  }
}

/** An autoencoder's output has its input's size: its largest element answers no question about classes. */
export function outputOf(
  outputs: number,
  dataset: Dataset,
  discovered: readonly Tap[],
): { readonly outputs: number; readonly activation: string | null } | null {
  const inputs = dataset.shapes.map(sizeOf);
  if (inputs.includes(outputs) && outputs !== dataset.classes.length) return null;
  return { outputs, activation: discovered.at(-1)?.activation ?? null };
}

/** The samples of a run, chosen before anything of them is read. */
export function chosenOf(
  dataset: Dataset,
  request: Pick<AnalyzeRequest, 'classes' | 'dataAsGiven' | 'samples' | 'seed'>,
): ChosenSamples {
  return chooseSamples({
    classOf: dataset.classOf,
    labels: dataset.classes,
    include: chooseClasses(dataset, request.classes, request.dataAsGiven),
    samples: request.samples ?? DEFAULT_SAMPLES,
    seed: request.seed,
  });
}

function zeros(runner: ModelRunner, dataset: Dataset, rows: number): readonly BatchInput[] {
  return dataset.shapes.map((shape, input) => {
    const length = rows * sizeOf(shape);
    return runner.inputs[input]?.dtype === 'float32' ? new Float32Array(length) : new Int32Array(length);
  });
}
