import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { slashes } from '../files/slashes.js';
import * as v from 'valibot';
import { runJob } from '../analysis/client/runJob.js';
import { readHead, readText } from '../files/openFile.js';
import { resolveModelPath } from '../models/resolveModelPath.js';
import type { ModelLayer } from '../source/match/modelLayer.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import { parseJson } from '../vocabulary/jsonDepth.js';
import { fieldProblem, fields, finite, fits, list, text } from '../vocabulary/schema.js';
import { readReport } from './deliverReport.js';
import { interruptible } from './interruptible.js';

/** A model's layers, and what is known of where it lies. */
export interface ModelLayers {
  readonly layers: readonly ModelLayer[];
  /** Absolute path of the model file; null where only layers are given. */
  readonly model: string | null;
  readonly name: string | null;
}

const HEAD_BYTES = 4096;

const layerList = list(
  fields({
    id: text,
    name: text,
    type: text,
    activation: v.nullable(text),
    outputShape: list(v.nullable(finite)),
    parameters: finite,
  }),
);

/**
 * The layers of a model, of a report, or of a file that lists them.
 * @param given path of any of them, as it was given
 * @throws ExpectedError where it is none of them, or cannot be read
 */
export async function layersOfModel(given: string, folder: string): Promise<ModelLayers> {
  const path = resolve(folder, given);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const head = isFolder
    ? ''
    : (await readHead(path, { code: 'model-missing' }, HEAD_BYTES)).toString('utf8').trimStart();
  if (head.startsWith('[')) return layersOfList(path);
  if (/^\{/.test(head) && /"entroscope\.report\/|"createdAt"/.test(head)) {
    const { layers, model } = await readReport(given, folder);
    return { layers, model: resolve(folder, model.path), name: model.name };
  }
  return layersByLoading(given, await resolveModelPath(path));
}

async function layersOfList(path: string): Promise<ModelLayers> {
  let value: unknown;
  try {
    value = parseJson(await readText(path, { code: 'file-failed' }));
  } catch (error) {
    if (error instanceof ExpectedError) throw error;
    throw new ExpectedError('file-failed', phrase`${file(path)} is no JSON`, { cause: error });
  }
  if (!fits(layerList, value))
    throw new ExpectedError(
      'file-failed',
      phrase`${file(path)} is no list of layers {id, name, type, activation, outputShape, parameters}: ${fieldProblem(layerList, value) ?? ''}`,
    );
  return { layers: value.map(withShape), model: null, name: null };
}

async function layersByLoading(given: string, model: string): Promise<ModelLayers> {
  const request = {
    model,
    modelAsGiven: slashes(given),
    backend: 'auto',
    tensorflowFrom: null,
    setup: null,
  } as const;
  const outcome = await interruptible((signal) => runJob({ kind: 'inspect', request }, { signal }));
  if (outcome.kind !== 'inspection') throw new TypeError(`inspect was answered by ${outcome.kind}`);
  const { layers, name, problems } = outcome.inspection;
  const [problem] = problems;
  if (problem !== undefined)
    throw new ExpectedError('model-load-failed', problem.message, { example: problem.example ?? null });
  return {
    // A report leaves out what only passes values on.
    layers: layers
      .filter(({ passThrough }) => !passThrough)
      .map(({ id, type, activation, outputShape, parameters }) =>
        withShape({ id, name: nameOf(id), type, activation, outputShape: outputShape ?? [], parameters }),
      ),
    model,
    name,
  };
}

/** A layer's own name: without the models around it, and which call of it this is. */
function nameOf(id: string): string {
  return (id.split('/').at(-1) ?? id).replace(/#\d+$/, '');
}

/** A free dimension is one that nothing in code has. */
function withShape<Layer extends { readonly outputShape: readonly (number | null)[] }>(
  layer: Layer,
): Omit<Layer, 'outputShape'> & { readonly outputShape: readonly number[] } {
  return { ...layer, outputShape: layer.outputShape.map((size) => size ?? -1) };
}
