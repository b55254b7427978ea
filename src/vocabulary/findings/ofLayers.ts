import * as v from 'valibot';
import { count, decimals, listed, neuronsOf, percent, plural, unseenShare } from '../formatNumber.js';
import { detail, layer, listedPhrases, option, phrase } from '../phrase.js';
import { fields, finite, list, text } from '../schema.js';
import { kind } from './kind.js';

const LISTED = 6;
const ofLayer = ({ layer: id }: { readonly layer: string }): string => id;

/** What is said of single layers' neurons. */
export const layerKinds = {
  'non-finite-weights': kind(
    {
      /** As the file names it: the first in the order of the model's layers. */
      tensor: text,
      layer: v.nullable(text),
      /** How many of the tensor's numbers are none. */
      numbers: finite,
      of: finite,
      /** How many tensors of the model are like that. */
      tensors: finite,
      /** Every layer whose output depends on such weights. */
      behind: list(text),
    },
    {
      severity: 'error',
      term: 'data',
      layerOf: ({ layer: id }) => id,
      say: ({ tensor, layer: id, numbers, of, tensors, behind }) =>
        phrase`${id === null ? 'The model' : layer(id)} has weights that are NaN or infinite: ${count(numbers)} of ${count(of)} numbers of ${tensor}${tensors === 1 ? '' : `, and ${plural(tensors - 1, 'further tensor is', 'further tensors are')} like that`}.${behind.length === 0 ? '' : detail` What ${plural(behind.length, 'layer', 'layers')} from there on answer means nothing, and nothing is concluded from it.`}${detail` The training diverged, or the file was damaged: go back to an earlier save, and train with a lower learning rate or with clipped gradients.`}`,
    },
  ),
  'layer-not-seen': kind(
    { layers: list(text) },
    {
      severity: 'warning',
      layerOf: ({ layers }) => (layers.length === 1 ? (layers[0] ?? null) : null),
      say: ({ layers }) =>
        phrase`${plural(layers.length, 'layer of the model was', 'layers of the model were')} not seen while it ran, and ${layers.length === 1 ? 'is' : 'are'} missing in this report: ${listedPhrases(
          layers.map((id) => [layer(id)]),
          LISTED,
        )}.${detail` The numbers of the other layers are not affected.`}`,
    },
  ),
  'non-finite': kind(
    { layer: text, neurons: finite, measured: finite, later: finite },
    {
      severity: 'error',
      term: 'data',
      layerOf: ofLayer,
      say: ({ layer: id, neurons, measured, later }) =>
        phrase`${layer(id)} is the first layer with NaN or infinite activations: ${count(neurons)} of ${count(measured)} neurons (${percent(neurons / measured)}).${later === 0 ? '' : ` ${plural(later, 'later layer has', 'later layers have')} them too.`}${detail` Check the weights, the scaling of the input and divisions or logarithms before this layer.`}`,
    },
  ),
  'dead-neurons': kind(
    { layer: text, neurons: finite, measured: finite, threshold: finite, samples: finite },
    {
      severity: 'warning',
      term: 'dead',
      layerOf: ofLayer,
      say: ({ layer: id, neurons, measured, threshold, samples }) =>
        phrase`${layer(id)}: ${neuronsOf(neurons, measured)} never rise above the threshold ${thresholdText(threshold)} in ${plural(samples, 'sample', 'samples')}.${detail` A neuron that fires in up to ${percent(unseenShare(samples))} of all inputs could look the same (95% bound).`}`,
    },
  ),
  'class-never-named': kind(
    {
      layer: text,
      /** Outputs that never exceed the threshold. */
      unsure: finite,
      outputs: finite,
      threshold: finite,
      /** Labels that no sample was answered with; empty where each was, or where outputs have no known labels. */
      never: list(text),
      samples: finite,
    },
    {
      severity: 'warning',
      term: 'data',
      layerOf: ofLayer,
      say: ({ layer: id, unsure, outputs, threshold, never, samples }) =>
        never.length > 0
          ? phrase`The model names ${plural(never.length, 'class', 'classes')} for none of ${plural(samples, 'sample', 'samples')}: ${listed(never, LISTED)}.${detail` ${count(unsure)} of ${count(outputs)} outputs of ${layer(id)} never rise above ${thresholdText(threshold)}: that tells of these classes, not of dead neurons.`}`
          : phrase`${layer(id)}: ${count(unsure)} of ${count(outputs)} outputs never rise above ${thresholdText(threshold)} in ${plural(samples, 'sample', 'samples')}: the model is never sure of ${unsure === 1 ? 'that class' : 'these classes'}.`,
    },
  ),
  'dormant-neurons': kind(
    { layer: text, neurons: finite, measured: finite },
    {
      severity: 'info',
      term: 'dormant',
      layerOf: ofLayer,
      say: ({ layer: id, neurons, measured }) =>
        phrase`${layer(id)}: ${neuronsOf(neurons, measured)} are dormant: their mean absolute activation is at most 2.5% of the layer's (Sokar et al. 2023).`,
    },
  ),
  'always-on': kind(
    { layer: text, neurons: finite, measured: finite, threshold: finite, samples: finite },
    {
      severity: 'info',
      term: 'dead',
      layerOf: ofLayer,
      say: ({ layer: id, neurons, measured, threshold, samples }) =>
        phrase`${layer(id)}: ${neuronsOf(neurons, measured)} are above the threshold ${thresholdText(threshold)} in every one of ${plural(samples, 'sample', 'samples')}: their state carries no information${detail` (they may still rest in up to ${percent(unseenShare(samples))} of all inputs, 95% bound)`}.${detail` Where that is how the layer works, set another threshold with ${option('threshold', 'layer:NAME=X')}.`}`,
    },
  ),
} as const;

/** How a layer was measured, and what its joint patterns allow to say. */
export const measurementKinds = {
  'measured-partly': kind(
    { layers: list(fields({ layer: text, measured: finite, total: finite })) },
    {
      severity: 'info',
      aside: true,
      layerOf: ({ layers }) => (layers.length === 1 ? (layers[0]?.layer ?? null) : null),
      say: ({ layers }) => {
        const named = layers.map(
          ({ layer: id, measured, total }) => phrase`${layer(id)} ${count(measured)} of ${count(total)}`,
        );
        return phrase`${plural(layers.length, 'layer is', 'layers are')} measured in part (neurons spread evenly): ${listedPhrases(named, LISTED)}.${detail` ${option('maxNeurons', 0)} measures all of them.`}`;
      },
    },
  ),
  'baseline-left-out': kind(
    {
      /** What it would have taken, about. */
      seconds: finite,
    },
    {
      severity: 'info',
      aside: true,
      term: 'baseline',
      say: ({ seconds }) =>
        phrase`The gap is held against no fresh weights, since that would take about ${count(Math.round(seconds))} s more: ${option('baseline')} computes it.`,
    },
  ),
  'few-neurons': kind(
    { layers: list(text), enough: finite },
    {
      severity: 'info',
      aside: true,
      term: 'interval',
      layerOf: ({ layers }) => (layers.length === 1 ? (layers[0] ?? null) : null),
      say: ({ layers, enough }) =>
        phrase`${plural(layers.length, 'layer has', 'layers have')} fewer than ${enough} neurons (${listedPhrases(
          layers.map((id) => [layer(id)]),
          LISTED,
        )}): too few for the 95% intervals to hold what they promise.`,
    },
  ),
  'saturated-patterns': kind(
    { layers: list(text), saturated: finite, pairs: finite },
    {
      severity: 'info',
      aside: true,
      term: 'patterns',
      say: ({ layers, saturated, pairs }) =>
        phrase`The joint patterns of ${plural(layers.length, 'layer', 'layers')} (${listedPhrases(
          layers.map((id) => [layer(id)]),
          LISTED,
        )}) are nearly all distinct: coverage is below 0.5 in ${count(saturated)} of ${count(pairs)} pairs of layer and class, so their pattern entropy is only known to be at least log2 of the samples.${detail` The numbers per neuron are not affected.`}`,
    },
  ),
} as const;

function thresholdText(threshold: number): string {
  return Number.isInteger(threshold) ? String(threshold) : decimals(threshold);
}
