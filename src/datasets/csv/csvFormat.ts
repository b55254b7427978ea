import { sizeOf } from '../../engine/sizeOf.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase, type Phrase } from '../../vocabulary/phrase.js';
import type { ModelInput } from '../../engine/tap.js';
import type { DatasetRequest } from '../dataset.js';
import { fingerprintFiles } from '../fingerprint.js';
import type { DatasetFormat, Look, RowReader } from '../format.js';
import { SampleCheck, type InputValues } from '../inputWriters.js';
import { argmax } from '../labels/argmax.js';
import type { Label } from '../labels/labelCollector.js';
import { mappingFindings, refuseSplit } from '../mapping/mapping.js';
import { RowLook } from '../rowLook.js';
import { rowPlace } from '../samplePlace.js';
import { CellReader, cellTexts } from './csvCells.js';
import { decideColumns, type CsvColumns } from './csvColumns.js';
import type { CsvForm } from './csvForm.js';
import { walkRows, type RowBytes } from './csvRows.js';
import { openText } from './csvText.js';
import { RowIndex, type FinishedRowIndex } from './rowIndex.js';
import { sniffCsv } from './sniffCsv.js';

/** How the rows are written, and where each begins: 12 bytes a row, which the threads share. */
interface CsvIndex extends FinishedRowIndex {
  readonly form: CsvForm;
  readonly columns: CsvColumns;
}

/** Rows of numbers as text, some of the columns perhaps labels. */
export const csvFormat: DatasetFormat<CsvIndex> = { kind: 'csv', lookThrough, openRows };

async function lookThrough(request: DatasetRequest): Promise<Look<CsvIndex>> {
  const { path, inputs, labels } = request;
  refuseSplit(request);
  const source = await openText(path);
  try {
    const head = await sniffCsv(source, path, askedNames(request));
    const { form } = head;
    const { columns, decided } = decideColumns(request, head);
    const look = await RowLook.open(request, null);
    const reader = new NumberRows(path, form, columns);
    const check = new SampleCheck(request, 'csv');
    const index = new RowIndex();
    // Numbers that are seen fit every input but those of tokens and whole numbers.
    const plain = inputs.every(({ tokenLimit, dtype }) => tokenLimit === null && dtype !== 'int32');
    let settled = false;
    await walkRows(source, path, form, (row) => {
      index.add(row);
      look.next(`row ${row.line}`, () => {
        if (plain && settled && columns.oneHot === 0) reader.check(row);
        else reader.read(row);
        if (!plain || !settled) check.check(reader.inputs(inputs), rowPlace(path, row.line));
        settled = true;
        return reader.label();
      });
    });
    return {
      fingerprint: await fingerprintFiles(labels === null ? [path] : [path, labels]),
      ...look.finish(),
      shapes: check.shapes,
      findings: mappingFindings(decided),
      mapping: decided.mapping,
      index: { form, columns, ...index.finish() },
    };
  } finally {
    await source.close();
  }
}

function askedNames({ x, y, drop, labelColumn }: DatasetRequest): readonly string[] {
  return [...(x ?? []), ...(y ?? []), ...(drop ?? []), ...(labelColumn === null ? [] : [labelColumn])];
}

const MEND_ROW = phrase`mend it, or leave bad rows out with ${option('skipBad')}`;

/** The numbers and the label of one row after the other. */
class NumberRows {
  readonly #path: string;
  readonly #form: CsvForm;
  readonly #columns: CsvColumns;
  readonly #cells: CellReader;
  readonly #numbers: Float64Array;
  readonly #values: Float64Array;
  readonly #oneHot: Float64Array;
  #row: Pick<RowBytes, 'bytes' | 'start' | 'end' | 'line'> | null = null;

  constructor(path: string, form: CsvForm, columns: CsvColumns) {
    this.#path = path;
    this.#form = form;
    this.#columns = columns;
    this.#cells = new CellReader(form, columns.roles, (column, text) => this.#badCell(column, text));
    this.#numbers = new Float64Array(columns.width + columns.oneHot);
    this.#values = this.#numbers.subarray(0, columns.width);
    this.#oneHot = this.#numbers.subarray(columns.width);
  }

  /** @throws ExpectedError data-malformed for another number of cells, or one that is no number */
  read(row: Pick<RowBytes, 'bytes' | 'start' | 'end' | 'line'>): void {
    this.#row = row;
    this.#checkWidth(this.#cells.read(row.bytes, row.start, row.end, this.#numbers));
  }

  /** Sees to a row as reading it would, and takes its label, but not its numbers. @throws as read does */
  check(row: RowBytes): void {
    const cells = this.#cells.check(row.bytes, row.start, row.end);
    if (cells < 0) this.read(row);
    else {
      this.#row = row;
      this.#checkWidth(cells);
    }
  }

  /** The numbers of the row that was read last, an array an input; valid until the next row. */
  inputs(inputs: readonly ModelInput[]): readonly InputValues[] {
    const values = this.#values;
    if (inputs.length === 1) return [{ shape: [values.length], values }];
    let from = 0;
    return inputs.map(({ shape }) => {
      const size = sizeOf(shape.map((axis) => axis ?? 1));
      from += size;
      return { shape: [size], values: values.subarray(from - size, from) };
    });
  }

  /** The label of the row that was read last; null: the columns hold none. */
  label(): Label | null {
    if (this.#columns.oneHot > 0) return argmax(this.#oneHot);
    if (!this.#columns.labelled) return null;
    const { label } = this.#cells;
    if (label === null || label === '')
      throw new ExpectedError(
        'data-labels',
        phrase`${this.#where()} has no label: add it, or leave bad rows out with ${option('skipBad')}`,
      );
    return label;
  }

  #checkWidth(cells: number): void {
    const { columns, trailing } = this.#form;
    if (cells <= columns && cells >= columns - trailing) return;
    throw new ExpectedError(
      'data-malformed',
      phrase`${this.#where()} has ${cells} cells where the first row has ${columns}: ${MEND_ROW}`,
    );
  }

  #badCell(column: number, text: string): never {
    const row = this.#row;
    if (row !== null) this.#checkWidth(cellTexts(row.bytes, row.start, row.end, this.#form.delimiter).length);
    throw new ExpectedError(
      'data-malformed',
      phrase`${this.#where()} has "${text.slice(0, 40)}" in column ${column + 1} where a number should be: ${MEND_ROW}`,
    );
  }

  #where(): Phrase {
    return rowPlace(this.#path, this.#row?.line ?? 0);
  }
}

function becameShorter(path: string): ExpectedError {
  return new ExpectedError(
    'data-malformed',
    phrase`${file(path)} became shorter while it was read: run again`,
  );
}

async function openRows(
  request: DatasetRequest,
  {
    index: { form, columns, offsets, lengths, lines, firstLine },
    shapes,
  }: Pick<Look<CsvIndex>, 'index' | 'shapes'>,
): Promise<RowReader> {
  const { path, inputs } = request;
  const source = await openText(path);
  const reader = new NumberRows(path, form, columns);
  const writer = new SampleCheck(request, 'csv', shapes);
  return {
    async read(row, slot, targets) {
      const offset = offsets[row];
      const length = lengths[row];
      if (offset === undefined || length === undefined) throw new RangeError(`row ${row} was not indexed`);
      const line = lines?.[row] ?? firstLine + row;
      // With what ends the line, so that a look at the byte behind a cell stays within the bytes.
      const read = await source.read(offset, length + 1);
      const bytes = Buffer.from(read.buffer, read.byteOffset, read.byteLength);
      if (bytes.length < length) throw becameShorter(path);
      reader.read({ bytes, start: 0, end: length, line });
      writer.write(reader.inputs(inputs), slot, targets, rowPlace(path, line));
    },
    close: () => source.close(),
  };
}
