import { cleanText } from '../vocabulary/cleanText.js';
import { compareReports, type LayerDifference } from './compareReports.js';
import { count, decimals, interval, percent, plural, signed } from '../vocabulary/formatNumber.js';
import type { GateResult } from './gates.js';
import { gateText } from './gateText.js';
import type { LayerReport, Report } from './report.js';
import { accuracyInterval } from './taskFindings.js';

export interface MarkdownOptions {
  /** Adds the change since that report to each number. */
  readonly previous: Report | null;
  readonly gates: readonly GateResult[];
}

/** A report for a pull request or a CI summary, in GitHub's Markdown. Names from files are escaped. */
export function renderMarkdown(report: Report, options: MarkdownOptions): string {
  return [
    `# Activation entropy of ${escape(report.model.name)}`,
    '',
    ...summary(report),
    ...gateLines(options.gates),
    ...findingLines(report),
    '## Layers',
    '',
    ...layerTable(report, options.previous),
    '',
    'Entropies are in bits per neuron: within classes (class), over all samples (all), and the difference (gap, the class information). The interval is the 95 % interval of the bias-corrected gap.',
    '',
    `Written by Entroscope ${escape(report.tool.version)}.`,
    '',
  ].join('\n');
}

function summary({ model, dataset, runtime, task }: Report): string[] {
  const noise = dataset.kind === 'synthetic' ? ' (**seeded noise, no real data**)' : '';
  const skipped = dataset.skipped === 0 ? '' : `, ${count(dataset.skipped)} skipped`;
  const lines = [
    `- Model: ${escape(model.path)}, ${model.format}, ${plural(model.parameters, 'parameter', 'parameters')}`,
    `- Data: ${escape(dataset.path)}${noise}, ${plural(dataset.samples, 'sample', 'samples')} in ${plural(dataset.classes.length, 'class', 'classes')}${skipped}`,
    `- Backend: ${escape(runtime.backend)} ${escape(runtime.backendVersion)}${runtime.fallbackReason === null ? '' : ` (${escape(runtime.fallbackReason)})`}`,
  ];
  if (task !== null) {
    const range = interval(accuracyInterval(task.accuracy, dataset.samples));
    lines.push(
      `- Accuracy: **${decimals(task.accuracy)}** (95 % interval ${range}, chance ${decimals(task.chance)})`,
    );
  }
  return [...lines, ''];
}

function gateLines(gates: readonly GateResult[]): string[] {
  if (gates.length === 0) return [];
  const word = { passed: 'passed', failed: '**failed**', unknown: 'not decided' };
  return [
    '## Gates',
    '',
    ...gates.map((result) => `- ${word[result.state]}: ${escape(gateText(result))}`),
    '',
  ];
}

function findingLines({ findings }: Report): string[] {
  if (findings.length === 0) return [];
  return [
    '## Findings',
    '',
    ...findings.map(
      ({ severity, code, message }) => `- **${severity}** (${escape(code)}): ${escape(message)}`,
    ),
    '',
  ];
}

function layerTable(report: Report, previous: Report | null): string[] {
  const changes = new Map(
    previous === null ? [] : compareReports(previous, report).layers.map((layer) => [layer.id, layer]),
  );
  return [
    '| Layer | Type | Neurons | Class | All | Gap | Gap, 95 % interval | Stability | Dead | Always on |',
    '|:--|:--|--:|--:|--:|--:|:--|--:|--:|--:|',
    ...report.layers.map((layer) => layerRow(layer, changes.get(layer.id))),
  ];
}

function layerRow(layer: LayerReport, change: LayerDifference | undefined): string {
  const { neurons, entropy, stability } = layer;
  const delta = change?.delta ?? null;
  const withChange = (value: string, difference: number | null | undefined): string =>
    difference === null || difference === undefined ? value : `${value} (${signed(difference)})`;
  const share = (number: number): string =>
    number === 0 || neurons.measured === 0
      ? count(number)
      : `${count(number)} (${percent(number / neurons.measured)})`;
  const kind = layer.activation === null ? layer.type : `${layer.type} ${layer.activation}`;
  const cells = [
    escape(layer.id),
    escape(kind),
    neurons.measured === neurons.total
      ? count(neurons.total)
      : `${count(neurons.measured)} of ${count(neurons.total)}`,
    withChange(decimals(entropy.class), delta?.class),
    withChange(decimals(entropy.all), delta?.all),
    withChange(decimals(entropy.gap), delta?.gap),
    interval(entropy.ci95.gap),
    withChange(decimals(stability.class), delta?.stability),
    share(neurons.dead),
    share(neurons.alwaysOn),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Text that shows as itself: no links, images, HTML, mentions, headings or broken tables out of a layer's name. */
function escape(text: string): string {
  return cleanText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;')
    .replace(/[\\`*_{}[\]()#+!|~$]/gu, '\\$&')
    .replace(/:\/\//gu, '&#58;//');
}
