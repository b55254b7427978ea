import { finding, type KnownFinding } from '../vocabulary/findings/finding.js';
import { behindLostWeights } from './behindLostWeights.js';
import { estimateOf } from './estimate.js';
import type { LayerReport, Report } from './report.js';

interface Change {
  readonly before: LayerReport;
  readonly after: LayerReport;
}

/**
 * What changed between two runs of a model beyond the intervals: the class information of dense layers whose 95 %
 * intervals do not touch. Nothing where the runs saw other data: their numbers differ for that reason, too.
 */
export function changeFindings(before: Report, after: Report): readonly KnownFinding[] {
  if (before.dataset.fingerprint !== after.dataset.fingerprint) return [];
  const old = new Map(before.layers.map((layer) => [layer.id, layer]));
  const lost = new Set([before, after].flatMap(({ findings }) => [...behindLostWeights(findings)]));
  const changes = after.layers.flatMap((layer): Change[] => {
    const other = old.get(layer.id);
    return layer.dense && other !== undefined && !lost.has(layer.id) ? [{ before: other, after: layer }] : [];
  });
  const fell = changes.filter((change) => isBelow(change.after, change.before));
  const rose = changes.filter((change) => isBelow(change.before, change.after));
  return [...moved('gap-fell', fell), ...moved('gap-rose', rose)];
}

/** Is the interval of the first below that of the second? */
function isBelow(low: LayerReport, high: LayerReport): boolean {
  const [lower, upper] = [low.entropy.ci95.gap, high.entropy.ci95.gap];
  return lower !== null && upper !== null && lower[1] < upper[0];
}

function moved(code: 'gap-fell' | 'gap-rose', changes: readonly Change[]): readonly KnownFinding[] {
  const size = ({ before, after }: Change): number => after.entropy.gap - before.entropy.gap;
  const [most, ...rest] = [...changes].sort((one, other) => Math.abs(size(other)) - Math.abs(size(one)));
  if (most === undefined) return [];
  return [
    finding(code, {
      most: { before: estimateOf(most.before, 'gap'), after: estimateOf(most.after, 'gap') },
      others: rest.map((change) => ({ layer: change.after.id, change: size(change) })),
    }),
  ];
}
