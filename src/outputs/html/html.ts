import type { LayerReport, Report } from '../../report/report.js';
import { cleanText } from '../../vocabulary/cleanText.js';
import { findingWords } from '../../vocabulary/findings/finding.js';
import { count, interval, percent, plural } from '../../vocabulary/formatNumber.js';
import { phraseText } from '../../vocabulary/phrase.js';
import {
  headlineOf,
  quantitiesOf,
  quantityHead,
  quantityText,
  type Quantity,
} from '../../vocabulary/quantities.js';

/** What the page's bundle brings: its text, and each text's base64 SHA-256, which the policy names. */
export interface HtmlOptions {
  readonly script: string;
  readonly style: string;
  /** base64 of the SHA-256 of script as UTF-8, without "sha256-". */
  readonly scriptHash: string;
  readonly styleHash: string;
  /** The run to compare with. */
  readonly previous?: Report;
}

/** Where the page finds its data: `{ report, previous }` as JSON. */
export const HTML_DATA_ID = 'entroscope-data';

/**
 * One self-contained HTML file: it loads nothing, sends nothing, and runs nothing but the given script. Without
 * scripts it shows the main numbers as a plain table.
 * @throws TypeError when the script or the style would end its own element (a bug of the bundle)
 */
export function renderHtml(report: Report, options: HtmlOptions): string {
  const { script, style, scriptHash, styleHash, previous } = options;
  if (/<\/script|<!--/iu.test(script)) throw new TypeError('the page script would end its own element');
  if (/<\/style|<!--/iu.test(style)) throw new TypeError('the page style would end its own element');
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${scriptHash}'`,
    `style-src 'sha256-${styleHash}'`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(`${report.model.name} · Entroscope`)}</title>
<style>${style}</style>
</head>
<body>
<main data-state="loading"></main>
<noscript>
${plainReport(report)}
</noscript>
<script type="application/json" id="${HTML_DATA_ID}">${jsonForHtml({ report, previous: previous ?? null })}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** JSON that cannot end the script element it stands in, nor open a comment in it. */
function jsonForHtml(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** Text of a report comes from other people's files: nothing of it is markup. */
function escapeHtml(text: string): string {
  return cleanText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function plainReport({ model, dataset, runtime, task, layers, findings }: Report): string {
  const facts = [
    model.path,
    dataset.kind === 'synthetic' ? 'seeded noise, no real data' : dataset.path,
    plural(dataset.samples, 'sample', 'samples'),
    plural(dataset.classes.length, 'class', 'classes'),
    runtime.backend,
    ...(task === null ? [] : [`accuracy ${percent(task.accuracy)}, chance ${percent(task.chance)}`]),
  ];
  const items = findings.map((finding) => {
    const words = phraseText(findingWords(finding), 'terminal');
    return `<li>${escapeHtml(`${finding.severity}: ${words}`)}</li>`;
  });
  const quantities = quantitiesOf('html', layers);
  const heads = [
    'Layer',
    'Type',
    'Neurons',
    ...quantities.flatMap((quantity) => [
      quantityHead(quantity),
      ...(hasInterval(quantity) ? ['95% interval (corrected)'] : []),
    ]),
  ];
  return [
    `<h1>${escapeHtml(model.name)}</h1>`,
    `<p>${escapeHtml(facts.join(' · '))}</p>`,
    '<p>The charts need JavaScript, which is switched off here. The main numbers:</p>',
    `<ul>${items.join('')}</ul>`,
    '<table>',
    `<thead><tr>${heads.map((head) => `<th scope="col">${escapeHtml(head)}</th>`).join('')}</tr></thead>`,
    `<tbody>${layers.map((layer) => plainRow(layer, quantities)).join('\n')}</tbody>`,
    '</table>',
  ].join('\n');
}

function hasInterval({ intervalIn = [] }: Quantity): boolean {
  return intervalIn.includes('html');
}

function plainRow(layer: LayerReport, quantities: readonly Quantity[]): string {
  const { id, type, neurons } = layer;
  const measured =
    neurons.measured === neurons.total
      ? count(neurons.total)
      : `${count(neurons.measured)} measured of ${count(neurons.total)}`;
  const cells = [
    type,
    measured,
    ...quantities.flatMap((quantity) => [
      quantityText(quantity, headlineOf(quantity, layer)),
      ...(hasInterval(quantity) ? [interval(quantity.ci95?.(layer) ?? null)] : []),
    ]),
  ];
  return `<tr><th scope="row">${escapeHtml(id)}</th>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
}
