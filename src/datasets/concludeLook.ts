import { ExpectedError } from '../vocabulary/expectedError.js';
import { finding } from '../vocabulary/findings/finding.js';
import { file, phrase } from '../vocabulary/phrase.js';
import type { DatasetRequest } from './dataset.js';
import type { Look, LookThrough } from './format.js';
import { DATA_KINDS, type DatasetKind } from './recognize/dataKinds.js';
import { chooseScale } from './scaling.js';

/**
 * Puts together what a look-through found: classes in order, the choice of scale, findings.
 * @throws ExpectedError data-empty when no sample is left
 */
export function concludeLook<Index>(
  request: DatasetRequest,
  kind: DatasetKind,
  look: Look<Index>,
): LookThrough<Index> {
  const { fingerprint, labels, shapes, skipped = [], rows = null, index } = look;
  if (labels.length === 0) {
    const [first] = skipped;
    throw new ExpectedError(
      'data-empty',
      first === undefined
        ? phrase`${file(request.path)} holds no samples: give data that does`
        : phrase`${file(request.path)} holds no sample that can be read (the first: ${first.where}: ${first.reason})`,
    );
  }
  const { finding: ofLabels, ...classes } = labels.finish(look.keepLabelText ?? false);
  const { finding: ofScale, ...settings } = chooseScale(request, kind);
  const noise = DATA_KINDS[kind].values === 'noise';
  const ofNoise = noise ? finding('synthetic-noise', { samples: labels.length }) : ofLabels;
  return {
    kind,
    fingerprint,
    ...classes,
    shapes,
    skipped,
    findings: [...(look.findings ?? []), ofNoise, ofScale].filter((entry) => entry !== null),
    settings: { ...settings, ...(look.mapping === undefined ? {} : { mapping: look.mapping }) },
    rows,
    index,
    preparation: null,
  };
}
