import { ExpectedError } from '../vocabulary/expectedError.js';

/** The data that a file of labels belongs to. */
export interface LabelledData {
  readonly path: string;
  readonly samples: number;
}

/** @throws ExpectedError data-labels where a file of labels has not one for each sample */
export function checkLabelCount(
  labels: { readonly length: number },
  { labelsPath, path, samples }: LabelledData & { readonly labelsPath: string },
): void {
  if (labels.length !== samples) throw otherCount(`${labelsPath} holds ${labels.length}`, { path, samples });
}

/** @throws ExpectedError data-labels as soon as a file of labels has more than there are samples */
export function checkNotMore(
  labels: { readonly length: number },
  labelsPath: string,
  data: LabelledData | null,
): void {
  if (data !== null && labels.length > data.samples)
    throw otherCount(`${labelsPath} holds more than ${data.samples}`, data);
}

function otherCount(held: string, { path, samples }: LabelledData): ExpectedError {
  return new ExpectedError(
    'data-labels',
    `${held} labels where ${path} holds ${samples} samples: give the labels of this data`,
  );
}
