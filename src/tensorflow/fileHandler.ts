import type { io } from '@tensorflow/tfjs-core';
import { open } from 'node:fs/promises';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';
import type { RepairedModel } from '../models/repairModel.js';
import { wantedRanges, type ByteRange } from '../models/wantedRanges.js';

/**
 * Gives TensorFlow.js a model from disk, as the repairs left it: file:// needs tfjs-node, this does not. Bytes that no
 * layer wants are not read.
 */
export function fileHandler(model: RepairedModel): io.IOHandler {
  const { json, format } = model.file;
  return {
    load: async () => {
      const weightData: ArrayBuffer[] = [];
      for (const range of wantedRanges(model)) weightData.push(await readRange(range));
      return {
        modelTopology: model.topology,
        format,
        weightSpecs: weightSpecs(model),
        weightData,
        ...optional(json, 'signature'),
        ...optional(json, 'userDefinedMetadata'),
        ...optional(json, 'modelInitializer'),
        ...optional(json, 'initializerSignature'),
      };
    },
  };
}

/** The specs as they stand in the file, under the layers' names for them: readWeightsManifest has checked them. */
function weightSpecs({ weights }: RepairedModel): io.WeightsManifestEntry[] {
  return weights
    .flat()
    .filter(({ wanted }) => wanted)
    .map(({ entry }) => entry as unknown as io.WeightsManifestEntry);
}

function optional(json: Readonly<Record<string, unknown>>, field: string): Readonly<Record<string, object>> {
  const value = json[field];
  return typeof value === 'object' && value !== null ? { [field]: value } : {};
}

async function readRange({ shard, from, to }: ByteRange): Promise<ArrayBuffer> {
  const data = new ArrayBuffer(to - from);
  const handle = await open(shard.path, 'r');
  try {
    const view = new Uint8Array(data);
    let done = 0;
    while (done < view.length) {
      const { bytesRead } = await handle.read(view, done, view.length - done, from + done);
      if (bytesRead === 0)
        throw new ExpectedError(
          'model-weights-size',
          phrase`${file(shard.path)} became shorter while it was read: wait until the model is saved, and try again`,
        );
      done += bytesRead;
    }
  } finally {
    await handle.close();
  }
  return data;
}
