import { loadGraphModel } from '@tensorflow/tfjs-converter';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { ExpectedError } from '../errors/expectedError.js';
import { checkTopology, malformedIn } from '../models/checkTopology.js';
import { readContainer } from '../models/layerEntries.js';
import type { ModelFile } from '../models/modelFile.js';
import { fileHandler } from './fileHandler.js';
import { GraphRunner } from './graphRunner.js';
import { LayersRunner } from './layersRunner.js';
import type { LoadedModel } from './loadedModel.js';
import { isMissingKernel, isOutOfMemory, messageOf } from './translateError.js';
import { unknownLayers } from './unknownLayers.js';

/**
 * Builds a model in the current backend.
 * @throws ExpectedError model-unknown-layer, model-load-failed, out-of-memory
 */
export async function loadModel(file: ModelFile): Promise<LoadedModel> {
  try {
    if (file.format === 'graph-model') return new GraphRunner(await loadGraphModel(fileHandler(file)), file);
    refuseUnknownLayers(file);
    checkTopology(file);
    return new LayersRunner(await loadLayersModel(fileHandler(file)), file.path);
  } catch (error) {
    throw loadFailure(error, file);
  }
}

/** All at once, and before the graph is checked: what a strange layer writes there may be strange, too. */
function refuseUnknownLayers({ path, topology }: ModelFile): void {
  const unknown = unknownLayers(readContainer(topology, malformedIn(path)));
  if (unknown.length === 0) return;
  const classes = unknown.length === 1 ? 'of class' : 'of the classes';
  throw new ExpectedError(
    'model-unknown-layer',
    `${path} has layers ${classes} ${unknown.join(', ')} that TensorFlow.js does not know: export the model as a graph model (SavedModel, tf_saved_model), which has no classes`,
  );
}

function loadFailure(error: unknown, { path, generatedBy }: ModelFile): unknown {
  if (error instanceof ExpectedError || isMissingKernel(error)) return error;
  const message = messageOf(error);
  if (isOutOfMemory(error)) return new ExpectedError('out-of-memory', message, { cause: error });
  const keras3 = /Keras 3|keras v?3/i.test(generatedBy ?? '');
  const hint = keras3
    ? 'it was exported by Keras 3, whose layers-models TensorFlow.js cannot read: export it as a graph model (model.export and the converter), or with tf_keras'
    : 'save or convert it again with the TensorFlow.js version that you train with';
  return new ExpectedError('model-load-failed', `${path} does not load (${message}): ${hint}`, {
    cause: error,
  });
}
