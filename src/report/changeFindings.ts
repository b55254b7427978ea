import { decimals, interval, listed, plural, signed } from './formatNumber.js';
import type { Finding, LayerReport, Report } from './report.js';

const LISTED = 4;

interface Change {
  readonly before: LayerReport;
  readonly after: LayerReport;
}

/**
 * What changed between two runs of a model beyond the intervals, in words: the class information of dense layers whose
 * 95 % intervals do not touch. Nothing where the runs saw other data: their numbers differ for that reason, too.
 */
export function changeFindings(before: Report, after: Report): readonly Finding[] {
  if (before.dataset.fingerprint !== after.dataset.fingerprint) return [];
  const old = new Map(before.layers.map((layer) => [layer.id, layer]));
  const changes = after.layers.flatMap((layer): Change[] => {
    const other = old.get(layer.id);
    return layer.dense && other !== undefined ? [{ before: other, after: layer }] : [];
  });
  const fell = changes.filter((change) => isApart(change.after, change.before));
  const rose = changes.filter((change) => isApart(change.before, change.after));
  return [
    ...sentence(fell, 'gap-fell', 'warning', 'lost class information'),
    ...sentence(rose, 'gap-rose', 'info', 'gained class information'),
  ];
}

/** Is the interval of the first below that of the second? */
function isApart(low: LayerReport, high: LayerReport): boolean {
  const [one, other] = [low.entropy.ci95.gap, high.entropy.ci95.gap];
  return one !== null && other !== null && one[1] < other[0];
}

function sentence(
  changes: readonly Change[],
  code: string,
  severity: Finding['severity'],
  what: string,
): readonly Finding[] {
  const size = ({ before, after }: Change): number => Math.abs(after.entropy.gap - before.entropy.gap);
  const [most, ...rest] = [...changes].sort((one, other) => size(other) - size(one));
  if (most === undefined) return [];
  const others =
    rest.length === 0
      ? ''
      : `; so did ${listed(
          rest.map(({ before, after }) => `${after.id} ${signed(after.entropy.gap - before.entropy.gap)}`),
          LISTED,
        )}`;
  return [
    {
      code,
      severity,
      layer: most.after.id,
      message: `Since the run before, ${plural(changes.length, 'dense layer', 'dense layers')} ${what} beyond the intervals: ${most.after.id} went from ${gap(most.before)} to ${gap(most.after)}${others}.`,
    },
  ];
}

function gap({ entropy }: LayerReport): string {
  return `${decimals(entropy.gap)} bit (95% interval ${interval(entropy.ci95.gap)})`;
}
