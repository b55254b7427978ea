import { withInterval } from './certainty.js';
import type { FindingsInput } from './findings.js';
import { listed, plural, signed } from '../vocabulary/formatNumber.js';
import type { Finding, LayerReport } from './report.js';

const LISTED = 6;

/** What the dense layers say by depth: the paper's claim, and the class information that tells training. */
export function depthFindings(input: FindingsInput): readonly Finding[] {
  const dense = input.layers.filter((layer) => layer.dense);
  const first = dense[0];
  const last = dense.at(-1);
  if (first === undefined || last === undefined || first === last) return [];
  return [
    ...entropyByDepth(input, dense, first, last),
    ...gapByDepth(input, dense, first, last),
    ...gapPlateau(input, dense),
  ];
}

function entropyByDepth(
  { depth, layers }: FindingsInput,
  dense: readonly LayerReport[],
  first: LayerReport,
  last: LayerReport,
): readonly Finding[] {
  if (depth.monotone === true) {
    return [
      {
        code: 'entropy-falls',
        severity: 'info',
        layer: null,
        message: `Class entropy falls with each of the ${dense.length} dense layers: ${ends(first, last, 'class')}. Untrained networks show this too; what tells training is the gap.`,
      },
    ];
  }
  if (depth.monotone === null || depth.exceptions.length === 0) return [];
  const named = depth.exceptions.map(({ layer, rise }, index) => {
    const value = layers.find(({ id }) => id === layer);
    const said = index === 0 ? 'first' : 'again';
    return `${layer} ${signed(rise)}${value === undefined ? '' : ` to ${bits(value, 'class', said)}`}`;
  });
  const [only] = depth.exceptions;
  return [
    {
      code: 'not-monotone',
      severity: 'info',
      layer: only !== undefined && depth.exceptions.length === 1 ? only.layer : null,
      message: `Class entropy does not fall with every dense layer: ${plural(depth.exceptions.length, 'rise', 'rises')} beyond the interval (${listed(named, LISTED)}).`,
    },
  ];
}

/** Two numbers count as different only where their 95 % intervals do not touch: a cautious test. */
function gapByDepth(
  { dataset, labelled }: FindingsInput,
  dense: readonly LayerReport[],
  first: LayerReport,
  last: LayerReport,
): readonly Finding[] {
  if (!labelled || dataset.classes.length < 2) return [];
  const before = first.entropy.ci95.gap;
  const after = last.entropy.ci95.gap;
  const over = `over the ${dense.length} dense layers: ${ends(first, last, 'gap')}`;
  if (before === null || after === null) {
    return [finding('gap-unclear', 'info', `The gap has no intervals to judge by ${over}.`)];
  }
  if (after[0] > before[1]) {
    return [
      finding('gap-grows', 'info', `The gap grows ${over}. Trained networks do this, untrained ones do not.`),
    ];
  }
  if (after[1] < before[0]) {
    return [
      finding(
        'gap-falls',
        'warning',
        `The gap falls ${over}. Untrained networks do this; a trained one should keep or gain it: check training, preprocessing and the deepest layers.`,
      ),
    ];
  }
  return [finding('gap-flat', 'info', `The gap neither grows nor falls beyond its intervals ${over}.`)];
}

/** Layers from one to another, the longest such stretch of hidden dense layers. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Three hidden dense layers or more in a row whose gap never rises beyond the interval of the first of them. */
function gapPlateau({ dataset, labelled }: FindingsInput, dense: readonly LayerReport[]): readonly Finding[] {
  if (!labelled || dataset.classes.length < 2) return [];
  // The output's neurons are the classes: its gap is another matter.
  const hidden = dense.slice(0, -1);
  const { from, to } = longestStretch(hidden);
  const [first, last] = [hidden[from], hidden[to]];
  // Where all of them are one stretch, the finding about the whole depth says it.
  if (first === undefined || last === undefined || to - from < 2 || to - from + 1 === hidden.length)
    return [];
  return [
    {
      code: 'gap-plateau',
      severity: 'info',
      layer: last.id,
      message: `${first.id} to ${last.id} (${to - from + 1} dense layers) add no class information: the gap is ${ends(first, last, 'gap')}. Whether fewer layers do as well, only retraining without some of them can tell.`,
    },
  ];
}

function longestStretch(layers: readonly LayerReport[]): Stretch {
  let best: Stretch = { from: 0, to: 0 };
  layers.forEach((start, from) => {
    const top = start.entropy.ci95.gap?.[1];
    if (top === undefined) return;
    let to = from;
    for (let next = from + 1; next < layers.length; next++) {
      const low = layers[next]?.entropy.ci95.gap?.[0];
      if (low === undefined || low > top) break;
      to = next;
    }
    if (to - from > best.to - best.from) best = { from, to };
  });
  return best;
}

function finding(code: string, severity: Finding['severity'], message: string): Finding {
  return { code, severity, layer: null, message };
}

/** "0.412 bit (95% interval [0.410, 0.420]) at fc1, 0.034 bit [0.026, 0.045] at fc4". */
function ends(first: LayerReport, last: LayerReport, quantity: 'class' | 'gap'): string {
  return `${bits(first, quantity, 'first')} at ${first.id}, ${bits(last, quantity, 'again')} at ${last.id}`;
}

function bits({ entropy }: LayerReport, quantity: 'class' | 'gap', said: 'first' | 'again'): string {
  const { corrected, ci95 } = entropy;
  return withInterval(
    { value: entropy[quantity], corrected: corrected[quantity], ci95: ci95[quantity] },
    said,
  );
}
