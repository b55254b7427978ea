import { ExpectedError } from '../vocabulary/expectedError.js';
import { REPORT_SCHEMA, type Report } from './report.js';
import {
  anyOf,
  array,
  boolean,
  fieldProblem,
  literal,
  nullable,
  number,
  object,
  optional,
  record,
  string,
  tuple,
  type Check,
} from './fieldCheck.js';

const FAMILY = 'entroscope.report/';
const interval = nullable(tuple(number, number));

const layer = object({
  id: string,
  name: string,
  type: string,
  activation: nullable(string),
  outputShape: array(number),
  dense: boolean,
  threshold: number,
  parameters: number,
  neurons: object({
    total: number,
    measured: number,
    dead: number,
    alwaysOn: number,
    dormant: number,
    apoz: number,
    nonFinite: number,
  }),
  entropy: object({
    byClass: array(number),
    class: number,
    all: number,
    gap: number,
    corrected: object({ class: number, all: number, gap: number }),
    ci95: object({ class: interval, all: interval, gap: interval }),
  }),
  stability: object({ byClass: array(nullable(number)), class: nullable(number), modal: number }),
  patterns: object({
    byClass: array(
      object({
        samples: number,
        distinct: number,
        plugin: number,
        coverage: number,
        estimate: nullable(number),
        saturated: boolean,
      }),
    ),
  }),
  rank: nullable(object({ saturation: number, participation: number, effective: number })),
  probe: nullable(object({ accuracy: number, standardError: number })),
  baseline: nullable(object({ class: number, all: number, gap: number, stability: number })),
  counts: nullable(
    object({
      neurons: anyOf('"all" or { rule, number }', literal('all'), object({ rule: string, number: number })),
      channels: boolean,
      data: string,
      channelMeans: optional(string),
    }),
  ),
});

const report: Check = object({
  schema: literal(REPORT_SCHEMA),
  createdAt: string,
  tool: object({ name: literal('entroscope'), version: string }),
  model: object({
    path: string,
    name: string,
    format: anyOf('"layers-model" or "graph-model"', literal('layers-model'), literal('graph-model')),
    fingerprint: string,
    parameters: number,
    repairs: array(object({ code: string, detail: string })),
  }),
  dataset: object({
    path: string,
    kind: string,
    samples: number,
    skipped: number,
    skippedSamples: array(object({ where: string, reason: string })),
    fingerprint: string,
    classes: array(object({ label: string, samples: number })),
  }),
  settings: record,
  runtime: object({
    backend: string,
    backendVersion: string,
    fallbackReason: nullable(string),
    workers: number,
    batchSize: number,
    node: string,
    loadMs: number,
    analyzeMs: number,
    totalMs: number,
    peakRssBytes: number,
  }),
  layers: array(layer),
  task: nullable(
    object({
      accuracy: number,
      chance: number,
      perClass: array(nullable(number)),
      confusion: array(array(number)),
    }),
  ),
  depth: object({
    monotone: nullable(boolean),
    exceptions: array(object({ layer: string, rise: number })),
    hint: nullable(object({ layer: string, text: string })),
  }),
  findings: array(
    object({
      code: string,
      severity: anyOf('"error", "warning" or "info"', literal('error'), literal('warning'), literal('info')),
      layer: nullable(string),
      message: string,
    }),
  ),
});

/**
 * Guard of report files: what it returns can be rendered without further checks. Fields that it does not know are kept.
 * @param value parsed JSON
 * @param source the file's name, for messages
 * @throws ExpectedError report-newer for a later schema, report-malformed naming the first wrong field
 */
export function parseReport(value: unknown, source: string): Report {
  const schema = schemaOf(value);
  if (schema === null) throw malformed(source, 'it has no field "schema", so it is no report of Entroscope');
  if (schema.startsWith(FAMILY) && Number(schema.slice(FAMILY.length)) > 1) {
    throw new ExpectedError(
      'report-newer',
      `${source} has schema ${schema}, this version reads ${REPORT_SCHEMA}: update Entroscope`,
    );
  }
  if (schema.startsWith('entroscope.part/')) {
    throw malformed(
      source,
      'it is the partial report of a shard: join the parts with "entroscope merge" first',
    );
  }
  const problem = fieldProblem(report, value) ?? inconsistency(value as Report);
  if (problem !== null)
    throw malformed(source, `${problem}; write it again with "entroscope analyze --json"`);
  return value as Report;
}

/**
 * Reads a report file's text.
 * @throws ExpectedError as parseReport does
 */
export function parseReportText(text: string, source: string): Report {
  let value: unknown;
  try {
    value = JSON.parse(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch (error) {
    throw new ExpectedError(
      'report-malformed',
      `${source} is not JSON (${error instanceof Error ? error.message : String(error)}): name a file that "entroscope analyze --json" wrote`,
      { cause: error },
    );
  }
  return parseReport(value, source);
}

function schemaOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('schema' in value)) return null;
  return typeof value.schema === 'string' ? value.schema : null;
}

/** What single fields cannot show: one number a class, ids once. */
function inconsistency(value: Report): string | null {
  const classes = value.dataset.classes.length;
  const ids = new Set<string>();
  for (const [index, { id, entropy, stability, patterns }] of value.layers.entries()) {
    if (ids.has(id)) return `layers[${index}].id repeats ${JSON.stringify(id)}`;
    ids.add(id);
    for (const [name, length] of [
      ['entropy', entropy.byClass.length],
      ['stability', stability.byClass.length],
      ['patterns', patterns.byClass.length],
    ] as const) {
      if (length !== classes) {
        return `layers[${index}].${name}.byClass has ${length} entries where dataset.classes has ${classes}`;
      }
    }
  }
  return null;
}

function malformed(source: string, cause: string): ExpectedError {
  return new ExpectedError('report-malformed', `${source} is not a valid report: ${cause}`);
}
