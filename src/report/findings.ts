import { finding, gravestFirst, type Finding, type KnownFinding } from '../vocabulary/findings/finding.js';
import { accuracyInterval } from './accuracyInterval.js';
import { behindLostWeights } from './behindLostWeights.js';
import { depthFindings } from './depthFindings.js';
import { layerFindings } from './layerFindings.js';
import type { FindingsInput } from './findingsInput.js';

/** From here on the interval of a class keeps its promise (docs/measures.md, "Intervals"). */
const ENOUGH_SAMPLES = 10;

/**
 * What the numbers say, gravest first. Pure: the same numbers give the same findings. docs/findings.md explains every
 * code.
 */
export function findFindings(input: FindingsInput): readonly Finding[] {
  const fromNumbers = [
    ...layerFindings(input),
    ...taskFindings(input),
    ...sampleFindings(input),
    ...depthFindings(input),
  ];
  // What the whole run says of the samples that were chosen goes before what the data said of all that it holds.
  const told = new Set(fromNumbers.map(({ code }) => code));
  // A class that is never named is never right, either: once is enough.
  const once = fromNumbers.filter(
    (one) =>
      one.code !== 'class-never-named' || one.values.never.length === 0 || !told.has('class-never-right'),
  );
  if (answersWell(input)) told.add('input-range');
  const lost = behindLostWeights(input.datasetFindings);
  const fromData = input.datasetFindings.filter((one) => !told.has(one.code) && !isOfLostWeights(one, lost));
  return gravestFirst([...fromData, ...once]);
}

/** What a layer's answers say against the data says nothing where its weights are no numbers. */
function isOfLostWeights(told: KnownFinding, lost: ReadonlySet<string>): boolean {
  return told.code === 'input-range' && 'layer' in told.values.input && lost.has(told.values.input.layer);
}

/** Numbers that a model answers rightly are those that it was made for, whatever their size: halfway at least from chance to 1. */
function answersWell({ task, dataset }: FindingsInput): boolean {
  if (task === null || task.chance >= 1 || dataset.samples < ENOUGH_ANSWERS) return false;
  return (task.accuracy - task.chance) / (1 - task.chance) >= 0.5;
}

/** Fewer samples may be right by luck. */
const ENOUGH_ANSWERS = 16;

/** Does the model answer as its labels say? The check that preprocessing and class order are right. */
function taskFindings({ task, dataset, datasetFindings }: FindingsInput): readonly KnownFinding[] {
  const { samples, classes } = dataset;
  if (task === null || samples === 0 || task.chance >= 1) return [];
  if (behindLostWeights(datasetFindings).size > 0) return [];
  const { accuracy, chance } = task;
  const interval = accuracyInterval(accuracy, samples);
  const standardError = Math.sqrt((chance * (1 - chance)) / samples);
  if (accuracy <= chance + 2 * standardError) {
    return [finding('near-chance', { accuracy, chance, interval, samples })];
  }
  const never = classes.filter((_, index) => task.perClass[index] === 0);
  return never.length === 0 ? [] : [finding('class-never-right', { never, accuracy, interval })];
}

/** What the data and the model's file put before every number. */
function sampleFindings({ dataset, labelled, repairs }: FindingsInput): readonly KnownFinding[] {
  const { samples, classes, skipped, skippedSamples, kind } = dataset;
  const few = classes.filter((one) => one.samples < ENOUGH_SAMPLES);
  const [first] = skippedSamples;
  return [
    ...(kind === 'synthetic' ? [finding('synthetic-noise', { samples })] : []),
    ...(few.length > 0 ? [finding('few-samples', { classes: few, enough: ENOUGH_SAMPLES })] : []),
    ...(skipped > 0 ? [finding('samples-skipped', { skipped, first: first ?? null, samples })] : []),
    ...(labelled || kind === 'synthetic' ? [] : [finding('no-labels', { samples })]),
    ...(repairs.length > 0
      ? [
          finding('model-repaired', {
            defects: repairs.length,
            codes: [...new Set(repairs.map(({ code }) => code))],
          }),
        ]
      : []),
  ];
}
