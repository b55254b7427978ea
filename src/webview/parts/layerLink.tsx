import type { VNode } from 'preact';

/** A layer's name that selects the layer: the page listens for clicks on whatever bears a layer's id. */
export function LayerLink({ id }: { readonly id: string }): VNode {
  return (
    <button type="button" class="link" data-action="select" data-layer={id}>
      {id}
    </button>
  );
}
