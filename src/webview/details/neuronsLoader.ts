import type { PageData } from '../../protocol/pageState.js';
import type { LayerCounts, LayerReport, Report } from '../../report/report.js';
import { option, phrase, phraseText } from '../../vocabulary/phrase.js';
import type { CountsKeeper } from '../parts/countsKeeper.js';
import { layerOf, type Row } from '../parts/rows.js';
import { SlicedWork, type Steps } from '../parts/slices.js';
import { decodeCounts, type DecodedCounts } from './decodeCounts.js';
import { orderColumns, type FiringOrder, type OrderedColumns } from './firingOrder.js';
import { ratesOf, type FiringRates } from './firingRates.js';

/** A layer's single neurons, ready to be drawn. */
export interface NeuronsDrawing {
  readonly layer: LayerReport;
  readonly classes: Report['dataset']['classes'];
  readonly rates: FiringRates;
  readonly ordered: OrderedColumns;
  /** A column of the rates is a channel. */
  readonly channels: boolean;
  /** Every neuron of the layer has its column. */
  readonly whole: boolean;
  /** Class entropy of the layer's neurons, whatever the map's columns are. */
  readonly entropy: Float64Array;
}

/** What the details show of a layer's neurons. */
export type NeuronsState =
  /** The last drawing keeps its place, unseen unless it is of the same layer. */
  | { readonly t: 'coming'; readonly last: NeuronsDrawing | null }
  | { readonly t: 'told'; readonly text: string }
  | { readonly t: 'drawn'; readonly drawing: NeuronsDrawing };

interface Question {
  readonly data: PageData;
  readonly report: Report;
  readonly layer: LayerReport;
  readonly order: FiringOrder;
}

const decoded = new WeakMap<LayerCounts, Promise<DecodedCounts | null>>();

/**
 * Gets the counts of the layer that is looked at, decodes and orders them. What was asked for last is what is shown,
 * whichever answer comes first; a newer state of the same layer takes the old picture's place when it is ready.
 */
export class NeuronsLoader {
  readonly #counts: CountsKeeper;
  readonly #changed: () => void;
  readonly #ordering = new SlicedWork();
  #asked: Question | null = null;
  #state: NeuronsState = { t: 'coming', last: null };

  constructor(counts: CountsKeeper, changed: () => void) {
    this.#counts = counts;
    this.#changed = changed;
  }

  /** What there is to show of the row now; `changed` is called when there is more. */
  stateOf(data: PageData, row: Row | null, order: FiringOrder): NeuronsState {
    const layer = row === null ? null : layerOf(row);
    if (row === null || layer === null) return this.#state;
    const report = row.current === null && data.previous !== null ? data.previous : data.report;
    const before = this.#asked;
    if (before?.layer === layer && before.report === report && before.order === order) return this.#state;
    const question = { data, report, layer, order };
    this.#asked = question;
    if (before?.layer.id !== layer.id) this.#state = { t: 'coming', last: lastDrawing(this.#state) };
    this.#ask(question).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      this.#tell(question, `No firing map: the counts cannot be read (${why}).`);
    });
    return this.#state;
  }

  stop(): void {
    this.#asked = null;
    this.#ordering.stop();
  }

  async #ask(question: Question): Promise<void> {
    const { data, report, layer } = question;
    const counts = await this.#counts.of(data, report, layer);
    if (this.#asked !== question) return;
    if (counts === null) {
      this.#tell(question, NO_COUNTS);
      return;
    }
    const samples = report.dataset.classes.map((one) => one.samples);
    const pending = decoded.get(counts) ?? decodeCounts(counts, samples.length, samples);
    decoded.set(counts, pending);
    const numbers = await pending;
    if (this.#asked !== question) return;
    if (numbers === null) throw new RangeError('they do not fit the classes');
    this.#ordering.start(drawingOf(question, counts, numbers), (drawing) => {
      this.#show({ t: 'drawn', drawing });
    });
  }

  #tell(question: Question, text: string): void {
    if (this.#asked === question) this.#show({ t: 'told', text });
  }

  #show(state: NeuronsState): void {
    this.#state = state;
    this.#changed();
  }
}

const NO_COUNTS = phraseText(
  phrase`No firing map: the report was made without counts (${option('counts')}).`,
  'terminal',
);

function lastDrawing(state: NeuronsState): NeuronsDrawing | null {
  if (state.t === 'drawn') return state.drawing;
  return state.t === 'coming' ? state.last : null;
}

const ratesByCounts = new WeakMap<
  DecodedCounts,
  { readonly rates: FiringRates; readonly entropy: Float64Array }
>();

/** Rates and order of a layer's columns, in steps: a wide layer takes longer than a frame. */
function* drawingOf(
  { report, layer, order }: Question,
  { neurons }: LayerCounts,
  decodedCounts: DecodedCounts,
): Steps<NeuronsDrawing> {
  const { classes } = report.dataset;
  const numbers = ratesByCounts.get(decodedCounts) ?? (yield* numbersOf(decodedCounts, classes));
  ratesByCounts.set(decodedCounts, numbers);
  const labels = classes.map(({ label }) => label);
  const ordered = yield* orderColumns(numbers.rates, labels, order);
  return {
    ...numbers,
    layer,
    classes,
    ordered,
    channels: decodedCounts.map.channels,
    whole: neurons === 'all' && layer.neurons.measured === layer.neurons.total,
  };
}

function* numbersOf(
  { map, neurons }: DecodedCounts,
  classes: Report['dataset']['classes'],
): Steps<{ readonly rates: FiringRates; readonly entropy: Float64Array }> {
  const samples = classes.map((one) => one.samples);
  const rates = yield* ratesOf(map, samples);
  const { entropy } = map === neurons ? rates : yield* ratesOf(neurons, samples);
  return { rates, entropy };
}
