import { accuracyInterval } from '../../report/accuracyInterval.js';
import { compareReports, type LayerDifference } from '../../report/compareReports.js';
import type { GateResult } from '../../report/gates.js';
import type { LayerReport, Report } from '../../report/report.js';
import { cleanText } from '../../vocabulary/cleanText.js';
import { findingWords } from '../../vocabulary/findings/finding.js';
import { count, decimals, interval, percent, plural, shareOf } from '../../vocabulary/formatNumber.js';
import { phraseText } from '../../vocabulary/phrase.js';
import {
  changeText,
  FEW_PER_CLASS,
  headlineOf,
  quantitiesOf,
  quantityText,
  shortHead,
  showsCorrected,
  type Quantity,
} from '../../vocabulary/quantities.js';
import { gateText } from '../terminal/gateText.js';

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
    ...(report.layers.some(showsCorrected)
      ? [
          '',
          `There are fewer than ${FEW_PER_CLASS} samples a class: the entropies are corrected for that; as counted they stand in the report.`,
        ]
      : []),
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
    ...findings.map((finding) => {
      const words = phraseText(findingWords(finding), 'terminal');
      return `- **${finding.severity}** (${escape(finding.code)}): ${escape(words)}`;
    }),
    '',
  ];
}

function layerTable(report: Report, previous: Report | null): string[] {
  const changes = new Map(
    previous === null ? [] : compareReports(previous, report).layers.map((layer) => [layer.id, layer]),
  );
  const quantities = quantitiesOf('markdown', report.layers);
  const heads = [
    { head: 'Layer', rule: ':--' },
    { head: 'Type', rule: ':--' },
    { head: 'Neurons', rule: '--:' },
    ...quantities.flatMap((quantity) => [
      { head: capital(shortHead(quantity)), rule: '--:' },
      ...(hasInterval(quantity)
        ? [{ head: `${capital(shortHead(quantity))}, 95 % interval`, rule: ':--' }]
        : []),
    ]),
  ];
  return [
    `| ${heads.map(({ head }) => head).join(' | ')} |`,
    `|${heads.map(({ rule }) => rule).join('|')}|`,
    ...report.layers.map((layer) => layerRow(layer, quantities, changes.get(layer.id))),
  ];
}

function hasInterval({ intervalIn = [] }: Quantity): boolean {
  return intervalIn.includes('markdown');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function layerRow(
  layer: LayerReport,
  quantities: readonly Quantity[],
  change: LayerDifference | undefined,
): string {
  const { neurons } = layer;
  const cells = [
    escape(layer.id),
    escape(layer.activation === null ? layer.type : `${layer.type} ${layer.activation}`),
    neurons.measured === neurons.total
      ? count(neurons.total)
      : `${count(neurons.measured)} of ${count(neurons.total)}`,
    ...quantities.flatMap((quantity) => [
      quantityCell(quantity, layer, change),
      ...(hasInterval(quantity) ? [interval(quantity.ci95?.(layer) ?? null)] : []),
    ]),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** "0.412 (+0.003)" with the change since the report before; neurons with their share. */
function quantityCell(quantity: Quantity, layer: LayerReport, change: LayerDifference | undefined): string {
  const value = headlineOf(quantity, layer);
  const text = quantityText(quantity, value);
  if (quantity.unit === 'neurons') {
    const share = value === null ? 0 : shareOf(value, layer.neurons.measured);
    return share === 0 ? text : `${text} (${percent(share)})`;
  }
  const difference = change?.delta?.[quantity.short] ?? null;
  return difference === null ? text : `${text} (${changeText(quantity, difference)})`;
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
