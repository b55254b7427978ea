import { serialization } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { draftContainer } from '../../src/models/keras/draft.js';
import { OP_PARAMETERS, REFUSED_OPS } from '../../src/models/keras/opTables.js';
import { REFUSED_LAYERS } from '../../src/models/keras/refusedLayers.js';
import { repairLayer } from '../../src/models/keras/repairLayer.js';
import { unwrapSpectral } from '../../src/models/keras/unwrapSpectral.js';
import { RepairLog } from '../../src/models/keras/repairLog.js';
import { registerKerasLayers } from '../../src/tensorflow/kerasLayers.js';
import { ROOT } from './cli.js';

/** What becomes of a class or function of Keras; null: nobody says. */
export interface State {
  readonly state: 'runs' | 'computed here' | 'passes on' | 'refused' | 'makes no layer' | null;
  readonly reason: string;
}

interface Classes {
  readonly version: string;
  readonly layers: readonly string[];
  readonly ops: Readonly<Record<string, string | null>>;
}

/** The names of one Keras (scripts/keras/listClasses.py). */
export function kerasClasses(): Classes {
  return JSON.parse(readFileSync(join(ROOT, 'test', 'fixtures', 'keras-classes.json'), 'utf8')) as Classes;
}

/** Classes that no model lists as a layer of its own. */
const BASES = /^(InputSpec|Layer|Wrapper)$/;
const SOME = { vocabulary: [1], bin_boundaries: [0], reset_after: true, scale: 1 };

const INNER = { class_name: 'Dense', config: { name: 'inner', trainable: true } };

/** As the repairs and the registration of this program have it. */
export function stateOfLayer(type: string): State {
  registerKerasLayers();
  if (BASES.test(type)) return { state: 'makes no layer', reason: 'others are made of it' };
  const entry = {
    class_name: type,
    config: { name: 'x', trainable: true, layer: structuredClone(INNER), ...SOME },
  };
  const model = draftContainer({ class_name: 'Functional', config: { name: 'm', layers: [entry] } });
  const [layer] = model.layers;
  if (layer === undefined) throw new Error('one layer');
  const log = new RepairLog();
  repairLayer(layer, { major: 3, halfPixelCentres: true }, log);
  unwrapSpectral(layer, log);
  const becomes = entry.class_name;
  if (becomes === 'KerasPassThrough') return { state: 'passes on', reason: 'does nothing outside training' };
  if (type === 'Pipeline') return { state: 'computed here', reason: '' };
  if (isLayer(becomes)) return { state: becomes === type ? 'runs' : 'computed here', reason: '' };
  const reason = REFUSED_LAYERS.get(type);
  return reason === undefined ? { state: null, reason: '' } : { state: 'refused', reason };
}

function isLayer(name: string): boolean {
  const { classNameMap } = serialization.SerializationMap.getMap();
  const [found] = (Object.hasOwn(classNameMap, name) ? classNameMap[name] : undefined) ?? [];
  return found?.prototype instanceof layers.Layer;
}

/** @param made the class of the op that the function makes */
export function stateOfOp(made: string | null): State {
  if (made === null) return { state: 'makes no layer', reason: 'is computed when the model is built' };
  if (OP_PARAMETERS.has(made)) return { state: 'computed here', reason: '' };
  const reason = REFUSED_OPS.get(made);
  return reason === undefined ? { state: null, reason: '' } : { state: 'refused', reason };
}
