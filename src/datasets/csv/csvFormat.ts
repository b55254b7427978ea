import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase, type Phrase } from '../../vocabulary/phrase.js';
import { openMaybeGzip } from '../bytes/byteSource.js';
import type { DatasetRequest } from '../dataset.js';
import { fingerprintFiles } from '../fingerprint.js';
import type { DatasetFormat, Look, RowReader } from '../format.js';
import { SampleCheck } from '../inputWriters.js';
import { RowLook } from '../rowLook.js';
import { rowPlace } from '../samplePlace.js';
import { onlyInput, shapeText, sizeOf } from '../shapes.js';
import type { CsvForm } from './csvForm.js';
import { csvRecords, sniffCsv, type CsvRecord } from './csvRecords.js';

/** Rows of numbers as text, one of the columns perhaps the label. */
export const csvFormat: DatasetFormat<CsvForm> = { kind: 'csv', lookThrough, openRows };

async function lookThrough(request: DatasetRequest): Promise<Look<CsvForm>> {
  const { path } = request;
  const input = onlyInput(request.inputs, 'csv');
  const source = await openMaybeGzip(path);
  try {
    const named = await sniffCsv(source, path, request.labels === null ? request.labelColumn : null);
    const form = request.labels === null ? named : { ...named, labelColumn: null };
    checkWidth(form, input.shape, path);
    const look = await RowLook.open(request, null);
    const check = new SampleCheck(request, 'csv');
    const values = new Float64Array(width(form));
    for await (const record of csvRecords(source, path, form)) {
      const where = rowPlace(path, record.number);
      look.next(`row ${record.number}`, () => {
        parseRow(record, form, values, where);
        check.check([{ shape: [values.length], values }], where);
        return labelOf(record, form, where);
      });
    }
    return {
      fingerprint: await fingerprintFiles(request.labels === null ? [path] : [path, request.labels]),
      ...look.finish(),
      shapes: check.shapes,
      index: form,
    };
  } finally {
    await source.close();
  }
}

function width({ columns, labelColumn }: CsvForm): number {
  return columns - (labelColumn === null ? 0 : 1);
}

/** One number too many is most likely a label that no header names: guessing which would be wrong half of the time. */
function checkWidth(form: CsvForm, shape: readonly (number | null)[], path: string): void {
  const wanted = shape.reduce<number>((product, size) => product * (size ?? NaN), 1);
  if (Number.isNaN(wanted) || width(form) === wanted) return;
  const naming = form.header
    ? option('labelColumn', 'NAME')
    : phrase`${option('labelColumn', '1')} (the first) or ${form.columns} (the last)`;
  const remedy =
    form.labelColumn === null && width(form) === wanted + 1
      ? phrase`is one of its columns the label? Name it: ${naming}`
      : 'give one column an element';
  throw new ExpectedError(
    'data-shape',
    phrase`${file(path)} has ${width(form)} columns of numbers${form.labelColumn === null ? '' : ' beside the label'} where the model's input ${shapeText(shape)} takes ${sizeOf([wanted])}: ${remedy}`,
  );
}

const MEND_ROW = phrase`mend it, or leave bad rows out with ${option('skipBad')}`;

/** @throws ExpectedError data-malformed for another number of cells, or one that is no number */
function parseRow(
  { cells }: CsvRecord,
  { columns, labelColumn }: CsvForm,
  out: Float64Array,
  where: Phrase,
): void {
  if (cells.length !== columns)
    throw new ExpectedError(
      'data-malformed',
      phrase`${where} has ${cells.length} cells where the first row has ${columns}: ${MEND_ROW}`,
    );
  let next = 0;
  for (const [column, cell] of cells.entries()) {
    if (column === labelColumn) continue;
    const value = Number(cell);
    if ((Number.isNaN(value) && !/^\s*nan\s*$/i.test(cell)) || cell.trim() === '')
      throw new ExpectedError(
        'data-malformed',
        phrase`${where} has "${cell.slice(0, 40)}" in column ${column + 1} where a number should be: ${MEND_ROW}`,
      );
    out[next++] = value;
  }
}

function labelOf({ cells }: CsvRecord, { labelColumn }: CsvForm, where: Phrase): string | null {
  if (labelColumn === null) return null;
  const label = cells[labelColumn]?.trim() ?? '';
  if (label === '')
    throw new ExpectedError(
      'data-labels',
      phrase`${where} has no label: add it, or leave bad rows out with ${option('skipBad')}`,
    );
  return label;
}

async function openRows(
  request: DatasetRequest,
  { index: form, shapes }: Pick<Look<CsvForm>, 'index' | 'shapes'>,
): Promise<RowReader> {
  const { path } = request;
  const source = await openMaybeGzip(path);
  const records = csvRecords(source, path, form);
  const writer = new SampleCheck(request, 'csv', shapes);
  const values = new Float64Array(width(form));
  let next = 0;
  return {
    async read(row, slot, targets) {
      for (;;) {
        const result = await records.next();
        if (result.done === true)
          throw new ExpectedError(
            'data-malformed',
            phrase`${file(path)} became shorter while it was read: run again`,
          );
        if (next++ < row) continue;
        const where = rowPlace(path, result.value.number);
        parseRow(result.value, form, values, where);
        writer.write([{ shape: [values.length], values }], slot, targets, where);
        return;
      }
    },
    async close() {
      await records.return(undefined);
      await source.close();
    },
  };
}
