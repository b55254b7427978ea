import { ExpectedError } from '../errors/expectedError.js';
import type { LabelCollector } from './labelCollector.js';

/** @throws ExpectedError data-labels where a file of labels has not one for each sample */
export function checkLabelCount(
  labels: LabelCollector,
  {
    labelsPath,
    path,
    samples,
  }: { readonly labelsPath: string; readonly path: string; readonly samples: number },
): void {
  if (labels.length !== samples)
    throw new ExpectedError(
      'data-labels',
      `${labelsPath} holds ${labels.length} labels where ${path} holds ${samples} samples: give the labels of this data`,
    );
}
