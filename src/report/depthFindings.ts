import { pairedHalfWidth } from '../engine/jackknife.js';
import { finding, type FindingCode, type KnownFinding } from '../vocabulary/findings/finding.js';
import { behindLostWeights } from './behindLostWeights.js';
import { estimateOf } from './estimate.js';
import type { FindingsInput } from './findingsInput.js';
import { hiddenDense } from './hiddenDense.js';
import type { LayerReport } from './report.js';

/** What the dense layers say by depth: the paper's claim, and the class information, which tells training. */
export function depthFindings(input: FindingsInput): readonly KnownFinding[] {
  const dense = input.layers.filter((layer) => layer.dense);
  const lost = behindLostWeights(input.datasetFindings);
  if (dense.some(({ id }) => lost.has(id))) return [];
  const hidden = hiddenDense(input.layers);
  const tellsClasses = input.labelled && input.dataset.classes.length >= 2;
  return [
    ...hintOf(input),
    ...entropyByDepth(input, spanOf(dense)),
    ...(tellsClasses ? [...gapByDepth(spanOf(hidden)), ...besideBaseline(hidden.at(-1))] : []),
  ];
}

function hintOf({ depth: { hidden = [], hint, enoughByProbe } }: FindingsInput): readonly KnownFinding[] {
  if (hint === null || enoughByProbe === undefined || enoughByProbe === null) return [];
  return [finding('depth-hint', { enough: enoughByProbe, hidden: hidden.length, evidence: hint.evidence })];
}

/** Dense layers from one to another. */
interface Span {
  readonly layers: number;
  readonly first: LayerReport;
  readonly last: LayerReport;
}

/** null with fewer than two. */
function spanOf(layers: readonly LayerReport[]): Span | null {
  const [first] = layers;
  const last = layers.at(-1);
  return first === undefined || last === undefined || first === last
    ? null
    : { layers: layers.length, first, last };
}

function entropyByDepth({ depth, layers }: FindingsInput, span: Span | null): readonly KnownFinding[] {
  if (span === null) return [];
  if (depth.monotone === true) {
    return [
      finding('entropy-falls', {
        layers: span.layers,
        first: estimateOf(span.first, 'class'),
        last: estimateOf(span.last, 'class'),
      }),
    ];
  }
  if (depth.monotone === null || depth.exceptions.length === 0) return [];
  const exceptions = depth.exceptions.map(({ layer: id, rise }) => {
    const layer = layers.find((one) => one.id === id);
    return { layer: id, rise, reached: layer === undefined ? null : estimateOf(layer, 'class') };
  });
  return [finding('not-monotone', { exceptions })];
}

/** Over the hidden dense layers, by the paired interval of the difference; intervals that do not touch where there is none. */
function gapByDepth(span: Span | null): readonly KnownFinding[] {
  if (span === null) return [];
  const before = span.first.entropy.ci95.gap;
  const after = span.last.entropy.ci95.gap;
  if (before === null || after === null) return [gapFinding('gap-unclear', span)];
  const half = pairedHalfWidth(span.first.entropy.jackknife?.gap, span.last.entropy.jackknife?.gap);
  const rise = span.last.entropy.corrected.gap - span.first.entropy.corrected.gap;
  const grows = half === null ? after[0] > before[1] : rise > half;
  const falls = half === null ? after[1] < before[0] : -rise > half;
  return [gapFinding(grows ? 'gap-grows' : falls ? 'gap-falls' : 'gap-flat', span)];
}

function gapFinding(
  code: Extract<FindingCode, `gap-${'unclear' | 'grows' | 'falls' | 'flat'}`>,
  { layers, first, last }: Span,
): KnownFinding {
  return finding(code, { layers, first: estimateOf(first, 'gap'), last: estimateOf(last, 'gap') });
}

/** Is the gap of the last hidden dense layer, its interval included, above that of every copy with fresh weights? */
function besideBaseline(layer: LayerReport | undefined): readonly KnownFinding[] {
  const baseline = layer?.baseline ?? null;
  const range = layer?.entropy.ci95.gap ?? null;
  if (layer === undefined || baseline === null || range === null) return [];
  const values = {
    layer: layer.id,
    gap: estimateOf(layer, 'gap'),
    kind: baseline.kind,
    seeds: baseline.seeds,
    baseline: baseline.gap,
  };
  return [finding(range[0] > baseline.gap.max ? 'learned' : 'not-learned', values)];
}
