import type { LayerReport, Report } from '../../report/report.js';
import { csvText, type CsvCell } from './csvText.js';

/**
 * The layers' numbers: a header, then a row a layer. Columns are named by the report's field paths, so that every field
 * of a layer is one: an interval is two (`.lo`, `.hi`), what is told by class one a class (`[LABEL]`). What was
 * not computed of any layer, and the counts of single neurons, are left out.
 */
export function layersCsv({ layers, dataset }: Report): string {
  const labels = dataset.classes.map(({ label }) => label);
  const rows = layers.map((layer) => new Map(columnsOf(layer, labels)));
  // A field that some layers lack is empty there, and moves no other.
  const names = rows.length === 0 ? ['id'] : [...new Set(rows.flatMap((row) => [...row.keys()]))];
  return csvText([names, ...rows.map((row) => names.map((name) => row.get(name) ?? null))]);
}

const LEFT_OUT: readonly string[] = ['counts'] satisfies (keyof LayerReport)[];

type Column = readonly [name: string, cell: CsvCell];

/** Without a value anywhere these have no columns. */
const GROUPS: readonly string[] = ['rank', 'probe', 'baseline'] satisfies (keyof LayerReport)[];

function columnsOf(layer: LayerReport, labels: readonly string[]): readonly Column[] {
  return Object.entries(layer)
    .filter(([name, value]) => !LEFT_OUT.includes(name) && !(value === null && GROUPS.includes(name)))
    .flatMap(([name, value]) => flattened(name, value, labels));
}

function flattened(path: string, value: unknown, labels: readonly string[]): readonly Column[] {
  // What intervals of differences are made of: a list a layer, which no table shows.
  if (path === 'entropy.jackknife') return [];
  if (path.includes('.ci95.')) return intervalColumns(path, value);
  if (path.endsWith('.byClass') && Array.isArray(value)) return byClassColumns(path, value, labels);
  if (Array.isArray(value)) return [[path, JSON.stringify(value)]];
  if (typeof value !== 'object' || value === null) return [[path, value as CsvCell]];
  const fields = Object.entries(value);
  // What is told by class comes after what is told of the layer.
  const byClass = fields.filter(([name]) => name === 'byClass');
  const others = fields.filter(([name]) => name !== 'byClass');
  return [...others, ...byClass].flatMap(([name, inner]) => flattened(`${path}.${name}`, inner, labels));
}

function intervalColumns(path: string, range: unknown): readonly Column[] {
  const [lo, hi] = Array.isArray(range) ? (range as readonly number[]) : [];
  return [
    [`${path}.lo`, lo ?? null],
    [`${path}.hi`, hi ?? null],
  ];
}

/** A column a class; of several fields, all classes of one after the other. */
function byClassColumns(
  path: string,
  values: readonly unknown[],
  labels: readonly string[],
): readonly Column[] {
  const [first] = values;
  if (typeof first !== 'object' || first === null) {
    return labels.map((label, index) => [`${path}[${label}]`, (values[index] ?? null) as CsvCell]);
  }
  return Object.keys(first).flatMap((field) =>
    labels.map((label, index): Column => {
      const ofClass = values[index] as Readonly<Record<string, CsvCell>> | undefined;
      return [`${path}[${label}].${field}`, ofClass?.[field] ?? null];
    }),
  );
}
