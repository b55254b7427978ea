import { count, plural } from '../../vocabulary/formatNumber.js';
import type { LayerReport } from '../../report/report.js';
import { decodeCounts, type DecodedCounts } from './decodeCounts.js';
import { classTable } from './classTable.js';
import type { Controls } from '../parts/controls.js';
import { element } from '../parts/element.js';
import { figuresView } from './figuresView.js';
import { drawFiringMap } from './firingMap.js';
import { FIRING_ORDERS, orderColumns, type FiringOrder, type OrderedColumns } from './firingOrder.js';
import { ratesOf, type FiringRates } from './firingRates.js';
import { drawHistogram } from './histogramChart.js';
import type { PageData } from '../../protocol/pageState.js';
import type { Row } from '../parts/rows.js';
import { SlicedWork, type Steps } from '../parts/slices.js';
import { keepingFocus } from '../parts/slot.js';
import type { Theme } from '../page/theme.js';

export interface DetailsData {
  readonly data: PageData;
  readonly row: Row | null;
  readonly width: number;
  readonly order: FiringOrder;
  readonly reorder: (order: FiringOrder) => void;
}

/** From so many pixels on the histogram and the table stand beside each other. */
const PAIRED_FROM = 1000;
/** Pixels of the table with the space before it. */
const TABLE = 740;

/** Decoding is asynchronous: the layer asked for last is the one that is drawn. */
const decoded = new WeakMap<LayerReport, Promise<DecodedCounts | null>>();

/** The selected layer: its numbers with intervals, its firing map, the spread of its neurons, its classes. */
export class DetailsView {
  readonly node = element('section', { class: 'details', 'aria-label': 'Selected layer', tabindex: -1 });
  readonly #controls: Controls;
  readonly #head = element('div');
  readonly #firing = element('div', { class: 'firing' });
  readonly #histogram = element('div', { class: 'histogram' });
  readonly #classes = element('div', { class: 'by-class' });
  readonly #lower = element('div', { class: 'lower' }, this.#histogram, this.#classes);
  readonly #ordering = new SlicedWork();
  #asked: LayerReport | null = null;
  #shown: string | null = null;

  constructor(controls: Controls) {
    this.#controls = controls;
    this.node.append(this.#head, this.#firing, this.#lower);
  }

  draw(details: DetailsData, theme: Theme): void {
    const { data, row } = details;
    const layer = row?.current ?? row?.previous ?? null;
    this.node.hidden = layer === null;
    if (row === null || layer === null) return;
    this.#lower.classList.toggle('paired', details.width >= PAIRED_FROM);
    this.#lower.style.setProperty('--es-histogram', `${histogramWidth(details.width)}px`);
    const { report } = row.current === null && data.previous !== null ? { report: data.previous } : data;
    const classes = report.dataset.classes;
    this.#head.replaceChildren(
      element('h2', {}, layer.id),
      element('p', { class: 'facts' }, facts(layer, row)),
      figuresView(layer, row.current === null ? null : row.previous),
    );
    this.#classes.replaceChildren(
      element('h3', {}, 'By class'),
      element('p', { class: 'sentence' }, patternSentence(layer)),
      classTable(layer, classes, report.task?.perClass ?? null),
    );
    // A newer state of the same layer takes the old picture's place when it is ready, without a blink between.
    if (this.#shown !== layer.id || layer.counts === null) {
      this.#firing.replaceChildren();
      this.#histogram.replaceChildren();
    }
    this.#shown = layer.id;
    this.#asked = layer;
    if (layer.counts === null) {
      this.#say('No firing map: the report was made without counts (--no-counts).');
      return;
    }
    const pending = decoded.get(layer) ?? decodeCounts(layer, classes.length);
    decoded.set(layer, pending);
    pending
      .then((counts) => {
        if (this.#asked !== layer) return;
        if (counts === null) throw new RangeError('they do not fit the classes');
        this.#ordering.start(drawable(counts, classes, details.order), (drawing) => {
          const place = { firing: this.#firing, histogram: this.#histogram, drawing, layer, classes };
          keepingFocus(this.#firing, () => {
            drawCounts(place, details, { theme, controls: this.#controls });
          });
        });
      })
      .catch((error: unknown) => {
        if (this.#asked !== layer) return;
        const why = error instanceof Error ? error.message : String(error);
        this.#say(`No firing map: the counts cannot be read (${why}).`);
      });
  }

  #say(text: string): void {
    this.#firing.replaceChildren(element('p', { class: 'sentence' }, text));
    this.#histogram.replaceChildren();
  }
}

interface Drawable {
  readonly rates: FiringRates;
  readonly ordered: OrderedColumns;
  readonly channels: boolean;
  /** Class entropy of the layer's neurons, whatever the map's columns are. */
  readonly entropy: Float64Array;
}

const known = new WeakMap<DecodedCounts, { readonly rates: FiringRates; readonly entropy: Float64Array }>();

/** Rates and order of a layer's columns, in steps: a wide layer takes longer than a frame. */
function* drawable(
  counts: DecodedCounts,
  classes: CountsPlace['classes'],
  order: FiringOrder,
): Steps<Drawable> {
  const samples = classes.map((one) => one.samples);
  let numbers = known.get(counts);
  if (numbers === undefined) {
    const rates = yield* ratesOf(counts.map, samples);
    const { entropy } = counts.map === counts.neurons ? rates : yield* ratesOf(counts.neurons, samples);
    numbers = { rates, entropy };
    known.set(counts, numbers);
  }
  const labels = classes.map(({ label }) => label);
  const ordered = yield* orderColumns(numbers.rates, labels, order);
  return { ...numbers, ordered, channels: counts.map.channels };
}

interface CountsPlace {
  readonly firing: HTMLElement;
  readonly histogram: HTMLElement;
  readonly drawing: Drawable;
  readonly layer: LayerReport;
  readonly classes: readonly { readonly label: string; readonly samples: number }[];
}

function drawCounts(
  { firing, histogram, drawing, layer, classes }: CountsPlace,
  { width, reorder }: DetailsData,
  { theme, controls }: { readonly theme: Theme; readonly controls: Controls },
): void {
  const { rates, ordered, channels, entropy } = drawing;
  const map = element('div', { 'data-chart': 'firing', 'data-layer': layer.id });
  firing.replaceChildren(
    element(
      'div',
      { class: 'chart-head' },
      element('h3', {}, 'Firing map'),
      controls.dropdown({
        action: 'order-firing',
        label: 'Order of the neurons',
        value: ordered.order,
        options: FIRING_ORDERS,
        choose: (value) => {
          const chosen = FIRING_ORDERS.find((option) => option.value === value);
          if (chosen !== undefined) reorder(chosen.value);
        },
      }),
      rampKey(theme),
    ),
    map,
  );
  const whole = layer.counts?.neurons === 'all' && layer.neurons.measured === layer.neurons.total;
  drawFiringMap(map, { layer: layer.id, classes, rates, channels, whole, ordered, width }, theme);
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('data-chart', 'histogram');
  svg.setAttribute('data-layer', layer.id);
  svg.setAttribute('role', 'img');
  drawHistogram(svg, { layer: layer.id, entropy, width: histogramWidth(width) });
  histogram.replaceChildren(
    element(
      'h3',
      {},
      'Entropy of its neurons ',
      element('span', { class: 'unit' }, 'number of neurons by class entropy, bit'),
    ),
    svg,
  );
}

function histogramWidth(width: number): number {
  return Math.min(width >= PAIRED_FROM ? width - TABLE : width, 640);
}

/** 0 % to 100 % as tints. */
function rampKey(theme: Theme): HTMLElement {
  const steps = Array.from({ length: 11 }, (_, index) => {
    const step = element('span', { class: 'ramp-step' });
    step.style.setProperty('background', theme.ramp(index / 10));
    return step;
  });
  return element(
    'span',
    { class: 'ramp', 'aria-hidden': 'true' },
    '0%',
    element('span', { class: 'ramp-steps' }, ...steps),
    '100%',
  );
}

function facts(
  { type, outputShape, activation, threshold, parameters, neurons, dense }: LayerReport,
  row: Row,
): string {
  return [
    type,
    outputShape.join('×'),
    activation ?? 'linear',
    `active above ${Number(threshold.toPrecision(6))}`,
    plural(parameters, 'parameter', 'parameters'),
    neurons.measured === neurons.total
      ? plural(neurons.total, 'neuron', 'neurons')
      : `${count(neurons.measured)} of ${count(neurons.total)} neurons measured`,
    ...(dense ? [] : ['not a dense layer: our extension of the published claim']),
    ...(row.current === null ? ['only in the previous run'] : []),
  ].join(' · ');
}

/** What the joint patterns allow to say: with too few samples, only a bound. */
function patternSentence({ patterns }: LayerReport): string {
  const all = patterns.byClass;
  const saturated = all.filter((numbers) => numbers.saturated).length;
  if (all.length === 0) return 'No joint patterns were counted.';
  if (saturated === 0) {
    return 'Joint patterns repeat often enough in every class for their entropy to be estimated.';
  }
  const where =
    saturated === all.length ? 'every class' : `${saturated} of ${plural(all.length, 'class', 'classes')}`;
  return `In ${where} most samples have a pattern of their own: the entropy of the joint pattern is only known to be at least log₂ of the samples; more samples are needed to say more.`;
}
