import { serialization } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { everyLayer, type Container } from '../models/layerEntries.js';

/** Class names of layers that TensorFlow.js does not have: custom ones, Lambda, those of later versions. */
export function unknownLayers(model: Container): readonly string[] {
  const { classNameMap } = serialization.SerializationMap.getMap();
  const types = everyLayer(model).map(({ type }) => type);
  return [...new Set(types)].filter((type) => {
    const [known] = (Object.hasOwn(classNameMap, type) ? classNameMap[type] : undefined) ?? [];
    // Initializers and the like are registered beside layers: there is an Orthogonal, but no such layer.
    return known === undefined || !(known.prototype instanceof layers.Layer);
  });
}
