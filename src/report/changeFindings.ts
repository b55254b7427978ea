import { withInterval } from './certainty.js';
import { listed, plural, signed } from '../vocabulary/formatNumber.js';
import type { Finding, LayerReport, Report } from './report.js';

const LISTED = 5;

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
  return [...sentence(fell, 'gap-fell', 'warning', 'fell'), ...sentence(rose, 'gap-rose', 'info', 'rose')];
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
  moved: 'fell' | 'rose',
): readonly Finding[] {
  const size = ({ before, after }: Change): number => Math.abs(after.entropy.gap - before.entropy.gap);
  const [most, ...rest] = [...changes].sort((one, other) => size(other) - size(one));
  if (most === undefined) return [];
  const others = rest.map(
    ({ before, after }) => `${after.id} ${signed(after.entropy.gap - before.entropy.gap)}`,
  );
  const named = [
    `${most.after.id} from ${gap(most.before, 'first')} to ${gap(most.after, 'again')}`,
    ...others,
  ];
  return [
    {
      code,
      severity,
      layer: most.after.id,
      message: `Since the run before, the gap ${moved} beyond its interval in ${plural(changes.length, 'dense layer', 'dense layers')}: ${listed(named, LISTED)}.`,
    },
  ];
}

function gap({ entropy: { gap: value, corrected, ci95 } }: LayerReport, said: 'first' | 'again'): string {
  return withInterval({ value, corrected: corrected.gap, ci95: ci95.gap }, said);
}
