import { depthOf } from '../engine/depth.js';
import { enoughByProbe, type HiddenProbe } from '../engine/depthHint.js';
import { shareOfRight } from '../engine/science/pairedError.js';
import { depthWords } from '../vocabulary/depthEvidence.js';
import { phraseText } from '../vocabulary/phrase.js';
import { hiddenDense } from './hiddenDense.js';
import type { LayerReport, ReportDepth, ReportTask } from './report.js';

/** What a depth hint is drawn from besides the layers. */
export interface DepthInput {
  readonly task: ReportTask | null;
  readonly labelled: boolean;
  /** Of every layer, in their order; null where none was computed. */
  readonly probes: readonly (Omit<HiddenProbe, 'layer'> | null)[] | null;
  /** 1 where the model itself is right, by the read-outs' samples; null where it has no accuracy. */
  readonly right: Uint8Array | null;
}

/** With fewer samples the paired error is larger than the margin. */
const ENOUGH_SAMPLES = 400;

/** How class entropy goes with depth, and how many hidden layers may be enough. */
export function depthReport(layers: readonly LayerReport[], input: DepthInput): ReportDepth {
  const hidden = hiddenDense(layers);
  const course = { ...depthOf(layers), hidden: hidden.map(({ id }) => id), enoughByFold: null };
  const probes = hiddenProbes(layers, hidden, input);
  if (typeof probes === 'string') return { ...course, enoughByProbe: null, hint: null, reason: probes };
  const { enough, evidence } = enoughByProbe(probes);
  const text = phraseText(depthWords(enough, hidden.length, evidence), 'terminal');
  return { ...course, enoughByProbe: enough, hint: { text, evidence }, reason: null };
}

/** The read-outs of the hidden layers, or why there is nothing to say. */
function hiddenProbes(
  layers: readonly LayerReport[],
  hidden: readonly LayerReport[],
  { task, labelled, probes, right }: DepthInput,
): readonly HiddenProbe[] | string {
  if (hidden.length < 2) return 'there are fewer than two hidden dense layers';
  if (!labelled) return 'the data has no labels';
  if (task === null || right === null) return 'the model has no accuracy to hold the read-outs against';
  if (probes === null) return 'no linear read-outs were computed';
  if (right.length < ENOUGH_SAMPLES) return `there are fewer than ${ENOUGH_SAMPLES} samples to read out`;
  const { chance } = task;
  if (shareOfRight(right) <= chance + 2 * Math.sqrt((chance * (1 - chance)) / right.length))
    return 'the model itself is no better than chance';
  const found = layers.flatMap(({ id }, index): readonly HiddenProbe[] => {
    const probe = probes[index] ?? null;
    return probe === null || !hidden.some((layer) => layer.id === id) ? [] : [{ ...probe, layer: id }];
  });
  return found.length === hidden.length ? found : 'a hidden layer has no linear read-out';
}
