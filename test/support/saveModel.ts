import type { LayersModel } from '@tensorflow/tfjs-layers';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Saves a model as TensorFlow.js does, without tfjs-node. Returns the path of model.json. */
export async function saveModel(model: LayersModel, folder: string, shards = 1): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'model.json');
  await model.save({
    save: (artifacts) => {
      const data = artifacts.weightData;
      if (data === undefined || Array.isArray(data)) throw new Error('one piece of weights was expected');
      const paths = Array.from({ length: shards }, (_, i) =>
        shards === 1 ? 'weights.bin' : `group1-shard${String(i + 1)}of${String(shards)}.bin`,
      );
      const size = Math.ceil(data.byteLength / shards);
      paths.forEach((path, i) => {
        writeFileSync(join(folder, path), new Uint8Array(data.slice(i * size, (i + 1) * size)));
      });
      writeFileSync(
        file,
        JSON.stringify({
          format: 'layers-model',
          generatedBy: artifacts.generatedBy ?? 'TensorFlow.js tfjs-layers',
          modelTopology: artifacts.modelTopology,
          weightsManifest: [{ paths, weights: artifacts.weightSpecs }],
        }),
      );
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' as const },
      });
    },
  });
  return file;
}
