import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, option, phrase } from '../vocabulary/phrase.js';
import { REFUSED_LAYERS } from '../models/keras/refusedLayers.js';
import { checkTopology, malformedIn } from '../models/checkTopology.js';
import { everyLayer, readContainer } from '../models/layerEntries.js';
import type { ModelFile } from '../models/modelFile.js';
import type { NonFiniteWeight } from '../models/nonFiniteWeights.js';
import { repairModel, wantedGroups, type RepairedModel } from '../models/repairModel.js';
import { customLayersStub } from './customLayersStub.js';
import { checkInputs } from './checkInputs.js';
import { fileHandler } from './fileHandler.js';
import { registerGraphRepairOps } from './graphRepairOps.js';
import { GraphRunner } from './graphRunner.js';
import { registerKerasActivations } from './kerasActivations.js';
import { registerKerasLayers } from './kerasLayers.js';
import { PassLimitError } from './kernelGuard.js';
import { LayersRunner } from './layersRunner.js';
import type { LoadedModel } from './loadedModel.js';
import { isMissingKernel, isOutOfMemory, messageOf, outOfMemory } from './translateError.js';
import { unknownLayers } from './unknownLayers.js';
import { watchOrigins } from './weightOrigins.js';
import { withinWeights } from './weightBudget.js';

const GRAPH_MODEL =
  'export it as a graph model (model.export, then the converter with --input_format=tf_saved_model)';

/**
 * Builds a model in the current backend.
 * @throws ExpectedError model-malformed, model-unknown-layer, model-load-failed, out-of-memory
 */
export async function loadModel(file: ModelFile): Promise<LoadedModel> {
  const loaded = await build(file);
  checkInputs(loaded.inputs, file.path);
  return loaded;
}

async function build(file: ModelFile): Promise<LoadedModel> {
  try {
    const model = repairModel(file);
    let nonFinite: readonly NonFiniteWeight[] = [];
    const handler = fileHandler(model, (weights) => {
      nonFinite = weights;
    });
    if (file.format === 'graph-model') {
      registerGraphRepairOps();
      const graph = await loadGraphModel(handler);
      return new GraphRunner(graph, model, nonFinite);
    }
    registerKerasActivations();
    registerKerasLayers();
    watchOrigins();
    refuseUnknownLayers(model);
    refuseUnrepaired(model);
    const { path } = file;
    const groups = wantedGroups(model);
    checkTopology({ path, topology: model.topology, groups });
    const load = (): Promise<LayersModel> => loadLayersModel(handler);
    const built = await withinWeights(groups, malformedIn(path), load);
    return new LayersRunner(built, model, nonFinite);
  } catch (error) {
    throw loadFailure(error, file);
  }
}

/** All at once, and before the graph is checked: what a strange layer writes there may be strange, too. */
function refuseUnknownLayers({ file: { path }, topology, weights }: RepairedModel): void {
  const container = readContainer(topology, malformedIn(path));
  const unknown = unknownLayers(container);
  if (unknown.length === 0) return;
  const told = unknown.flatMap((type) => {
    const reason = REFUSED_LAYERS.get(type);
    return reason?.includes(': ') === true ? [`${type} ${reason}`] : [];
  });
  const [first] = told;
  if (first !== undefined && told.length === unknown.length)
    throw new ExpectedError(
      'model-unknown-layer',
      phrase`${file(path)} has a layer that is not computed: ${first}; or register its class in a module named with ${option('setup')} (setup in entroscope.json)`,
    );
  const classes = unknown.length === 1 ? 'of class' : 'of the classes';
  const layers = everyLayer(container).filter(({ type }) => unknown.includes(type));
  const names = unknown.map((type) => {
    const registered = layers.find((layer) => layer.type === type)?.registered ?? type;
    return registered === type || registered === `Custom>${type}` ? type : `${type} (${registered})`;
  });
  throw new ExpectedError(
    'model-unknown-layer',
    phrase`${file(path)} has layers ${classes} ${names.join(', ')} that TensorFlow.js does not know: register them in a module named with ${option('setup')} (setup in entroscope.json), or ${GRAPH_MODEL}`,
    {
      example: customLayersStub(
        layers,
        weights.flat().map(({ spec }) => spec),
      ),
    },
  );
}

function refuseUnrepaired({ file: { path }, refusals }: RepairedModel): void {
  if (refusals.length === 0) return;
  const shown = refusals
    .slice(0, 3)
    .map(({ what }) => what)
    .join('; ');
  const more = refusals.length > 3 ? ` and ${refusals.length - 3} more` : '';
  const [remedy] = refusals.map((refusal) => refusal.remedy ?? GRAPH_MODEL);
  throw new ExpectedError(
    'model-unsupported',
    phrase`${file(path)}: ${shown}${more}, which TensorFlow.js cannot run: ${remedy ?? GRAPH_MODEL}`,
  );
}

function loadFailure(error: unknown, { path, generatedBy }: ModelFile): unknown {
  if (error instanceof ExpectedError || error instanceof PassLimitError || isMissingKernel(error))
    return error;
  const message = messageOf(error);
  if (isOutOfMemory(error)) return outOfMemory(error, path);
  const keras3 = /Keras 3|keras v?3/i.test(generatedBy ?? '');
  const hint = keras3
    ? `it was exported by Keras 3, and something in it could not be repaired: ${GRAPH_MODEL}`
    : 'save or convert it again with the TensorFlow.js version that you train with';
  return new ExpectedError('model-load-failed', phrase`${file(path)} does not load (${message}): ${hint}`, {
    cause: error,
  });
}
