import { finding, type FindingCode, type KnownFinding } from '../vocabulary/findings/finding.js';
import { behindLostWeights } from './behindLostWeights.js';
import { estimateOf } from './estimate.js';
import type { FindingsInput } from './findingsInput.js';
import type { LayerReport } from './report.js';

/** What the dense layers say by depth: the paper's claim, and the class information that tells training. */
export function depthFindings(input: FindingsInput): readonly KnownFinding[] {
  const dense = input.layers.filter((layer) => layer.dense);
  const [first] = dense;
  const last = dense.at(-1);
  if (first === undefined || last === undefined || first === last) return [];
  const lost = behindLostWeights(input.datasetFindings);
  if (dense.some(({ id }) => lost.has(id))) return [];
  return [
    ...entropyByDepth(input, { layers: dense.length, first, last }),
    ...(input.labelled && input.dataset.classes.length >= 2
      ? [gapByDepth({ layers: dense.length, first, last }), ...gapPlateau(dense)]
      : []),
  ];
}

/** Dense layers from one to another. */
interface Span {
  readonly layers: number;
  readonly first: LayerReport;
  readonly last: LayerReport;
}

function entropyByDepth({ depth, layers }: FindingsInput, span: Span): readonly KnownFinding[] {
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

/** Two numbers count as different only where their 95 % intervals do not touch: a cautious test. */
function gapByDepth(span: Span): KnownFinding {
  const before = span.first.entropy.ci95.gap;
  const after = span.last.entropy.ci95.gap;
  if (before === null || after === null) return gapFinding('gap-unclear', span);
  if (after[0] > before[1]) return gapFinding('gap-grows', span);
  return gapFinding(after[1] < before[0] ? 'gap-falls' : 'gap-flat', span);
}

function gapFinding(
  code: Extract<FindingCode, `gap-${'unclear' | 'grows' | 'falls' | 'flat' | 'plateau'}`>,
  { layers, first, last }: Span,
): KnownFinding {
  return finding(code, { layers, first: estimateOf(first, 'gap'), last: estimateOf(last, 'gap') });
}

/** Three hidden dense layers or more in a row whose gap never rises beyond the interval of the first of them. */
function gapPlateau(dense: readonly LayerReport[]): readonly KnownFinding[] {
  // The output's neurons are the classes: its gap is another matter.
  const hidden = dense.slice(0, -1);
  const stretch = longestStretch(hidden);
  const [first] = stretch;
  const last = stretch.at(-1);
  // Where all of them are one stretch, the finding about the whole depth says it.
  if (first === undefined || last === undefined || stretch.length < 3 || stretch.length === hidden.length) {
    return [];
  }
  return [gapFinding('gap-plateau', { layers: stretch.length, first, last })];
}

function longestStretch(layers: readonly LayerReport[]): readonly LayerReport[] {
  let longest: readonly LayerReport[] = [];
  for (const [from, start] of layers.entries()) {
    const top = start.entropy.ci95.gap?.[1];
    if (top === undefined) continue;
    const after = layers.slice(from + 1);
    const rises = after.findIndex(({ entropy }) => entropy.ci95.gap === null || entropy.ci95.gap[0] > top);
    const stretch = [start, ...(rises < 0 ? after : after.slice(0, rises))];
    if (stretch.length > longest.length) longest = stretch;
  }
  return longest;
}
