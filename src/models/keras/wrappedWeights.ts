import type { DraftLayer } from './draft.js';
import { kerasSnakeCase } from './kerasSnakeCase.js';
import type { LayerWeights } from './layerWeights.js';
import { cellsIn } from './recurrentLayers.js';

/** Where the weights of a layer lie that holds further layers. */
export type Place = Pick<LayerWeights, 'layer' | 'direction' | 'around' | 'path' | 'storedAt'>;

/** Attention of several heads holds a layer for each of its projections. */
export function weightsOfHeads({ config }: DraftLayer, at: Place): readonly LayerWeights[] {
  const parts = [
    'query',
    'key',
    'value',
    ...(config['use_gate'] === true ? ['gate'] : []),
    'attention_output',
  ];
  const names = config['use_bias'] === false ? ['kernel'] : ['kernel', 'bias'];
  return parts.map((part) => ({
    ...at,
    variables: names.map((name) => ({ keras: name, tfjs: `${part}/${name}` })),
    path: [...at.path, part],
    hasCell: false,
    storedAt: `${at.storedAt}/${part.replace('attention_', '')}_dense`,
  }));
}

/** The weights of a recurrent layer's cells, and of all cells of a layer RNN. @param prefix before their names here */
export function weightsOfCells(layer: DraftLayer, at: Place, prefix = ''): readonly LayerWeights[] {
  const cells = cellsIn(layer);
  const isStacked = layer.inner.some(({ layer: cell }) => cell.type === 'StackedRNNCells');
  if (cells.length === 0)
    return [{ ...at, variables: variablesOf(layer, prefix), hasCell: true, storedAt: `${at.storedAt}/cell` }];
  const counted = new Map<string, number>();
  return cells.map((cell, index) => {
    const place = kerasSnakeCase(cell.type);
    const count = counted.get(place) ?? 0;
    counted.set(place, count + 1);
    const stored = isStacked ? `/cells/${place}${count === 0 ? '' : `_${String(count)}`}` : '';
    const stack = isStacked ? layer.inner.map(({ layer: { name } }) => name) : [];
    return {
      ...at,
      variables: variablesOf(cell, cells.length === 1 ? prefix : `${prefix}cell${String(index)}/`),
      // The name of a single cell varies; those of several tell them apart.
      path: isStacked ? [...at.path, ...stack, cell.name] : at.path,
      hasCell: !isStacked,
      storedAt: `${at.storedAt}/cell${stored}`,
    };
  });
}

function variablesOf({ config }: DraftLayer, prefix: string): LayerWeights['variables'] {
  const names = ['kernel', 'recurrent_kernel', ...(config['use_bias'] === false ? [] : ['bias'])];
  return names.map((name) => ({ keras: name, tfjs: `${prefix}${name}` }));
}
