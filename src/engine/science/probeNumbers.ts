import type { ProbeNumbers } from '../../vocabulary/quantities.js';
import { pairedDifference } from './pairedError.js';
import type { TapProbe } from './tapScience.js';

/**
 * The report's numbers of a read-out.
 * @param modelRight 1 where the model itself is right, by science row; null where it has no accuracy
 */
export function probeNumbers(
  { accuracy, se, alpha, right }: TapProbe,
  modelRight: Uint8Array | null,
): ProbeNumbers {
  if (modelRight === null) return { accuracy, se, alpha, loss: null, lossSe: null };
  const { loss, se: lossSe } = pairedDifference(modelRight, right);
  return { accuracy, se, alpha, loss, lossSe };
}
