import type { VNode } from 'preact';
import type { LayerReport } from '../../report/report.js';
import { quantitiesIn, quantityWords, type Quantity } from '../../vocabulary/quantities.js';

interface FiguresProps {
  readonly layer: LayerReport;
  /** Its numbers in the run compared with. */
  readonly previous: LayerReport | null;
}

/** The layer's numbers, each with what it needs to be judged by; those of the run before beneath where there is one. */
export function Figures({ layer, previous }: FiguresProps): VNode {
  return (
    <dl class="figures">
      {quantitiesIn('figures')
        .filter((quantity) => isShown(quantity, layer))
        .map((quantity) => (
          <div key={quantity.path}>
            <dt>{quantity.name}</dt>
            <dd>
              {quantityWords(quantity, layer)}
              {previous !== null && isShown(quantity, previous) && (
                <span class="before" data-run="previous">
                  was {quantityWords(quantity, previous)}
                </span>
              )}
              {quantity.remark !== undefined && <span class="more">{quantity.remark(layer)}</span>}
            </dd>
          </div>
        ))}
    </dl>
  );
}

function isShown({ onlyIf }: Quantity, layer: LayerReport): boolean {
  return onlyIf?.(layer) ?? true;
}
