import { finding, type KnownFinding } from '../vocabulary/findings/finding.js';
import { shareOf } from '../vocabulary/formatNumber.js';
import { hasManyDead, NOTABLE } from '../vocabulary/quantities.js';
import { behindLostWeights } from './behindLostWeights.js';
import type { FindingsInput } from './findingsInput.js';
import type { LayerReport } from './report.js';

/** Findings about single layers' neurons, and about how they were measured. */
export function layerFindings(input: FindingsInput): readonly KnownFinding[] {
  const { dataset } = input;
  const { samples } = dataset;
  const lost = behindLostWeights(input.datasetFindings);
  // Whether a backend makes NaN, 0 or a dead neuron of such weights says something of the backend, not of the network.
  const layers = input.layers.filter(({ id }) => !lost.has(id));
  return [
    ...nonFinite(layers),
    ...layers.flatMap((layer) => (hasManyDead(layer) ? [deadNeurons(layer, samples)] : [])),
    ...layers.flatMap((layer) => (hasManyDormant(layer) ? [dormantNeurons(layer)] : [])),
    ...layers.flatMap((layer) => (hasManyAlwaysOn(layer) ? [alwaysOn(layer, samples)] : [])),
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

function deadNeurons({ id, neurons, threshold }: LayerReport, samples: number): KnownFinding {
  const { dead, measured } = neurons;
  return finding('dead-neurons', { layer: id, neurons: dead, measured, threshold, samples });
}

function hasManyAlwaysOn({ neurons: { alwaysOn: number, measured } }: LayerReport): boolean {
  return measured > 0 && shareOf(number, measured) >= NOTABLE.alwaysOn;
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
