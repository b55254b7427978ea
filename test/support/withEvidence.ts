import { enoughByProbe } from '../../src/engine/depthHint.js';
import { depthWords } from '../../src/vocabulary/depthEvidence.js';
import { finding } from '../../src/vocabulary/findings/finding.js';
import { phraseText } from '../../src/vocabulary/phrase.js';
import type { Report } from '../../src/report/report.js';

const SAMPLES = 2000;

/** The report with a baseline, read-outs, dimensions and the hint that follows: believable, and the same every time. */
export function withEvidence(report: Report): Report {
  const { layers, depth, findings } = report;
  const own = report.task?.accuracy ?? 0.95;
  const rights = layers.map((_, index) => {
    const accuracy = own - 0.22 * 0.35 ** index;
    // Every so many samples is wrong, so that the errors of better layers are among those of worse ones.
    return Uint8Array.from({ length: SAMPLES }, (__, i) => Number(i >= SAMPLES * (1 - accuracy)));
  });
  const shown = layers.map((layer, index) => {
    const right = rights[index] ?? new Uint8Array();
    const accuracy = right.reduce((sum, one) => sum + one, 0) / SAMPLES;
    const fresh = 0.09 * 0.8 ** index;
    const dimensions = Math.max(2, Math.round(layer.neurons.measured * 0.8 * 0.75 ** index));
    return {
      ...layer,
      entropy: { ...layer.entropy, share: layer.entropy.corrected.gap / layer.entropy.corrected.all },
      probe: {
        accuracy,
        se: Math.sqrt((accuracy * (1 - accuracy)) / SAMPLES),
        alpha: 0.01,
        loss: own - accuracy,
        lossSe: 0.004,
      },
      rank: {
        dimensions,
        saturation: dimensions / layer.neurons.measured,
        participation: dimensions / 3,
        effective: dimensions / 2,
      },
      baseline: {
        kind: 'initialised' as const,
        seeds: 5,
        gap: { mean: fresh, min: 0.8 * fresh, max: 1.3 * fresh },
        class: { mean: 0.6, min: 0.55, max: 0.66 },
      },
    };
  });
  const hidden = layers.slice(0, -1);
  const { enough, evidence } = enoughByProbe(
    hidden.map(({ id }, index) => {
      const right = rights[index] ?? new Uint8Array();
      return { layer: id, right, accuracy: shown[index]?.probe.accuracy ?? 0 };
    }),
  );
  return {
    ...report,
    // Another run: the page takes two with the same times for one.
    runtime: { ...report.runtime, totalMs: report.runtime.totalMs + 700 },
    layers: shown,
    depth: {
      ...depth,
      hidden: hidden.map(({ id }) => id),
      enoughByProbe: enough,
      enoughByFold: null,
      hint: { text: phraseText(depthWords(enough, hidden.length, evidence), 'terminal'), evidence },
      reason: null,
    },
    findings: [finding('depth-hint', { enough, hidden: hidden.length, evidence }), ...findings],
  };
}
