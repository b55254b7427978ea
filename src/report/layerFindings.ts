import { finding, type KnownFinding } from '../vocabulary/findings/finding.js';
import { shareOf } from '../vocabulary/formatNumber.js';
import { hasManyDead, NOTABLE, tellsIdle } from '../vocabulary/quantities.js';
import { behindLostWeights } from './behindLostWeights.js';
import type { FindingsInput } from './findingsInput.js';
import { answeringLayers } from './hiddenDense.js';
import type { LayerReport } from './report.js';

/** Findings about single layers' neurons, and about how they were measured. */
export function layerFindings(input: FindingsInput): readonly KnownFinding[] {
  const { dataset } = input;
  const { samples } = dataset;
  const lost = behindLostWeights(input.datasetFindings);
  // Whether a backend makes NaN, 0 or a dead neuron of such weights says something of the backend, not of the network.
  const layers = input.layers.filter(({ id }) => !lost.has(id));
  const answering = answeringLayers(layers, input.task);
  const hidden = layers.filter(({ id }) => !answering.has(id));
  return [
    ...nonFinite(layers),
    ...layers.filter(({ id }) => answering.has(id)).flatMap((layer) => neverNamed(layer, input)),
    ...hidden.flatMap((layer) => (hasManyDead(layer) ? [deadNeurons(layer, samples)] : [])),
    ...hidden.flatMap((layer) => (hasManyDormant(layer) ? [dormantNeurons(layer)] : [])),
    ...hidden.flatMap((layer) => (hasManyAlwaysOn(layer) ? [alwaysOn(layer, samples)] : [])),
    ...fewNeurons(layers),
    ...measuredPartly(input.layers),
    ...saturatedPatterns(layers, dataset.classes.length),
  ];
}

function nonFinite(layers: readonly LayerReport[]): readonly KnownFinding[] {
  const [first, ...later] = layers.filter(({ neurons }) => neurons.nonFinite > 0);
  if (first === undefined) return [];
  const { nonFinite: neurons, measured } = first.neurons;
  return [finding('non-finite', { layer: first.id, neurons, measured, later: later.length })];
}

/** Below so many neurons the mean over them is no mean: simulated, the intervals then cover 90 to 92 %. */
const ENOUGH_NEURONS = 4;

function fewNeurons(layers: readonly LayerReport[]): readonly KnownFinding[] {
  const few = layers.filter(
    ({ neurons: { measured }, entropy: { ci95 } }) => measured < ENOUGH_NEURONS && ci95.gap !== null,
  );
  return few.length === 0
    ? []
    : [finding('few-neurons', { layers: few.map(({ id }) => id), enough: ENOUGH_NEURONS })];
}

/**
 * An output that never rises above its threshold tells of its class: the model never names it, or is never sure of it.
 * Only where the data has a class an output, since classes that are not in the data are rightly never named.
 */
function neverNamed(layer: LayerReport, { dataset, task, outputs }: FindingsInput): readonly KnownFinding[] {
  const { measured, total, dead } = layer.neurons;
  const { samples, classes } = dataset;
  if (task === null || dead === 0 || measured < total || !tellsIdle(layer)) return [];
  if ((task.confusion[0]?.length ?? 0) !== classes.length || layer.activation === null) return [];
  const unanswered = classes.flatMap((_, column) =>
    task.confusion.every((row) => row[column] === 0) ? [column] : [],
  );
  // Columns stand in the order of the data's labels where these are known (docs/measures.md, "Order of outputs").
  const labels = outputs ?? null;
  const never =
    labels === null
      ? []
      : unanswered.flatMap((column) => {
          const label = classes[column]?.label;
          return label !== undefined && labels.includes(label) ? [label] : [];
        });
  return [
    finding('class-never-named', {
      ...{ layer: layer.id, unsure: dead, outputs: total, threshold: layer.threshold, never, samples },
    }),
  ];
}

function deadNeurons({ id, neurons, threshold }: LayerReport, samples: number): KnownFinding {
  const { dead, measured } = neurons;
  return finding('dead-neurons', { layer: id, neurons: dead, measured, threshold, samples });
}

function hasManyAlwaysOn(layer: LayerReport): boolean {
  const { alwaysOn: number, measured } = layer.neurons;
  return measured > 0 && shareOf(number, measured) >= NOTABLE.alwaysOn && tellsIdle(layer);
}

function alwaysOn({ id, neurons, threshold }: LayerReport, samples: number): KnownFinding {
  const { alwaysOn: number, measured } = neurons;
  return finding('always-on', { layer: id, neurons: number, measured, threshold, samples });
}

/** Dead neurons are dormant as a rule, and have their own finding. */
function hasManyDormant({ neurons: { dormant, dead, measured } }: LayerReport): boolean {
  return measured > 0 && shareOf(dormant, measured) >= NOTABLE.dormant && dormant > dead;
}

function dormantNeurons({ id, neurons: { dormant, measured } }: LayerReport): KnownFinding {
  return finding('dormant-neurons', { layer: id, neurons: dormant, measured });
}

function measuredPartly(layers: readonly LayerReport[]): readonly KnownFinding[] {
  const partly = layers.flatMap(({ id, neurons: { measured, total } }) =>
    measured < total ? [{ layer: id, measured, total }] : [],
  );
  return partly.length === 0 ? [] : [finding('measured-partly', { layers: partly })];
}

function saturatedPatterns(layers: readonly LayerReport[], classes: number): readonly KnownFinding[] {
  const numbers = layers.map(({ id, patterns }) => ({
    id,
    saturated: patterns.byClass.filter(({ saturated }) => saturated).length,
  }));
  const affected = numbers.filter(({ saturated }) => saturated > 0);
  if (affected.length === 0) return [];
  return [
    finding('saturated-patterns', {
      layers: affected.map(({ id }) => id),
      saturated: affected.reduce((sum, { saturated }) => sum + saturated, 0),
      pairs: layers.length * classes,
    }),
  ];
}
