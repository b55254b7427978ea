import type { FindingsInput } from './findings.js';
import { count, decimals, listed, percent, plural } from '../vocabulary/formatNumber.js';
import type { Finding, LayerReport } from './report.js';

/** Shares of a layer's measured neurons from which on a finding is worth a reader's time. */
const DEAD_SHARE = 0.1;
const ALWAYS_ON_SHARE = 0.25;
const DORMANT_SHARE = 0.25;
const LISTED = 6;

/** Findings about single layers' neurons. */
export function layerFindings(input: FindingsInput): readonly Finding[] {
  const { layers, dataset } = input;
  return [
    ...nonFinite(layers),
    ...layers.flatMap((layer) => dead(layer, dataset.samples)),
    ...layers.flatMap((layer) => dormant(layer)),
    ...layers.flatMap((layer) => alwaysOn(layer, dataset.samples)),
    ...measuredPartly(layers),
    ...saturatedPatterns(input),
  ];
}

function nonFinite(layers: readonly LayerReport[]): readonly Finding[] {
  const hit = layers.filter(({ neurons }) => neurons.nonFinite > 0);
  const [first] = hit;
  if (first === undefined) return [];
  const { nonFinite: number, measured } = first.neurons;
  const later =
    hit.length > 1 ? ` ${plural(hit.length - 1, 'later layer has', 'later layers have')} them too.` : '';
  return [
    {
      code: 'non-finite',
      severity: 'error',
      layer: first.id,
      message: `${first.id} is the first layer with NaN or infinite activations: ${count(number)} of ${count(measured)} neurons (${percent(number / measured)}).${later} Check the weights, the scaling of the input and divisions or logarithms before this layer.`,
    },
  ];
}

function dead(layer: LayerReport, samples: number): readonly Finding[] {
  const { dead: number, measured } = layer.neurons;
  if (measured === 0 || number / measured < DEAD_SHARE) return [];
  return [
    {
      code: 'dead-neurons',
      severity: 'warning',
      layer: layer.id,
      message: `${layer.id}: ${shareOf(number, measured)} never rise above the threshold ${threshold(layer)} in ${samplesText(samples)}. A neuron that fires in up to ${percent(unseenShare(samples))} of all inputs could look the same (95% bound).`,
    },
  ];
}

function alwaysOn(layer: LayerReport, samples: number): readonly Finding[] {
  const { alwaysOn: number, measured } = layer.neurons;
  if (measured === 0 || number / measured < ALWAYS_ON_SHARE) return [];
  return [
    {
      code: 'always-on',
      severity: 'info',
      layer: layer.id,
      message: `${layer.id}: ${shareOf(number, measured)} are above the threshold ${threshold(layer)} in every one of ${samplesText(samples)}: their state carries no information (they may still rest in up to ${percent(unseenShare(samples))} of all inputs, 95% bound). Where that is how the layer works, set another threshold with --threshold layer:NAME=X.`,
    },
  ];
}

function dormant(layer: LayerReport): readonly Finding[] {
  const { dormant: number, dead: silent, measured } = layer.neurons;
  // Dead neurons are dormant as a rule, and have their own finding.
  if (measured === 0 || number / measured < DORMANT_SHARE || number <= silent) return [];
  return [
    {
      code: 'dormant-neurons',
      severity: 'info',
      layer: layer.id,
      message: `${layer.id}: ${shareOf(number, measured)} are dormant: their mean absolute activation is at most 2.5% of the layer's (Sokar et al. 2023).`,
    },
  ];
}

function measuredPartly(layers: readonly LayerReport[]): readonly Finding[] {
  const partly = layers.filter(({ neurons }) => neurons.measured < neurons.total);
  if (partly.length === 0) return [];
  const named = partly.map(
    ({ id, neurons }) => `${id} ${count(neurons.measured)} of ${count(neurons.total)}`,
  );
  const [only] = partly;
  return [
    {
      code: 'measured-partly',
      severity: 'info',
      layer: partly.length === 1 && only !== undefined ? only.id : null,
      message: `${plural(partly.length, 'layer is', 'layers are')} measured in part (neurons spread evenly): ${listed(named, LISTED)}. --max-neurons 0 measures all of them.`,
    },
  ];
}

function saturatedPatterns({ layers, dataset }: FindingsInput): readonly Finding[] {
  let cells = 0;
  const hit = layers.filter(({ patterns }) => {
    const saturated = patterns.byClass.filter((numbers) => numbers.saturated).length;
    cells += saturated;
    return saturated > 0;
  });
  if (hit.length === 0) return [];
  return [
    {
      code: 'saturated-patterns',
      severity: 'info',
      layer: null,
      message: `The joint patterns of ${plural(hit.length, 'layer', 'layers')} (${listed(
        hit.map(({ id }) => id),
        LISTED,
      )}) are nearly all distinct: coverage is below 0.5 in ${count(cells)} of ${count(layers.length * dataset.classes.length)} pairs of layer and class, so their pattern entropy is only known to be at least log2 of the samples. The numbers per neuron are not affected.`,
    },
  ];
}

function shareOf(number: number, measured: number): string {
  const neurons = number === measured ? `all ${count(measured)}` : `${count(number)} of ${count(measured)}`;
  return `${neurons} neurons (${percent(number / measured)})`;
}

function threshold(layer: LayerReport): string {
  return Number.isInteger(layer.threshold) ? String(layer.threshold) : decimals(layer.threshold);
}

function samplesText(samples: number): string {
  return plural(samples, 'sample', 'samples');
}

/** Largest rate of an event that n samples without one do not exclude at 95 %: 1 - 0.05^(1/n), about 3/n. */
function unseenShare(samples: number): number {
  return samples < 1 ? 1 : 1 - 0.05 ** (1 / samples);
}
