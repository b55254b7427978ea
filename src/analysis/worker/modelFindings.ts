import type { ModelRunner } from '../../engine/tap.js';
import { finding, type KnownFinding } from '../../vocabulary/findings/finding.js';

/** What loading the model and its first batch say against the model itself: weights that are no numbers, layers unseen. */
export function modelFindings({
  nonFinite,
  unseen,
}: Pick<ModelRunner, 'nonFinite' | 'unseen'>): readonly KnownFinding[] {
  const [first] = nonFinite?.weights ?? [];
  return [
    ...(nonFinite === null || first === undefined
      ? []
      : [
          finding('non-finite-weights', {
            tensor: first.name,
            layer: first.layer,
            numbers: first.numbers,
            of: first.of,
            tensors: nonFinite.weights.length,
            behind: nonFinite.behind,
          }),
        ]),
    ...(unseen.length === 0 ? [] : [finding('layer-not-seen', { layers: unseen })]),
  ];
}
