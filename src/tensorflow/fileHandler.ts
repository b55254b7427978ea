import type { io } from '@tensorflow/tfjs-core';
import { nonFiniteWeights, type NonFiniteWeight } from '../models/nonFiniteWeights.js';
import type { RepairedModel } from '../models/repairModel.js';
import { unpackWeights } from '../models/unpackWeights.js';
import { wantedRanges } from '../models/wantedRanges.js';

/**
 * Gives TensorFlow.js a model from disk, as the repairs left it: file:// needs tfjs-node, this does not. Bytes that no
 * layer wants are not kept.
 * @param sayNonFinite is told, whenever the weights are read, which of them are NaN or infinite
 */
export function fileHandler(
  model: RepairedModel,
  sayNonFinite: (weights: readonly NonFiniteWeight[]) => void,
): io.IOHandler {
  const { json, format } = model.file;
  return {
    load: async () => {
      // TensorFlow.js 4.22 takes all pieces but the last for one size, and never looks whether the last is larger: then
      // it reads zeros, without a word. An empty last piece keeps it from that.
      const read = await model.file.weights.read(wantedRanges(model));
      const wanted = model.weights.flat().filter((weight) => weight.wanted);
      const { weights, pieces } = unpackWeights(model.file.path, wanted, read);
      const weightData = [...pieces, new ArrayBuffer(0)];
      sayNonFinite(
        nonFiniteWeights(
          weights.map(({ spec }) => spec),
          weightData,
        ),
      );
      return {
        modelTopology: model.topology,
        format: format === 'graph-model' ? 'graph-model' : 'layers-model',
        weightSpecs: weights.map(({ entry }) => entryOf(entry)),
        weightData,
        ...optional(json, 'signature'),
        ...optional(json, 'userDefinedMetadata'),
        ...optional(json, 'modelInitializer'),
        ...optional(json, 'initializerSignature'),
      };
    },
  };
}

/** As it stands in the file, under the layer's name for it: readWeightsManifest has checked it. */
function entryOf(entry: Readonly<Record<string, unknown>>): io.WeightsManifestEntry {
  return entry as unknown as io.WeightsManifestEntry;
}

function optional(json: Readonly<Record<string, unknown>>, field: string): Readonly<Record<string, object>> {
  const value = json[field];
  return typeof value === 'object' && value !== null ? { [field]: value } : {};
}
