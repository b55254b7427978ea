import * as v from 'valibot';
import { layerCounts } from '../report/report.js';
import { whatIfSchema } from '../report/whatIf.js';
import { fields, finite, list, oneOf, text, truth, type Checked } from '../vocabulary/schema.js';
import { pageState } from './pageState.js';

/** A page's file larger than this is a mistake, not a chart. */
const LARGEST_FILE = 256 * 2 ** 20;

/** One layer's place in a timeline: the quantities that are shown there, by their short names, in the report's units. */
export const layerSummary = fields({
  id: text,
  dense: truth,
  numbers: v.record(text, v.nullable(finite), 'an object'),
});

const runFields = {
  id: text,
  /** ISO time. */
  createdAt: text,
  samples: finite,
  accuracy: v.nullable(finite),
  /** What a person called it. */
  name: v.optional(text),
  /** In order of execution. */
  layers: list(layerSummary),
};

/** A kept run of the model on the page: what a list and a timeline show of it. */
export const keptSummary = fields(runFields);
const runSummary = fields({
  ...runFields,
  /** Which of the two runs on the page it is. */
  shown: v.nullable(oneOf('current', 'previous')),
});

/** What the page shows of the question which layers of the model can go. */
const whatIfView = v.variant('kind', [
  fields({ kind: v.literal('running'), text }),
  fields({ kind: v.literal('failed'), message: text }),
  fields({
    kind: v.literal('done'),
    found: whatIfSchema,
    /** Where the smaller model was saved; null: not yet. */
    savedTo: v.nullable(text),
  }),
]);

/**
 * Host to page. The host owns all state: the page says `ready` and is sent a whole snapshot, so that hiding, moving or
 * reloading it loses nothing. Snapshots hold no counts of single neurons: the page asks for those of a layer.
 */
const toPage = v.variant('t', [
  fields({
    t: v.literal('state'),
    state: pageState,
    /** The model's kept runs, the oldest first. */
    runs: list(runSummary),
    /** What just happened, in words ("Cancelled."); null where there is nothing to say. */
    notice: v.nullable(text),
    /** Which of its layers can go; null, or left out: nobody asked. */
    whatIf: v.exactOptional(v.nullable(whatIfView)),
    /** Codes of the shown run's findings whose remedy the host would write into entroscope.json. */
    remedies: list(text),
  }),
  /** Select a layer everywhere; focus moves the keyboard there, too. */
  fields({ t: v.literal('select'), layer: text, focus: truth }),
  /** The answer to `counts`; null where that run has none of the layer. */
  fields({ t: v.literal('counts'), run: text, layer: text, counts: v.nullable(layerCounts) }),
]);

/** What a button of the page asks of the host; `data-action` on the button. */
export const PAGE_ACTIONS = [
  'analyze',
  'rerun',
  'cancel',
  'chooseDataset',
  'compare',
  'exportReport',
  'showLog',
  'showFile',
  'chooseParts',
  'whichLayersCanGo',
  'saveSmaller',
  'manageTrust',
  'showNewest',
] as const;

/** Page to host. */
const fromPage = v.variant('t', [
  fields({ t: v.literal('ready') }),
  fields({ t: v.literal('action'), action: v.picklist(PAGE_ACTIONS) }),
  /** The remedy of a finding of a run on the page (runKey) is wanted: the host looks up what that is. */
  fields({ t: v.literal('remedy'), run: text, finding: text }),
  /** A layer was selected; open: its line of code is asked for, too (a click or Enter on its row). */
  fields({ t: v.literal('selected'), layer: text, open: truth }),
  /** The counts of a layer's neurons of a run on the page (runKey): it is looked at. */
  fields({ t: v.literal('counts'), run: text, layer: text }),
  /** A file that the page made (SVG, PNG, CSV, JSON): the host asks where to save it. */
  fields({
    t: v.literal('save'),
    name: text,
    mime: text,
    base64: v.pipe(v.string(), v.maxLength(LARGEST_FILE)),
  }),
]);

export type WhatIfView = Checked<typeof whatIfView>;
export type LayerSummary = Checked<typeof layerSummary>;
export type RunSummary = Checked<typeof runSummary>;
export type PageAction = (typeof PAGE_ACTIONS)[number];
export type FromPage = Checked<typeof fromPage>;
export type ToPage = Checked<typeof toPage>;

/** The guard of the page's messages; null for what is none. What is not in the contract is dropped. */
export function parseFromPage(message: unknown): FromPage | null {
  const { success, output } = v.safeParse(fromPage, message, { abortEarly: true });
  return success ? output : null;
}

/** The guard of the host's messages; null for what is none (other scripts of the window post messages, too). */
export function parseToPage(message: unknown): ToPage | null {
  const { success, output } = v.safeParse(toPage, message, { abortEarly: true });
  return success ? output : null;
}
