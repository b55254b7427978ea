import type { LayerReport, ReportTask } from './report.js';

/**
 * The dense layers before the output: its neurons are the classes, so that its numbers are of another kind. The last
 * dense layer is the output's unless layers with weights follow it.
 */
export function hiddenDense(layers: readonly LayerReport[]): readonly LayerReport[] {
  const dense = layers.filter((layer) => layer.dense);
  const last = dense.at(-1);
  if (last === undefined) return [];
  const after = layers.slice(layers.indexOf(last) + 1);
  return after.some(({ parameters }) => parameters > 0) ? dense : dense.slice(0, -1);
}

/** Ids of the layers that answer: from the last dense one on, those with an element an output of the model. */
export function answeringLayers(
  layers: readonly LayerReport[],
  task: ReportTask | null,
): ReadonlySet<string> {
  const columns = task?.confusion[0]?.length ?? 0;
  if (columns === 0) return new Set();
  const head = layers.findLastIndex(({ parameters, dense }) => dense || parameters > 0);
  const tail = layers.slice(Math.max(0, head));
  return new Set(
    tail.flatMap(({ id, neurons: { total } }) =>
      total === columns || (total === 1 && columns === 2) ? [id] : [],
    ),
  );
}
