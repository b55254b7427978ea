import type { LayerReport, Report } from './report.js';

type Cell = string | number | boolean | null;

/**
 * RFC 4180: a header, then a row a layer; columns are named by the report's field paths, null is an empty cell, numbers
 * keep their full precision. Layer counts (binary) are not in it. Text is written as it is, quoted where it must be.
 */
export function renderCsv(report: Report): string {
  const labels = report.dataset.classes.map(({ label }) => label);
  const rows = report.layers.map((layer) => cellsOf(layer, labels));
  const header = rows[0]?.map(([name]) => name) ?? ['id'];
  return [header, ...rows.map((row) => row.map(([, value]) => value))]
    .map((row) => `${row.map(cellText).join(',')}\r\n`)
    .join('');
}

function cellsOf(layer: LayerReport, labels: readonly string[]): readonly (readonly [string, Cell])[] {
  const { neurons, entropy, stability, patterns, rank, probe, baseline } = layer;
  const byClass = (name: string, value: (index: number) => Cell | undefined): readonly [string, Cell][] =>
    labels.map((label, index) => [name.replace('LABEL', () => label), value(index) ?? null]);
  const pattern = (index: number): LayerReport['patterns']['byClass'][number] | undefined =>
    patterns.byClass[index];
  return [
    ['id', layer.id],
    ['name', layer.name],
    ['type', layer.type],
    ['activation', layer.activation],
    ['outputShape', JSON.stringify(layer.outputShape)],
    ['dense', layer.dense],
    ['threshold', layer.threshold],
    ['parameters', layer.parameters],
    ['neurons.total', neurons.total],
    ['neurons.measured', neurons.measured],
    ['neurons.dead', neurons.dead],
    ['neurons.alwaysOn', neurons.alwaysOn],
    ['neurons.dormant', neurons.dormant],
    ['neurons.apoz', neurons.apoz],
    ['neurons.nonFinite', neurons.nonFinite],
    ['entropy.class', entropy.class],
    ['entropy.all', entropy.all],
    ['entropy.gap', entropy.gap],
    ...(['class', 'all', 'gap'] as const).map((name): [string, Cell] => [
      `entropy.corrected.${name}`,
      entropy.corrected[name],
    ]),
    ...(['class', 'all', 'gap'] as const).flatMap((name): [string, Cell][] => [
      [`entropy.ci95.${name}.lo`, entropy.ci95[name]?.[0] ?? null],
      [`entropy.ci95.${name}.hi`, entropy.ci95[name]?.[1] ?? null],
    ]),
    ...byClass('entropy.byClass[LABEL]', (index) => entropy.byClass[index]),
    ['stability.class', stability.class],
    ['stability.modal', stability.modal],
    ...byClass('stability.byClass[LABEL]', (index) => stability.byClass[index]),
    ...byClass('patterns.byClass[LABEL].samples', (index) => pattern(index)?.samples),
    ...byClass('patterns.byClass[LABEL].distinct', (index) => pattern(index)?.distinct),
    ...byClass('patterns.byClass[LABEL].plugin', (index) => pattern(index)?.plugin),
    ...byClass('patterns.byClass[LABEL].coverage', (index) => pattern(index)?.coverage),
    ...byClass('patterns.byClass[LABEL].estimate', (index) => pattern(index)?.estimate),
    ...byClass('patterns.byClass[LABEL].saturated', (index) => pattern(index)?.saturated),
    ['rank.saturation', rank?.saturation ?? null],
    ['rank.participation', rank?.participation ?? null],
    ['rank.effective', rank?.effective ?? null],
    ['probe.accuracy', probe?.accuracy ?? null],
    ['probe.standardError', probe?.standardError ?? null],
    ['baseline.class', baseline?.class ?? null],
    ['baseline.all', baseline?.all ?? null],
    ['baseline.gap', baseline?.gap ?? null],
    ['baseline.stability', baseline?.stability ?? null],
  ];
}

function cellText(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  return /[",\r\n]|^\s|\s$/u.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
