import * as v from 'valibot';
import type { Report } from '../report/report.js';
import { dataParts } from '../vocabulary/dataQuestion.js';
import { fields, finite, fits, list, oneOf, text, type Checked } from '../vocabulary/schema.js';

const reportShape = fields({
  model: fields({}),
  dataset: fields({}),
  runtime: fields({}),
  depth: fields({}),
  layers: list(v.unknown()),
  findings: list(v.unknown()),
});

/** A report in a message: whoever feeds the page has checked it field by field (src/report/parseReport.ts). */
const checkedReport = v.custom<Report>((value) => fits(reportShape, value), 'a report');

const pageData = fields({
  report: checkedReport,
  /** The run that it is compared with. */
  previous: v.nullable(checkedReport),
  /** Where the counts of the report's neurons are: in it, or with the host, which is asked for a layer's. */
  counts: oneOf('inside', 'host'),
});

/** Samples done of all; total null where it is not known yet. */
const pageProgress = fields({ text, done: finite, total: v.nullable(finite) });

const orNull = v.nullable(pageData);

/** All that the page can show; `main[data-state]` holds the kind. Whoever feeds the page owns the state. */
export const pageState = v.variant('kind', [
  /** title: the model's path where one is chosen. */
  fields({ kind: v.literal('empty'), title: v.nullable(text), text }),
  /** data: the last run, which stays in view until the first part of the new one is there. */
  fields({ kind: v.literal('loading'), title: text, data: orNull, progress: pageProgress }),
  fields({ kind: v.literal('partial'), data: pageData, progress: pageProgress }),
  fields({ kind: v.literal('done'), data: pageData }),
  fields({ kind: v.literal('stale'), data: pageData, reason: text }),
  fields({
    kind: v.literal('error'),
    /** The model's path. */
    title: v.nullable(text),
    message: text,
    /** An ErrorCode; null: a bug, or a report that cannot be read. */
    code: v.nullable(text),
    /** What of the data can be chosen so that it does not happen again; null: nothing. */
    parts: v.nullable(dataParts),
    /** Code to start from in a file of one's own. */
    example: v.optional(v.nullable(text)),
    data: orNull,
  }),
]);

/** What there is to draw. */
export type PageData = Checked<typeof pageData>;
export type PageProgress = Checked<typeof pageProgress>;
export type PageState = Checked<typeof pageState>;

/** The run that a state still shows; null where there is none. */
export function dataOf(state: PageState): PageData | null {
  return 'data' in state ? state.data : null;
}

/** What tells a run from all others, in messages about it. */
export function runKey({ model, createdAt }: Report): string {
  return `${model.fingerprint} ${createdAt}`;
}
