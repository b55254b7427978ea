import type { DepthEvidence } from '../vocabulary/depthEvidence.js';
import { pairedDifference } from './science/pairedError.js';

/** A linear read-out of a hidden dense layer. */
export interface HiddenProbe {
  readonly layer: string;
  readonly accuracy: number;
  /** 1 where it names the class rightly, by sample. */
  readonly right: Uint8Array;
}

/** A read-out may be so far behind the best one, its paired standard error included. */
const MARGIN = 0.02;

/**
 * The least number of hidden layers whose read-out is as good as the best one: an upper bound of what is needed, since a
 * deep network spreads its work over all its layers.
 * @param hidden in order of execution, at least one, all of the same samples
 * @throws RangeError for none
 */
export function enoughByProbe(hidden: readonly HiddenProbe[]): {
  readonly enough: number;
  readonly evidence: DepthEvidence;
} {
  const best = hidden.reduce<HiddenProbe | null>(
    (before, probe) => (before === null || probe.accuracy > before.accuracy ? probe : before),
    null,
  );
  if (best === null) throw new RangeError('no hidden layers');
  for (const [index, { layer, accuracy, right }] of hidden.entries()) {
    const { loss: behind, se } = pairedDifference(best.right, right);
    if (behind + se > MARGIN && layer !== best.layer) continue;
    return {
      enough: index + 1,
      evidence: {
        samples: right.length,
        best: { layer: best.layer, accuracy: best.accuracy },
        enough: { layer, accuracy, behind, se },
      },
    };
  }
  throw new RangeError('the best layer is none of them');
}
