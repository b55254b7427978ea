import { dirname } from 'node:path';
import type { ModelInput } from '../../engine/tap.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { fingerprintModel } from '../../models/fingerprint.js';
import { readModelFile, readModelJson, type ModelFile, type ModelHead } from '../../models/modelFile.js';
import { isKerasName } from '../../models/findModels.js';
import { otherModelIn } from '../../models/otherFormats.js';
import type { InspectRequest } from '../../protocol/analysisRequest.js';
import type { Inspection } from '../../protocol/inspection.js';
import { inspectModel } from '../../tensorflow/inspectModel.js';
import { modelFindings } from './modelFindings.js';
import { inspectMeeting } from './inspectMeeting.js';
import { modelChange } from './runLook.js';
import { runnerOptions } from './runnerOptions.js';

/**
 * Everything that can be told of a model without data. What is wrong with its weights, or keeps it from loading, is a
 * problem in the answer; only a file that is no model at all is an error.
 */
export async function inspectJob(request: InspectRequest): Promise<Inspection> {
  const head = await readModelJson(request.model);
  let file: ModelFile;
  try {
    file = await readModelFile(request.model);
  } catch (error) {
    return { ...bare(head, request), problems: [problemOf(error), ...(await sourceBeside(request))] };
  }
  const onDisk = {
    ...bare(file, request),
    weightBytes: file.shards.flat().reduce((sum, { bytes }) => sum + bytes, 0),
  };
  const inspection = await loaded(file, onDisk, request);
  const changed = await modelChange(file);
  if (changed !== null) throw changed;
  const inspected = { ...inspection, fingerprint: await fingerprintModel(file) };
  if (request.meeting === undefined || inspection.problems.some(({ code }) => code !== 'backend-fallback'))
    return inspected;
  return { ...inspected, meeting: await inspectMeeting(request.meeting) };
}

/** What loading adds, or why it cannot be loaded. */
async function loaded(
  modelFile: ModelFile,
  onDisk: Inspection,
  request: InspectRequest,
): Promise<Inspection> {
  try {
    const { inputs, layers, parameters, repairs, fallbackReason, nonFinite, unseen } = await inspectModel({
      ...runnerOptions(request),
      modelFile,
    });
    return {
      ...onDisk,
      inputs: inputs.map(inspectedInput),
      layers,
      parameters,
      repairs,
      findings: modelFindings({ nonFinite, unseen }),
      problems:
        fallbackReason === null
          ? []
          : [{ code: 'backend-fallback', message: `runs on cpu only: ${fallbackReason}` }],
    };
  } catch (error) {
    return { ...onDisk, problems: [problemOf(error), ...(await sourceBeside(request))] };
  }
}

function bare(head: ModelHead, request: InspectRequest): Inspection {
  return {
    path: request.modelAsGiven,
    name: head.name,
    format: head.format,
    fingerprint: '',
    generatedBy: head.generatedBy,
    inputs: [],
    layers: [],
    parameters: 0,
    weightBytes: 0,
    repairs: [],
    findings: [],
    problems: [],
  };
}

function inspectedInput({
  name,
  shape,
  dtype,
  tokenLimit,
  expects,
}: ModelInput): Inspection['inputs'][number] {
  const numbers = tokenLimit === null ? 'numbers' : 'whole numbers';
  const range =
    expects === undefined
      ? null
      : `${numbers} ${String(+expects.low.toPrecision(4))} to ${String(+expects.high.toPrecision(4))} (${expects.layer})`;
  return { name, shape, dtype, expects: range };
}

/** A model that cannot be loaded may lie beside the one that it was converted from. */
async function sourceBeside({ model }: InspectRequest): Promise<Inspection['problems']> {
  const source = await otherModelIn(dirname(model), !isKerasName(model));
  if (source === null) return [];
  return [
    { code: 'source-beside', message: `${source.name} lies beside it, ${source.kind}: ${source.remedy}` },
  ];
}

/** @throws what is no expected failure */
function problemOf(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof ExpectedError) {
    const { code, message, example } = error;
    return { code, message, ...(example === null ? {} : { example }) };
  }
  throw error;
}
