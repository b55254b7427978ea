import * as tf from '@tensorflow/tfjs-core';
import type { RunnableTail } from '../engine/fold/tail.js';
import type { BatchInput, ModelRunner, PackedVisitor, Tap, TapVisitor } from '../engine/tap.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import type { ModelFile } from '../models/modelFile.js';
import { startBackend, startCpu, startNext, type BackendOptions, type StartedBackend } from './backends.js';
import { cpuOnlyReason } from './cpuOnly.js';
import { guardedPass, PassLimitError } from './kernelGuard.js';
import { loadModel } from './loadModel.js';
import type { LoadedModel } from './loadedModel.js';
import { runSetup } from './runSetup.js';
import { tooLarge } from './sizeLimits.js';
import { isMissingKernel, isOutOfMemory, messageOf, runFailure } from './translateError.js';

export interface RunnerOptions extends BackendOptions {
  readonly modelFile: ModelFile;
  /** Absolute path of a module that registers custom layers, which is run; null or left out: none. */
  readonly setup?: string | null;
  /** Only ids and shapes of layers are looked at, which are the same on every backend, whatever the weights are. */
  readonly onlyShapes?: boolean;
}

/** Measured with TensorFlow.js 4.22: ReLU, maxima and clipping of wasm make numbers of NaN, those of cpu keep it. */
const LOST_WEIGHTS = 'it has weights that are NaN or infinite, from which only cpu computes what follows';

/**
 * Loads a model and gets it ready to run: on the backend that was asked for, or on the next one where that cannot.
 * A model whose weights are NaN or infinite runs on cpu, so that its numbers are the same whatever was asked for.
 * @throws ExpectedError as startBackend, runSetup and loadModel do
 */
export async function openRunner(options: RunnerOptions): Promise<ModelRunner> {
  const { modelFile } = options;
  let started = await startBackend(options, cpuOnlyReason(modelFile));
  if (typeof options.setup === 'string') await runSetup(options.setup);
  for (;;) {
    try {
      const loaded = await guardedLoad(modelFile);
      if (loaded.nonFinite === null || started.backend === 'cpu' || options.onlyShapes === true)
        return new OpenRunner(options, started, loaded);
      loaded.dispose();
      const { fallbackReason } = started;
      started = await startCpu(fallbackReason === null ? LOST_WEIGHTS : `${fallbackReason}; ${LOST_WEIGHTS}`);
    } catch (error) {
      if (started.backend === 'cpu' || !isMissingKernel(error))
        throw runFailure(error, modelFile.path, started.backend);
      started = await goOver(options, started, error);
    }
  }
}

/** Some graphs compute tables as they are loaded. */
async function guardedLoad(modelFile: ModelFile): Promise<LoadedModel> {
  try {
    return await guardedPass(hasLoops(modelFile), () => loadModel(modelFile));
  } catch (error) {
    throw error instanceof PassLimitError ? tooLarge(modelFile.path, error.words) : error;
  }
}

/** Layers-models have loops, too, but of as many steps as their shapes tell. */
function hasLoops({ format }: ModelFile): boolean {
  return format === 'graph-model';
}

function goOver(
  { wasmDir, modelFile }: RunnerOptions,
  { backend }: StartedBackend,
  error: unknown,
): Promise<StartedBackend> {
  const reason = `${backend} cannot run this model: ${messageOf(error)}`;
  return startNext(backend, reason, wasmDir, cpuOnlyReason(modelFile));
}

/** Kernels of wasm that read past their memory fail in the same words as a full heap, which ends at 4 GiB. */
const MUCH = 2 ** 30;

function holdsMuch(): boolean {
  return tf.memory().numBytes > MUCH;
}

/** A loaded model and the backend it runs on, which its first batch may still change. */
class OpenRunner implements ModelRunner {
  readonly #options: RunnerOptions;
  readonly #file: ModelFile;
  #started: StartedBackend;
  #loaded: LoadedModel;

  constructor(options: RunnerOptions, started: StartedBackend, loaded: LoadedModel) {
    this.#options = options;
    this.#file = options.modelFile;
    this.#started = started;
    this.#loaded = loaded;
  }

  get backend(): StartedBackend['backend'] {
    return this.#started.backend;
  }
  get backendVersion(): string {
    return this.#started.backendVersion;
  }
  get fallbackReason(): string | null {
    return this.#started.fallbackReason;
  }
  get inputs(): ModelRunner['inputs'] {
    return this.#loaded.inputs;
  }
  get beginsWithScaling(): boolean {
    return this.#loaded.beginsWithScaling;
  }
  get fixedBatch(): number | null {
    return this.#loaded.fixedBatch;
  }
  get firstWeighted(): ModelRunner['firstWeighted'] {
    return this.#loaded.firstWeighted;
  }
  get repairs(): ModelRunner['repairs'] {
    return this.#loaded.repairs;
  }
  get nonFinite(): ModelRunner['nonFinite'] {
    return this.#loaded.nonFinite;
  }
  get unseen(): ModelRunner['unseen'] {
    return this.#loaded.unseen;
  }
  get parameters(): number {
    return this.#loaded.parameters;
  }

  async discover(
    inputs: readonly BatchInput[],
    shapes: readonly (readonly number[])[],
    rows: number,
  ): Promise<readonly Tap[]> {
    const text = this.inputs.find(({ dtype }) => dtype === 'string');
    if (text !== undefined) {
      throw new ExpectedError(
        'model-unsupported',
        phrase`${file(this.#file.path)} takes text as its input ${text.name}, which no data set gives: analyze the part behind its tokenizer`,
      );
    }
    try {
      return await guardedPass(hasLoops(this.#file), () => this.#loaded.discover(inputs, shapes, rows));
    } catch (error) {
      if (error instanceof PassLimitError) throw tooLarge(this.#file.path, error.words);
      // Any failure but memory may be one of the backend's: cpu has every kernel, and says so if the model is to blame.
      const isExpected = error instanceof ExpectedError;
      if (this.backend === 'cpu' || isExpected || (isOutOfMemory(error) && holdsMuch()))
        throw runFailure(error, this.#file.path, this.backend);
      this.#disposeBroken();
      this.#started = await goOver(this.#options, this.#started, error);
      this.#loaded = await guardedLoad(this.#file);
      return this.discover(inputs, shapes, rows);
    }
  }

  async run(
    inputs: readonly BatchInput[],
    rows: number,
    visit: TapVisitor | null,
    wanted: readonly boolean[],
    packed?: PackedVisitor,
  ): Promise<Float32Array | null> {
    try {
      return await guardedPass(hasLoops(this.#file), () =>
        this.#loaded.run(inputs, rows, visit, wanted, packed),
      );
    } catch (error) {
      if (error instanceof PassLimitError)
        throw error.byBatch && rows > 1 && this.fixedBatch === null
          ? new ExpectedError('out-of-memory', error.words, { cause: error })
          : tooLarge(this.#file.path, error.words);
      throw runFailure(error, this.#file.path, this.backend);
    }
  }

  renewWeights(seed: number): ReturnType<ModelRunner['renewWeights']> {
    return this.#loaded.renewWeights(seed);
  }

  tail(): RunnableTail | null {
    return this.#loaded.tail?.() ?? null;
  }

  /** After a trap of wasm, freeing may trap again: the backend is left behind in any case. */
  #disposeBroken(): void {
    try {
      this.#loaded.dispose();
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
    }
  }

  dispose(): void {
    this.#loaded.dispose();
  }
}
