import { pairedHalfWidth } from '../engine/jackknife.js';
import { finding, type KnownFinding } from '../vocabulary/findings/finding.js';
import { SEED_SPREAD } from '../vocabulary/findings/ofDepth.js';
import type { Interval } from '../vocabulary/schema.js';
import { behindLostWeights } from './behindLostWeights.js';
import { estimateOf } from './estimate.js';
import type { LayerReport, Report } from './report.js';

interface Change {
  readonly before: LayerReport;
  readonly after: LayerReport;
  /** Bits. */
  readonly size: number;
  /** 95 % interval of the difference; null where only the layers' own intervals are known. */
  readonly difference: Interval | null;
}

/**
 * What changed between two runs of a model beyond what the choice of samples explains: the class information of dense
 * layers. Only what exceeds the spread of seeds, too, is said to have fallen or risen; all else is what a new seed alone
 * does. Nothing where the runs saw other data: their numbers differ for that reason, too.
 */
export function changeFindings(before: Report, after: Report): readonly KnownFinding[] {
  if (before.dataset.fingerprint !== after.dataset.fingerprint) return [];
  const old = new Map(before.layers.map((layer) => [layer.id, layer]));
  const lost = new Set([before, after].flatMap(({ findings }) => [...behindLostWeights(findings)]));
  const paired = sawSameSamples(before, after);
  const changes = after.layers.flatMap((layer): readonly Change[] => {
    const other = old.get(layer.id);
    if (!layer.dense || other === undefined || lost.has(layer.id)) return [];
    return changeOf(other, layer, paired);
  });
  const within = changes.filter(({ size }) => Math.abs(size) <= SEED_SPREAD);
  const beyond = changes.filter(({ size }) => Math.abs(size) > SEED_SPREAD);
  return [
    ...moved(
      'gap-fell',
      beyond.filter(({ size }) => size < 0),
    ),
    ...moved(
      'gap-rose',
      beyond.filter(({ size }) => size > 0),
    ),
    ...moved('gap-moved', within),
  ];
}

/** Of one data set, as many samples of each class, chosen by one seed: the groups that are left out are the same. */
function sawSameSamples(before: Report, after: Report): boolean {
  const samples = ({ dataset, settings }: Report): string =>
    JSON.stringify([dataset.classes, dataset.skipped, settings['seed']]);
  return samples(before) === samples(after);
}

/** None where the samples explain the difference. */
function changeOf(before: LayerReport, after: LayerReport, paired: boolean): readonly Change[] {
  const size = after.entropy.gap - before.entropy.gap;
  const half = paired ? pairedHalfWidth(before.entropy.jackknife?.gap, after.entropy.jackknife?.gap) : null;
  if (half !== null) {
    const shift = after.entropy.corrected.gap - before.entropy.corrected.gap;
    return Math.abs(shift) > half ? [{ before, after, size, difference: [shift - half, shift + half] }] : [];
  }
  const [old, now] = [before.entropy.ci95.gap, after.entropy.ci95.gap];
  const apart = old !== null && now !== null && (old[1] < now[0] || now[1] < old[0]);
  return apart ? [{ before, after, size, difference: null }] : [];
}

function moved(
  code: 'gap-fell' | 'gap-rose' | 'gap-moved',
  changes: readonly Change[],
): readonly KnownFinding[] {
  const [most, ...rest] = [...changes].sort((one, other) => Math.abs(other.size) - Math.abs(one.size));
  if (most === undefined) return [];
  return [
    finding(code, {
      most: {
        before: estimateOf(most.before, 'gap'),
        after: estimateOf(most.after, 'gap'),
        ...(most.difference === null ? {} : { difference: most.difference }),
      },
      others: rest.map(({ after, size }) => ({ layer: after.id, change: size })),
    }),
  ];
}
