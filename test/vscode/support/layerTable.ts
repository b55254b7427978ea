import type { FrameLocator } from 'playwright-core';
import type { Report } from '../../../src/report/report.js';

/** The full numbers of the page's table, by layer and by the field's path in the report; '' is null. */
export type TableNumbers = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What the table of layers says of a run. */
export async function tableNumbers(
  page: FrameLocator,
  run: 'current' | 'previous' = 'current',
): Promise<TableNumbers> {
  const rows = await page.locator('table[data-table="layers"] tr[data-layer]').evaluateAll(
    (elements, wanted) =>
      elements.map((row) => {
        const cells = [...row.querySelectorAll(`td[data-field][data-run="${wanted}"]`)];
        return [
          row.getAttribute('data-layer') ?? '',
          Object.fromEntries(
            cells.map((cell) => [
              cell.getAttribute('data-field') ?? '',
              cell.getAttribute('data-value') ?? '',
            ]),
          ),
        ] as const;
      }),
    run,
  );
  return Object.fromEntries(rows);
}

/** The same fields of the same layers as a report has them. */
export function reportNumbers(report: Report, like: TableNumbers): TableNumbers {
  return Object.fromEntries(
    report.layers.map((layer) => [
      layer.id,
      Object.fromEntries(Object.keys(like[layer.id] ?? {}).map((path) => [path, written(at(layer, path))])),
    ]),
  );
}

function at(value: unknown, path: string): unknown {
  let found = value;
  for (const name of path.split('.')) {
    if (typeof found !== 'object' || found === null) return null;
    found = (found as Readonly<Record<string, unknown>>)[name];
  }
  return found;
}

function written(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
