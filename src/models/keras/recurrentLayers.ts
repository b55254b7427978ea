import { isDraft, type DraftLayer } from './draft.js';
import type { RepairLog } from './repairLog.js';

const CELLS = new Set(['SimpleRNNCell', 'LSTMCell', 'GRUCell']);
const LAYERS = new Set(['SimpleRNN', 'LSTM', 'GRU']);
/** What makes two recurrent layers compute alike, but for the direction. */
const ALIKE = ['units', 'activation', 'recurrent_activation', 'use_bias', 'reset_after'];

/** The cells that a layer of class RNN runs, the lowest first; none where it is no such layer. */
export function cellsIn({ type, inner }: DraftLayer): readonly DraftLayer[] {
  const [cell] = inner.flatMap(({ field, layer }) => (field === 'cell' ? [layer] : []));
  if (type !== 'RNN' || cell === undefined) return [];
  return cell.type === 'StackedRNNCells' ? cell.inner.map(({ layer }) => layer) : [cell];
}

/** Is it RNN of Keras' own cells, however many? TensorFlow.js 4.22 runs those of one cell, but for GRU as Keras makes it. */
export function isOfCells(layer: DraftLayer): boolean {
  const cells = cellsIn(layer);
  return cells.length > 0 && cells.every(({ type }) => CELLS.has(type));
}

/** The two layers of a Bidirectional; of a file without a backward one the forward one twice. */
export function directionsOf({ inner }: DraftLayer): readonly DraftLayer[] {
  const of = (wanted: string): readonly DraftLayer[] =>
    inner.flatMap(({ field, layer }) => (field === wanted ? [layer] : []));
  const [forward] = of('layer');
  const [backward] = of('backward_layer');
  return forward === undefined ? [] : [forward, backward ?? forward];
}

/** Is it a Bidirectional that TensorFlow.js does not make: of layers of cells, or of two unlike layers? */
export function isUnlike(layer: DraftLayer): boolean {
  const directions = directionsOf(layer);
  if (layer.type !== 'Bidirectional' || directions.length === 0) return false;
  if (!directions.every((one) => LAYERS.has(one.type) || isOfCells(one))) return false;
  const [forward, backward] = directions.map(({ type, config }) =>
    JSON.stringify([type, ...ALIKE.map((field) => config[field])]),
  );
  return directions.some(isOfCells) || forward !== backward;
}

/** Lets layers of cells, and Bidirectional of unlike layers, be run by those of ours. */
export function repairRecurrent(layer: DraftLayer, log: RepairLog): void {
  const { entry, type, name, config } = layer;
  if (isOfCells(layer)) {
    entry['class_name'] = 'KerasRNN';
    log.add('added-layer', `${type} ${name}`);
  } else if (isUnlike(layer)) {
    entry['class_name'] = 'KerasBidirectional';
    if (!isDraft(config['backward_layer'])) {
      const forward = isDraft(config['layer']) ? config['layer'] : {};
      const inner = isDraft(forward['config']) ? forward['config'] : {};
      config['backward_layer'] = {
        ...forward,
        config: { ...inner, go_backwards: inner['go_backwards'] !== true },
      };
    }
    log.add('added-layer', `${type} ${name}`);
  } else if (/^ConvLSTM[123]D$/.test(type)) {
    entry['class_name'] = `Keras${type}`;
    log.add('added-layer', `${type} ${name}`);
  }
}
