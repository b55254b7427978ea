import { layers, sequential } from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import { initializers } from '@tensorflow/tfjs-layers';
import { saveModel } from './saveModel.js';

/** Two dense layers with seeded weights, saved in a folder. Returns the path of model.json. */
export async function smallModel(
  folder: string,
  { seed, shards }: { readonly seed: number; readonly shards: number },
): Promise<string> {
  const kernelInitializer = initializers.glorotUniform({ seed });
  const model = sequential({
    layers: [
      layers.dense({ name: 'hidden', units: 8, activation: 'relu', inputShape: [4], kernelInitializer }),
      layers.dense({ name: 'output', units: 3, activation: 'softmax', kernelInitializer }),
    ],
  });
  const path = await saveModel(model, folder, shards);
  model.dispose();
  return path;
}
