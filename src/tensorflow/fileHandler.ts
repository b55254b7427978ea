import type { io } from '@tensorflow/tfjs-core';
import { open } from 'node:fs/promises';
import { ExpectedError } from '../errors/expectedError.js';
import type { Shard } from '../models/checkShards.js';
import type { ModelFile } from '../models/modelFile.js';

/** Gives TensorFlow.js a model from disk: file:// needs tfjs-node, this does not. Shards are read one by one. */
export function fileHandler(file: ModelFile): io.IOHandler {
  return {
    load: async () => {
      const weightData: ArrayBuffer[] = [];
      for (const shard of file.shards.flat()) weightData.push(await readShard(shard));
      return {
        modelTopology: file.topology,
        format: file.format,
        weightSpecs: weightSpecs(file),
        weightData,
        ...optional(file.json, 'signature'),
        ...optional(file.json, 'userDefinedMetadata'),
        ...optional(file.json, 'modelInitializer'),
        ...optional(file.json, 'initializerSignature'),
      };
    },
  };
}

/** The specs as they stand in the file, of all groups in order: readWeightsManifest has checked them. */
function weightSpecs({ json }: ModelFile): io.WeightsManifestEntry[] {
  const manifest = (json['weightsManifest'] ?? []) as readonly {
    readonly weights: readonly io.WeightsManifestEntry[];
  }[];
  return manifest.flatMap(({ weights }) => weights);
}

function optional(json: Readonly<Record<string, unknown>>, field: string): Readonly<Record<string, object>> {
  const value = json[field];
  return typeof value === 'object' && value !== null ? { [field]: value } : {};
}

async function readShard({ path, bytes }: Shard): Promise<ArrayBuffer> {
  const data = new ArrayBuffer(bytes);
  const file = await open(path, 'r');
  try {
    const view = new Uint8Array(data);
    let done = 0;
    while (done < bytes) {
      const { bytesRead } = await file.read(view, done, bytes - done, done);
      if (bytesRead === 0)
        throw new ExpectedError(
          'model-weights-size',
          `${path} became shorter while it was read: wait until the model is saved, and try again`,
        );
      done += bytesRead;
    }
  } finally {
    await file.close();
  }
  return data;
}
