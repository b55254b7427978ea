import type { RefObject, VNode } from 'preact';
import type { PageData } from '../../protocol/pageState.js';
import type { LayerReport } from '../../report/report.js';
import { count, plural } from '../../vocabulary/formatNumber.js';
import { layerOf, type Row } from '../parts/rows.js';
import { ClassTable } from './classTable.js';
import { DimensionsPart } from './dimensions.js';
import { Figures } from './figures.js';
import { FiringPart, HistogramPart, type NeuronsProps } from './neuronsPart.js';
import './details.css';

export interface DetailsProps extends NeuronsProps {
  readonly data: PageData;
  readonly row: Row | null;
  readonly place: RefObject<HTMLElement | null>;
}

/** From so many pixels on the histogram and the table stand beside each other. */
const PAIRED_FROM = 1000;
/** Pixels of the table with the space before it. */
const TABLE = 740;

/** The selected layer: its numbers with intervals, its firing map, the spread of its neurons, its classes. */
export function Details({ place, row, ...props }: DetailsProps): VNode {
  const layer = row === null ? null : layerOf(row);
  return (
    <section ref={place} class="details" aria-label="Selected layer" tabIndex={-1} hidden={layer === null}>
      {row !== null && layer !== null && <LayerDetails {...props} row={row} layer={layer} />}
    </section>
  );
}

type LayerDetailsProps = Omit<DetailsProps, 'place' | 'row'> & {
  readonly row: Row;
  readonly layer: LayerReport;
};

function LayerDetails({ data, row, layer, ...neurons }: LayerDetailsProps): VNode {
  const { width } = neurons;
  const report = row.current === null && data.previous !== null ? data.previous : data.report;
  const histogram = Math.min(width >= PAIRED_FROM ? width - TABLE : width, 640);
  return (
    <>
      <div>
        <h2>{layer.id}</h2>
        <p class="facts">{factsText(layer, row)}</p>
        <Figures layer={layer} previous={row.current === null ? null : row.previous} />
        <DimensionsPart layers={report.layers} layer={layer} samples={report.dataset.samples} width={width} />
      </div>
      <FiringPart {...neurons} />
      <div
        class={width >= PAIRED_FROM ? 'lower paired' : 'lower'}
        style={{ '--es-histogram': `${histogram}px` }}
      >
        <HistogramPart state={neurons.state} width={histogram} />
        <div class="by-class">
          <h3>By class</h3>
          <p class="sentence">{patternSentence(layer)}</p>
          <ClassTable
            layer={layer}
            classes={report.dataset.classes}
            accuracy={report.task?.perClass ?? null}
          />
        </div>
      </div>
    </>
  );
}

function factsText(
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
