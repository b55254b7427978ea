import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { keptSummary } from '../../protocol/pageMessages.js';
import type { Report } from '../../report/report.js';
import { quantitiesIn } from '../../vocabulary/quantities.js';
import { isRecord } from '../../vocabulary/isRecord.js';
import { fields, fits, oneOf, text, truth, type Checked } from '../../vocabulary/schema.js';

export const keptRun = fields({
  ...keptSummary.entries,
  /** The name of its report's file, too. */
  id: v.pipe(v.string(), v.regex(/^[\w-]+$/u)),
  /** The data set's path, as given. */
  data: text,
  /** Sizes and times of the model's files when the run began: another stamp means that the model was saved since. */
  stamp: text,
  /** The same for runs of the same weights, data and settings, which say the same; lists of 0.1.0 have none. */
  key: v.optional(text),
  /** The gravest of its findings that is no mere information; null: there is none. */
  gravest: v.optional(v.nullable(oneOf('error', 'warning'))),
  /** What a person wrote about it. */
  note: v.optional(text),
  /** A person wants it kept, however many others come. */
  starred: v.optional(truth),
});

/** What a person may write on a run. */
export type RunMarks = Pick<KeptRun, 'name' | 'note' | 'starred'>;

/** What the list of a model's runs holds of each, so that tree and timeline need not open the reports. */
export type KeptRun = Checked<typeof keptRun>;

const SUMMARIZED = quantitiesIn('timeline');

/** The summary of a finished run. */
export function keptRunOf(report: Report, id: string, stamp: string): KeptRun {
  return {
    id,
    createdAt: report.createdAt,
    samples: report.dataset.samples,
    accuracy: report.task?.accuracy ?? null,
    data: report.dataset.path,
    stamp,
    key: keyOf(report),
    gravest: gravestOf(report),
    layers: report.layers.map((layer) => ({
      id: layer.id,
      dense: layer.dense,
      numbers: Object.fromEntries(SUMMARIZED.map(({ short, read }) => [short, read(layer)])),
    })),
  };
}

function keyOf({ model, dataset, settings }: Report): string {
  const facts = JSON.stringify([model.fingerprint, dataset.fingerprint, dataset.samples, settings]);
  return createHash('sha256').update(facts).digest('hex').slice(0, 32);
}

function gravestOf({ findings }: Report): 'error' | 'warning' | null {
  const severities = new Set(findings.map(({ severity }) => severity));
  return severities.has('error') ? 'error' : severities.has('warning') ? 'warning' : null;
}

/** The guard of a run read from disk; null for what is none. */
export function parseKeptRun(value: unknown): KeptRun | null {
  const run =
    isRecord(value) && Array.isArray(value['layers'])
      ? { ...value, layers: value['layers'].map(nested) }
      : null;
  return fits(keptRun, run) ? run : null;
}

/** Lists of 0.1.0 hold a layer's numbers beside its id. */
function nested(layer: unknown): unknown {
  if (!isRecord(layer) || 'numbers' in layer) return layer;
  const { id, dense, ...numbers } = layer;
  return { id, dense, numbers };
}
