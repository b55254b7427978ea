import { ExpectedError } from '../vocabulary/expectedError.js';
import { hasItsValues } from '../vocabulary/findings/finding.js';
import { parseJson } from '../vocabulary/jsonDepth.js';
import { file, phrase, type Phrase } from '../vocabulary/phrase.js';
import { fieldProblem } from '../vocabulary/schema.js';
import { countsProblem } from './countsSize.js';
import {
  REPORT_SCHEMA,
  reportSchema,
  type LayerReport,
  type Report,
  type ReportDataset,
  type ReportTask,
} from './report.js';

const FAMILY = 'entroscope.report/';

/**
 * Guard of report files: what it returns can be rendered without further checks. Fields that it does not know are kept.
 * @param value parsed JSON
 * @param source the file's name, for messages
 * @throws ExpectedError report-newer for a later schema, report-malformed naming the first wrong field
 */
export function parseReport(value: unknown, source: string): Report {
  const schema = schemaOf(value);
  if (schema === null) {
    throw malformed(source, ['it has no field "schema", so it is no report of Entroscope']);
  }
  if (schema.startsWith(FAMILY) && Number(schema.slice(FAMILY.length)) > 1) {
    throw new ExpectedError(
      'report-newer',
      phrase`${file(source)} has schema ${schema}, this version reads ${REPORT_SCHEMA}: update Entroscope`,
    );
  }
  if (schema.startsWith('entroscope.part/')) {
    throw malformed(source, [
      'it is the partial report of a shard: join the parts with "entroscope merge" first',
    ]);
  }
  const problem = fieldProblem(reportSchema, value) ?? inconsistency(value as Report);
  if (problem !== null) {
    throw malformed(source, [`${problem}; write it again with "entroscope analyze --json"`]);
  }
  return value as Report;
}

/**
 * Reads a report file's text.
 * @throws ExpectedError as parseReport does
 */
export function parseReportText(text: string, source: string): Report {
  let value: unknown;
  try {
    value = parseJson(text.startsWith('\ufeff') ? text.slice(1) : text);
  } catch (error) {
    throw new ExpectedError(
      'report-malformed',
      phrase`${file(source)} is not JSON (${error instanceof Error ? error.message : String(error)}): name a file that "entroscope analyze --json" wrote`,
      { cause: error },
    );
  }
  return parseReport(value, source);
}

function schemaOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('schema' in value)) return null;
  return typeof value.schema === 'string' ? value.schema : null;
}

/** What single fields cannot show: one number a class, ids once, counts of one size, values of findings that fit their kind. */
function inconsistency({ dataset, layers, task, findings }: Report): string | null {
  const classes = dataset.classes.length;
  const ids = new Set<string>();
  for (const [index, layer] of layers.entries()) {
    const { id, entropy, stability, patterns } = layer;
    if (ids.has(id)) return `layers[${index}].id repeats ${JSON.stringify(id)}`;
    ids.add(id);
    for (const [name, { byClass }] of Object.entries({ entropy, stability, patterns })) {
      if (byClass.length !== classes) {
        return `layers[${index}].${name}.byClass has ${byClass.length} entries where dataset.classes has ${classes}`;
      }
    }
    const wrong = neuronsProblem(layer);
    if (wrong !== null) return `layers[${index}].neurons.${wrong}`;
    const wrongCounts = countsProblem(layer, classes);
    if (wrongCounts !== null) return `layers[${index}].counts ${wrongCounts}`;
  }
  const wrongTask = task === null ? null : taskProblem(task, dataset);
  if (wrongTask !== null) return wrongTask;
  const wrong = findings.findIndex((told) => !hasItsValues(told));
  return wrong < 0 ? null : `findings[${wrong}].values are not those of its code`;
}

/** Numbers of neurons are whole, and none is of more than there are. */
function neuronsProblem({ neurons }: LayerReport): string | null {
  const { apoz, total, measured, ...parts } = neurons;
  if (apoz < 0 || apoz > 1) return `apoz should be a share, is ${apoz}`;
  for (const [name, value] of Object.entries({ total, measured, ...parts })) {
    if (!Number.isSafeInteger(value) || value < 0) return `${name} should be a count, is ${value}`;
    const most = name === 'total' || name === 'measured' ? total : measured;
    if (value > most) return `${name} is ${value} of ${most} neurons`;
  }
  return null;
}

/** Counts [class][output] of no more answers than there are samples, as many outputs of each class. */
function taskProblem({ perClass, confusion }: ReportTask, { classes }: ReportDataset): string | null {
  for (const [name, { length }] of Object.entries({ perClass, confusion })) {
    if (length !== classes.length)
      return `task.${name} has ${length} entries where dataset.classes has ${classes.length}`;
  }
  for (const [index, row] of confusion.entries()) {
    const outputs = confusion[0]?.length ?? 0;
    if (row.length !== outputs)
      return `task.confusion[${index}] has ${row.length} entries where others have ${outputs}`;
    if (row.reduce((sum, count) => sum + count, 0) > (classes[index]?.samples ?? 0))
      return `task.confusion[${index}] counts more samples than dataset.classes[${index}] has`;
  }
  return null;
}

function malformed(source: string, cause: Phrase): ExpectedError {
  return new ExpectedError('report-malformed', phrase`${file(source)} is not a valid report: ${cause}`);
}
