import { isRecord } from '../vocabulary/isRecord.js';

/** What a JSON file is, by its content alone: a model may lack `format`, and may be called anything. */
export type Recognized =
  | { readonly is: 'model'; readonly format: 'layers-model' | 'graph-model' }
  /** reason completes "FILE is no model of TensorFlow.js or Keras: ..." */
  | { readonly is: 'other'; readonly reason: string };

export function recognizeModel(json: unknown): Recognized {
  if (Array.isArray(json)) return other(isWeightsManifest(json) ? WEIGHTS_ONLY : 'it holds a list');
  if (!isRecord(json)) return other('it holds no object');
  const { schema } = json;
  if (typeof schema === 'string' && schema.startsWith('entroscope.'))
    return other('it is a report of Entroscope');
  const topology = json['modelTopology'];
  if (topology === undefined || topology === null) {
    if (isWeightsManifest(json['weightsManifest'])) return other(WEIGHTS_ONLY);
    if (Array.isArray(json['node']))
      return other('it is a bare graph without weights: convert the SavedModel again');
    if (typeof json['class_name'] === 'string' && isRecord(json['config'])) {
      return other(
        'it is a Keras topology without weights: save the model with weights, or convert it again',
      );
    }
    return other('it has no modelTopology');
  }
  if (!isRecord(topology)) return other('its modelTopology is no object');
  if (Array.isArray(topology['node'])) return { is: 'model', format: 'graph-model' };
  const config = topology['model_config'];
  if (typeof topology['class_name'] === 'string' || isRecord(config))
    return { is: 'model', format: 'layers-model' };
  if (isRecord(topology['library']) || isRecord(topology['versions']))
    return { is: 'model', format: 'graph-model' };
  return other('its modelTopology is neither of layers nor of ops');
}

const WEIGHTS_ONLY =
  'it is a weights manifest without topology (as face-api.js uses them): the network itself is in the code that loads it; save the model with model.save()';

function other(reason: string): Recognized {
  return { is: 'other', reason };
}

function isWeightsManifest(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (group) => isRecord(group) && Array.isArray(group['paths']) && Array.isArray(group['weights']),
    )
  );
}
