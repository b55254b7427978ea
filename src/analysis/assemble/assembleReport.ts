import { EntropyTables } from '../../engine/entropyTables.js';
import { probeNumbers } from '../../engine/science/probeNumbers.js';
import { countLayer } from '../../engine/layerCounts.js';
import { TapAccumulator, type RunPlan, type TapTotals } from '../../engine/tapAccumulator.js';
import { measureTap } from '../../engine/tapMeasures.js';
import { labelsByOutput, outputOfClass } from '../../engine/classOrders.js';
import { TaskAccumulator } from '../../engine/task.js';
import { findFindings } from '../../report/findings.js';
import {
  REPORT_SCHEMA,
  type LayerCounts,
  type LayerReport,
  type Report,
  type ReportDataset,
  type ReportRuntime,
  type ReportTask,
} from '../../report/report.js';
import { finding, type KnownFinding } from '../../vocabulary/findings/finding.js';
import type { TaskState } from '../../engine/states.js';
import type { AnalysisHeader, MeasuredTap, TaskOutput } from './analysisHeader.js';
import { findOrder } from './findOrder.js';
import { layerCountsField } from './layerCountsField.js';
import { modelRight, type RunEvidence } from './runEvidence.js';
import { depthReport } from '../../report/depthReport.js';
import { NO_BASELINE, type RunBaseline } from './runBaseline.js';
import { reportClasses } from './reportClasses.js';
import { TOOL } from './tool.js';
import type { WorkerResult } from './workerResult.js';

/** What was counted of a whole run, measured. */
export interface MeasuredRun {
  /** Without rank and read-out. */
  readonly layers: readonly LayerReport[];
  readonly answered: AnsweredTask;
  /** Of the same layers with fresh weights. */
  readonly baseline: RunBaseline;
}

/**
 * Measures a whole run. Tap by tap, so that no more than one tap's sums stand in memory twice.
 * @param results of all workers or shards, in any order: together they counted every chosen sample once
 * @throws RangeError where they are not of this run
 */
export function measureRun(header: AnalysisHeader, results: readonly WorkerResult[]): MeasuredRun {
  // Counting is over: where each chosen sample stood no longer matters.
  const plan: RunPlan = {
    classOf: new Int32Array(0),
    rank: new Uint32Array(0),
    classSizes: header.dataset.classSizes,
  };
  const tables = new EntropyTables();
  const layers = header.taps.map((measured, index) =>
    layerReport(header, measured, { index, plan, results, tables }),
  );
  const states = results.flatMap(({ task }) => (task === null ? [] : [task]));
  return { layers, answered: answeredTask(header.task, header.dataset, states), baseline: NO_BASELINE };
}

/**
 * The report of a measured run.
 * @param evidence what the science samples tell; null: not computed, or not yet
 * @param runtime asked when all is there, so that its total tells the whole time
 */
export function assembleReport(
  header: AnalysisHeader,
  run: MeasuredRun,
  evidence: RunEvidence | null,
  runtime: () => ReportRuntime,
): Report {
  const dataset = datasetOf(header);
  const { task, order, findings: ofOrder, judge } = run.answered;
  const right = evidence === null ? null : modelRight(header.dataset, evidence.answers, judge);
  const layers = run.layers.map((layer, index) => {
    const { rank = null, probe = null } = evidence?.taps[index] ?? {};
    const baseline = run.baseline.t === 'computed' ? (run.baseline.taps[index] ?? null) : null;
    return { ...layer, baseline, rank, probe: probe === null ? null : probeNumbers(probe, right) };
  });
  const depth = depthReport(layers, {
    task,
    labelled: header.dataset.labelled,
    probes: evidence?.taps.map((tap) => tap.probe) ?? null,
    right,
  });
  const findings = findFindings({
    layers,
    dataset,
    task,
    depth,
    labelled: header.dataset.labelled,
    repairs: header.model.repairs,
    outputs: order,
    datasetFindings: [...header.dataset.findings, ...ofOrder, ...leftOut(run.baseline)],
  });
  return {
    schema: REPORT_SCHEMA,
    createdAt: new Date().toISOString(),
    tool: TOOL,
    model: header.model,
    dataset,
    settings: { ...header.settings, classOrder: order },
    runtime: runtime(),
    layers,
    task,
    depth,
    findings,
  };
}

/** What a reader is told of a baseline that is not there. */
function leftOut(baseline: RunBaseline): readonly KnownFinding[] {
  return baseline.t === 'computed' || baseline.seconds === null
    ? []
    : [finding('baseline-left-out', { seconds: baseline.seconds })];
}

function layerReport(
  header: AnalysisHeader,
  { tap, threshold }: MeasuredTap,
  run: {
    readonly index: number;
    readonly plan: RunPlan;
    readonly results: readonly WorkerResult[];
    readonly tables: EntropyTables;
  },
): LayerReport {
  const accumulator = new TapAccumulator({
    shape: tap.outputShape,
    plan: run.plan,
    threshold,
    maxNeurons: maxNeuronsOf(header),
  });
  for (const { taps } of run.results) {
    const state = taps[run.index];
    if (state === undefined) throw new RangeError(`nothing was counted of ${tap.id}`);
    accumulator.merge(state);
  }
  const totals = accumulator.totals();
  const counts = header.settings['counts'] === false ? null : layerCountsField(countLayer(totals));
  return measuredLayer({ tap, threshold }, totals, { tables: run.tables, counts });
}

/** A layer's part of the report. */
export function measuredLayer(
  { tap, threshold }: MeasuredTap,
  totals: TapTotals,
  { tables, counts }: { readonly tables: EntropyTables; readonly counts: LayerCounts | null },
): LayerReport {
  const { neurons, entropy, stability, patterns } = measureTap(totals, tables);
  return {
    id: tap.id,
    name: tap.name,
    type: tap.type,
    activation: tap.activation,
    outputShape: tap.outputShape,
    dense: tap.dense,
    threshold,
    parameters: tap.parameters,
    neurons,
    entropy,
    stability,
    patterns,
    rank: null,
    probe: null,
    baseline: null,
    counts,
  };
}

function maxNeuronsOf(header: AnalysisHeader): number | null {
  const limit = header.settings['maxNeurons'];
  return typeof limit === 'number' ? limit : null;
}

function datasetOf({ dataset }: AnalysisHeader): ReportDataset {
  const { path, kind, fingerprint, labels, classes, classSizes, skipped, skippedSamples } = dataset;
  return {
    path,
    kind,
    samples: classSizes.reduce((sum, size) => sum + size, 0),
    skipped,
    skippedSamples,
    fingerprint,
    classes: reportClasses(labels, classes, classSizes),
  };
}

export interface AnsweredTask {
  readonly task: ReportTask | null;
  /** Tells what an answer is, and whether it is right; null where accuracy has no meaning. */
  readonly judge: Pick<TaskAccumulator, 'answer' | 'isRight'> | null;
  /** Labels by output, where they are known. */
  readonly order: readonly string[] | null;
  readonly findings: readonly KnownFinding[];
}

/** Accuracy in the order of outputs that somebody told, or that the answers themselves leave no doubt of. */
export function answeredTask(
  task: TaskOutput | null,
  dataset: Pick<AnalysisHeader['dataset'], 'labels' | 'classes'>,
  states: readonly TaskState[],
): AnsweredTask {
  const none = { task: null, judge: null, order: null, findings: [] };
  if (task === null) return none;
  const { labels, classes } = dataset;
  const open = (order: readonly string[] | null): TaskAccumulator | null => {
    const accumulator = TaskAccumulator.open({ labels, classes, classOf: new Int32Array(0), ...task, order });
    for (const state of states) accumulator?.merge(state);
    return accumulator;
  };
  const accumulator = open(task.order);
  if (accumulator === null) return none;
  const { outputs } = task;
  const found = findOrder({ labels, classes, outputs, order: task.order, confusion: accumulator.answers() });
  const order = found?.how === 'taken' ? found.order : task.order;
  const ordered = (found?.how === 'taken' ? open(order) : null) ?? accumulator;
  return {
    task: ordered.numbers(),
    judge: ordered,
    order: order ?? dataOrder(labels, outputs),
    findings:
      found === null
        ? []
        : [
            finding('class-order-found', {
              ...found,
              order: [...found.order],
              action: [{ option: 'classOrder', value: [...found.order] }],
            }),
          ],
  };
}

/** The order of the data by output, where every output has a label. */
function dataOrder(labels: readonly string[], outputs: number): readonly string[] | null {
  const columns = outputs === 1 ? 2 : outputs;
  const outputOf = outputOfClass(labels, outputs);
  if (outputOf === null || labels.length !== columns) return null;
  return labelsByOutput(labels, outputOf, columns).map((label) => label ?? '');
}
