import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SmallerModel } from '../../../engine/fold/tail.js';
import { writeFailure } from '../../../files/fileProblem.js';
import { writeWhole } from '../../../files/writeWhole.js';
import { TOOL } from '../../assemble/tool.js';

const WEIGHTS = 'weights.bin';

/**
 * Writes a model as tf.loadLayersModel reads it, into a folder that does not exist yet: whoever asked for it puts the
 * folder in its place when it is complete.
 * @throws ExpectedError output-failed
 */
export async function writeSmaller(
  folder: string,
  { topology, weightSpecs, weightBytes }: SmallerModel,
): Promise<void> {
  const json = {
    format: 'layers-model',
    generatedBy: `${TOOL.name} ${TOOL.version}`,
    convertedBy: null,
    modelTopology: topology,
    weightsManifest: [{ paths: [WEIGHTS], weights: weightSpecs }],
  };
  try {
    await mkdir(folder);
    await writeWhole(join(folder, WEIGHTS), weightBytes);
    await writeWhole(join(folder, 'model.json'), JSON.stringify(json));
  } catch (error) {
    throw writeFailure(error, folder);
  }
}
