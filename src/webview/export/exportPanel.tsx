import { Component, type VNode } from 'preact';
import { firingCsv } from '../../outputs/csv/firingCsv.js';
import { layersCsv } from '../../outputs/csv/layersCsv.js';
import { runsCsv } from '../../outputs/csv/runsCsv.js';
import type { RunSummary } from '../../protocol/pageMessages.js';
import type { PageData } from '../../protocol/pageState.js';
import type { LayerReport } from '../../report/report.js';
import { decodeCounts } from '../details/decodeCounts.js';
import { COLUMNS } from '../overview/columns.js';
import type { Controls } from '../parts/controls.js';
import type { CountsKeeper } from '../parts/countsKeeper.js';
import { chartImage, chartSvg } from './exportChart.js';
import './export.css';
import '../parts/popovers.css';

const CHARTS = [
  ...COLUMNS.map(({ name, title }) => ({ name, title })),
  { name: 'firing', title: 'Firing map' },
  { name: 'histogram', title: 'Histogram' },
  { name: 'timeline', title: 'Timeline' },
] as const;

interface ExportProps {
  readonly data: PageData;
  readonly runs: readonly RunSummary[];
  /** The layer whose firing map is on the page. */
  readonly layer: LayerReport | null;
  readonly page: HTMLElement;
  readonly controls: Controls;
  readonly counts: CountsKeeper;
  readonly save: (file: { readonly name: string; readonly blob: Blob }) => void;
}

/** What can be written: a part of the file's name, the button's text, and how it is made. */
interface Writing {
  readonly action: 'export-svg' | 'export-png' | 'export-csv' | 'export-json' | 'export-numbers';
  readonly text: 'SVG' | 'PNG' | 'CSV' | 'JSON';
  readonly make: () => Promise<Blob> | Blob;
}

/** Every chart as SVG and PNG, every number as CSV and JSON, made here: downloads, or files that VS Code saves. */
export class ExportPanel extends Component<ExportProps, { readonly note: string }> {
  override readonly state = { note: '' };

  override render(): VNode {
    const { runs, layer, page, data } = this.props;
    const charts = CHARTS.filter(({ name }) => page.querySelector(`[data-chart="${name}"]`) !== null);
    const hasCounts = layer !== null && (data.counts === 'host' || layer.counts !== null);
    return (
      <section class="popover" aria-label="Export">
        {this.#row('All numbers', '', [
          { action: 'export-csv', text: 'CSV', make: () => csvBlob(layersCsv(data.report)) },
          { action: 'export-json', text: 'JSON', make: () => this.#json() },
        ])}
        {hasCounts &&
          this.#row(`Neurons of ${layer.id}`, 'firing', [
            { action: 'export-numbers', text: 'CSV', make: () => this.#neurons(layer) },
          ])}
        {runs.length > 1 &&
          this.#row('Kept runs', 'runs', [
            { action: 'export-numbers', text: 'CSV', make: () => csvBlob(runsCsv(runs)) },
          ])}
        {charts.map(({ name, title }) =>
          this.#row(title, name, [
            { action: 'export-svg', text: 'SVG', make: () => this.#svg(name, title) },
            { action: 'export-png', text: 'PNG', make: () => this.#png(name, title) },
          ]),
        )}
        <p class="export-note" role="status">
          {this.state.note}
        </p>
      </section>
    );
  }

  #row(title: string, target: string, writings: readonly Writing[]): VNode {
    const { Button } = this.props.controls;
    return (
      <div key={title} class="export-row">
        <span class="what">{title}</span>
        {writings.map(({ action, text, make }) => (
          <Button
            key={action}
            action={action}
            text={text}
            {...(target === '' ? {} : { target, label: `${title} as ${text}` })}
            run={() => {
              this.#write(target, text.toLowerCase(), make);
            }}
          />
        ))}
      </div>
    );
  }

  #write(target: string, ending: string, make: () => Promise<Blob> | Blob): void {
    const name = fileName(this.props.data.report.model.name);
    Promise.resolve()
      .then(make)
      .then((blob) => {
        this.props.save({ blob, name: `${name}${target === '' ? '' : `-${target}`}.${ending}` });
        this.setState({ note: '' });
      })
      .catch((error: unknown) => {
        this.setState({ note: `Not exported: ${error instanceof Error ? error.message : String(error)}` });
      });
  }

  #heading(title: string): string {
    const { model, dataset } = this.props.data.report;
    const noise = dataset.kind === 'synthetic' ? ' (noise, not data)' : '';
    return `${model.name}: ${title.toLowerCase()}${noise}`;
  }

  #svg(name: string, title: string): Blob {
    const { text } = chartSvg(this.props.page, name, this.#heading(title));
    return new Blob([text], { type: 'image/svg+xml' });
  }

  #png(name: string, title: string): Promise<Blob> {
    return chartImage(chartSvg(this.props.page, name, this.#heading(title)));
  }

  /** The whole report, with the counts of all layers. */
  async #json(): Promise<Blob> {
    const report = await this.props.counts.whole(this.props.data);
    return new Blob([`${JSON.stringify(report, null, 1)}\n`], { type: 'application/json' });
  }

  async #neurons(layer: LayerReport): Promise<Blob> {
    const { data, counts } = this.props;
    const { classes } = data.report.dataset;
    const packed = await counts.of(data, data.report, layer);
    if (packed === null) throw new Error(`the run has no counts of ${layer.id}`);
    const samples = classes.map((one) => one.samples);
    const decoded = await decodeCounts(packed, classes.length, samples);
    if (decoded === null) throw new Error('the counts cannot be read');
    return csvBlob(firingCsv(decoded.neurons, classes));
  }
}

function csvBlob(text: string): Blob {
  return new Blob([text], { type: 'text/csv' });
}

/** Letters, digits and a few signs: a model's name is no path. */
function fileName(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[.-]+/u, '')
      .slice(0, 80) || 'entroscope'
  );
}
