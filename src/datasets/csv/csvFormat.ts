import { ExpectedError } from '../../vocabulary/expectedError.js';
import { openMaybeGzip } from '../bytes/byteSource.js';
import { concludeLook } from '../concludeLook.js';
import type { DatasetRequest } from '../dataset.js';
import { fingerprintFiles } from '../fingerprint.js';
import { SampleCheck } from '../inputWriters.js';
import type { CsvForm, DatasetFormat, LookThrough, RowReader } from '../lookThrough.js';
import { RowLook } from '../rowLook.js';
import { onlyInput, shapeText, sizeOf } from '../shapes.js';
import { csvRecords, sniffCsv, type CsvRecord } from './csvRecords.js';

/** Rows of numbers as text, one of the columns perhaps the label. */
export const csvFormat: DatasetFormat = { lookThrough, openRows };

async function lookThrough(request: DatasetRequest): Promise<LookThrough> {
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
      const where = `${path}, row ${record.number},`;
      look.next(`row ${record.number}`, () => {
        parseRow(record, form, values, where);
        check.check([{ shape: [values.length], values }], where);
        return labelOf(record, form, where);
      });
    }
    return concludeLook(request, {
      kind: 'csv',
      fingerprint: await fingerprintFiles(request.labels === null ? [path] : [path, request.labels]),
      ...look.finish(),
      shapes: check.shapes,
      csv: form,
    });
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
  const remedy =
    form.labelColumn === null && width(form) === wanted + 1
      ? `is one of its columns the label? Name it: --label-column ${form.header ? 'NAME' : '1 (the first) or ' + String(form.columns) + ' (the last)'}`
      : 'give one column an element';
  throw new ExpectedError(
    'data-shape',
    `${path} has ${width(form)} columns of numbers${form.labelColumn === null ? '' : ' beside the label'} where the model's input ${shapeText(shape)} takes ${sizeOf([wanted])}: ${remedy}`,
  );
}

function parseRow(
  { cells }: CsvRecord,
  { columns, labelColumn }: CsvForm,
  out: Float64Array,
  where: string,
): void {
  if (cells.length !== columns)
    throw new ExpectedError(
      'data-malformed',
      `${where} has ${cells.length} cells where the first row has ${columns}: mend it, or leave bad rows out with --skip-bad`,
    );
  for (let column = 0, at = 0; column < columns; column++) {
    if (column === labelColumn) continue;
    const cell = cells[column] ?? '';
    const value = Number(cell);
    if ((Number.isNaN(value) && !/^\s*nan\s*$/i.test(cell)) || cell.trim() === '')
      throw new ExpectedError(
        'data-malformed',
        `${where} has "${cell.slice(0, 40)}" in column ${column + 1} where a number should be: mend it, or leave bad rows out with --skip-bad`,
      );
    out[at++] = value;
  }
}

function labelOf({ cells }: CsvRecord, { labelColumn }: CsvForm, where: string): string | null {
  if (labelColumn === null) return null;
  const label = cells[labelColumn]?.trim() ?? '';
  if (label === '')
    throw new ExpectedError(
      'data-labels',
      `${where} has no label: add it, or leave bad rows out with --skip-bad`,
    );
  return label;
}

async function openRows(request: DatasetRequest, { csv: form, shapes }: LookThrough): Promise<RowReader> {
  if (form === null) throw new TypeError('the look-through of a csv file has its form');
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
          throw new ExpectedError('data-malformed', `${path} became shorter while it was read: run again`);
        if (next++ < row) continue;
        const where = `${path}, row ${result.value.number},`;
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
