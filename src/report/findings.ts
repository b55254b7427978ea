import { depthFindings } from './depthFindings.js';
import { listed, plural } from '../vocabulary/formatNumber.js';
import { layerFindings } from './layerFindings.js';
import type { Finding, LayerReport, ReportDataset, ReportDepth, ReportTask } from './report.js';
import { taskFindings } from './taskFindings.js';

export interface FindingsInput {
  readonly layers: readonly LayerReport[];
  readonly dataset: ReportDataset;
  readonly task: ReportTask | null;
  readonly depth: ReportDepth;
  /** False where the data has no usable labels: there is one class, called "all". */
  readonly labelled: boolean;
  readonly repairs: readonly { readonly code: string; readonly detail: string }[];
  /** What the reader of the data found; its codes win over the same ones from here. */
  readonly datasetFindings: readonly Omit<Finding, 'layer'>[];
}

/** From here on the interval of a class keeps its promise (docs/measures.md, "Intervals"). */
export const ENOUGH_SAMPLES = 20;
const LISTED = 6;
const RANK = { error: 0, warning: 1, info: 2 } as const;

/**
 * What the numbers say, in words, gravest first. Pure: the same numbers give the same findings.
 * docs/findings.md explains every code.
 */
export function findFindings(input: FindingsInput): readonly Finding[] {
  const found: readonly Finding[] = [
    ...layerFindings(input),
    ...taskFindings(input),
    ...sampleFindings(input),
    ...depthFindings(input),
  ];
  const told = new Set(input.datasetFindings.map(({ code }) => code));
  const ofData = input.datasetFindings.map((finding) => ({ ...finding, layer: null }));
  // What is doubtful about the data comes before the numbers, what was merely chosen after them.
  const all = [
    ...ofData.filter(({ severity }) => severity !== 'info'),
    ...found.filter(({ code }) => !told.has(code)),
    ...ofData.filter(({ severity }) => severity === 'info'),
  ];
  // A stable sort: within a severity the order above is the order of weight.
  return all.sort((one, other) => RANK[one.severity] - RANK[other.severity]);
}

/** What the data and the model's file put before every number. */
function sampleFindings({ dataset, labelled, repairs }: FindingsInput): readonly Finding[] {
  const findings: Finding[] = [];
  const add = (code: string, severity: Finding['severity'], message: string): void => {
    findings.push({ code, severity, layer: null, message });
  };
  if (dataset.kind === 'synthetic') {
    add(
      'synthetic-noise',
      'warning',
      `The data is seeded noise (${plural(dataset.samples, 'sample', 'samples')}): every number describes the network's answer to noise, not to real data.`,
    );
  }
  const few = dataset.classes.filter(({ samples }) => samples < ENOUGH_SAMPLES);
  if (few.length > 0) {
    const named = few.map(({ label, samples }) => `${label} (${samples})`);
    add(
      'few-samples',
      'warning',
      `${plural(few.length, 'class has', 'classes have')} fewer than ${ENOUGH_SAMPLES} samples: ${listed(named, LISTED)}. The 95% intervals cover less than they say there (91 to 92% at 8 samples a class); use more samples of these classes.`,
    );
  }
  if (dataset.skipped > 0) {
    const [first] = dataset.skippedSamples;
    const example = first === undefined ? '' : `, the first ${first.where} (${first.reason})`;
    add(
      'samples-skipped',
      'warning',
      `${plural(dataset.skipped, 'unreadable sample was', 'unreadable samples were')} left out${example}; the numbers describe the ${dataset.samples} that were read.`,
    );
  }
  if (!labelled && dataset.kind !== 'synthetic') {
    add(
      'no-labels',
      'info',
      `The data has no usable labels: all ${plural(dataset.samples, 'sample', 'samples')} form one class, so the class entropy equals the pooled one and the gap is 0. Give --labels or --label-column to see class information.`,
    );
  }
  if (repairs.length > 0) {
    const codes = [...new Set(repairs.map(({ code }) => code))];
    add(
      'model-repaired',
      'info',
      `${plural(repairs.length, 'defect of the model file was', 'defects of the model file were')} repaired in memory (${listed(codes, LISTED)}); the file was not changed.`,
    );
  }
  return findings;
}
