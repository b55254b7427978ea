import type { VNode } from 'preact';
import { holding } from '../parts/holding.js';

interface NumbersProps {
  /** Of all layers. */
  readonly table: HTMLTableElement;
  /** Folded in the side view, where names and entropy come first. */
  readonly folded: boolean;
  readonly open: boolean;
  readonly fold: (open: boolean) => void;
  readonly hidden: boolean;
}

/** The table under its heading. */
export function NumbersSection({ table, folded, open, fold, hidden }: NumbersProps): VNode {
  const place = (
    <div class="table-scroll" role="region" aria-label="Table of layers" tabIndex={0} ref={holding(table)} />
  );
  return (
    <section class="numbers" aria-label="All numbers" hidden={hidden}>
      {folded ? (
        <details
          open={open}
          onToggle={({ currentTarget }) => {
            fold(currentTarget.open);
          }}
        >
          <summary>All numbers</summary>
          {place}
        </details>
      ) : (
        <>
          <h2>All numbers</h2>
          {place}
        </>
      )}
    </section>
  );
}
