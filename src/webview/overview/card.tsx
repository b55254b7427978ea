import type { VNode } from 'preact';
import type { LayerReport } from '../../report/report.js';
import { interval, NO_NUMBER, percent } from '../../vocabulary/formatNumber.js';
import { headlineOf, quantitiesIn, type Quantity } from '../../vocabulary/quantities.js';
import { layerFacts, type Row } from '../parts/rows.js';
import './card.css';

/** What the card beside the pointer says: every number in full, and of the class that is pointed at. */
export function cardOf(row: Row, ofClass: { readonly label: string; readonly value: string } | null): VNode {
  const { id, current, previous } = row;
  const runs = [current, previous].filter((layer) => layer !== null);
  const quantities = quantitiesIn('card').filter(({ read }) => runs.some((layer) => read(layer) !== null));
  // Intervals stand where there is no second run.
  const [only] = runs.length === 1 ? runs : [];
  const ranged = quantities.some(({ ci95 }) => only !== undefined && (ci95?.(only) ?? null) !== null);
  return (
    <>
      <strong>{id}</strong>
      <div class="facts">{current === null ? 'only in the previous run' : layerFacts(row)}</div>
      {ofClass !== null && (
        <div>
          class {ofClass.label}: {ofClass.value} bit
        </div>
      )}
      <table>
        {runs.length === 2 && headRow('this run', 'previous run')}
        {ranged && headRow('', '95% interval')}
        {quantities.map((quantity) => (
          <tr key={quantity.path}>
            <th>{quantity.name.toLowerCase()}</th>
            {runs.map((layer, index) => (
              <td key={index}>{fullText(quantity, layer)}</td>
            ))}
            {ranged && only !== undefined && <td>{intervalText(quantity, only)}</td>}
          </tr>
        ))}
      </table>
    </>
  );
}

function headRow(one: string, other: string): VNode {
  return (
    <tr key="head">
      <td />
      <td>{one}</td>
      <td>{other}</td>
    </tr>
  );
}

function intervalText({ ci95 }: Quantity, layer: LayerReport): string {
  return ci95 === undefined ? '' : interval(ci95(layer), 4);
}

/** All digits; of neurons their share, too. */
function fullText(quantity: Quantity, layer: LayerReport): string {
  const value = headlineOf(quantity, layer);
  if (value === null) return NO_NUMBER;
  const { measured } = layer.neurons;
  switch (quantity.unit) {
    case 'bit':
      return `${value} bit`;
    case 'share':
      return String(value);
    case 'neurons':
      return `${value} of ${measured}${measured === 0 ? '' : ` (${percent(value / measured)})`}`;
  }
}
