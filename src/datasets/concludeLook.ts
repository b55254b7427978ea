import { ExpectedError } from '../vocabulary/expectedError.js';
import type { DatasetFinding, DatasetRequest, SkippedSample } from './dataset.js';
import type { DatasetKind } from './recognize/dataKinds.js';
import type { LabelCollector } from './labelCollector.js';
import type { CsvForm, LookThrough } from './lookThrough.js';
import { chooseScale } from './scaling.js';

export interface LookParts {
  readonly kind: DatasetKind;
  readonly fingerprint: string;
  /** One label a sample that can be read. */
  readonly labels: LabelCollector;
  /** Labels are names of folders, kept letter for letter. */
  readonly keepLabelText?: boolean;
  readonly shapes: readonly (readonly number[])[];
  readonly skipped?: readonly SkippedSample[];
  readonly findings?: readonly DatasetFinding[];
  readonly rows?: Uint32Array | null;
  readonly files?: readonly string[] | null;
  readonly csv?: CsvForm | null;
}

/**
 * Puts together what a look-through found: classes in order, the choice of scale, findings.
 * @throws ExpectedError data-empty when no sample is left
 */
export function concludeLook(request: DatasetRequest, parts: LookParts): LookThrough {
  const { labels, skipped = [], kind } = parts;
  if (labels.length === 0)
    throw new ExpectedError(
      'data-empty',
      skipped.length === 0
        ? `${request.path} holds no samples: give data that does`
        : `${request.path} holds no sample that can be read (the first: ${skipped[0]?.where ?? ''}: ${skipped[0]?.reason ?? ''})`,
    );
  const { classes, classOf, labelled, findings } = labels.finish(parts.keepLabelText ?? false);
  const { finding, ...settings } = chooseScale(request, kind);
  return {
    kind,
    fingerprint: parts.fingerprint,
    classes,
    classOf,
    labelled,
    shapes: parts.shapes,
    skipped,
    findings: [...(parts.findings ?? []), ...findings, ...(finding === null ? [] : [finding])],
    settings,
    rows: parts.rows ?? null,
    files: parts.files ?? null,
    csv: parts.csv ?? null,
  };
}
