import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase, type Phrase } from '../../vocabulary/phrase.js';

/** The data that labels belong to. */
export interface LabelledData {
  readonly path: string;
  readonly samples: number;
}

/**
 * @param source the file that holds the labels
 * @throws ExpectedError data-labels where there is not one for each sample
 */
export function checkLabelCount(labels: number, source: Phrase, data: LabelledData): void {
  if (labels !== data.samples) throw otherCount(phrase`${source} holds ${labels}`, data);
}

/** @throws ExpectedError data-labels as soon as a file has more labels than there are samples */
export function checkNotMore(labels: number, source: Phrase, data: LabelledData | null): void {
  if (data !== null && labels > data.samples)
    throw otherCount(phrase`${source} holds more than ${data.samples}`, data);
}

function otherCount(counted: Phrase, { path, samples }: LabelledData): ExpectedError {
  return new ExpectedError(
    'data-labels',
    phrase`${counted} labels where ${file(path)} holds ${samples} samples: give the labels of this data`,
  );
}
