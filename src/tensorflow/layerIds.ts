import { containerOf, type Container, type Layer, type LayerNode } from './layerInternals.js';

/** One call of one layer, by its id. */
export interface NamedCall {
  readonly id: string;
  readonly node: LayerNode;
  /** True at the first call of a shared layer, in the first call of the models around it. */
  readonly first: boolean;
}

/**
 * The ids of a container's calls. A layer's first call has its bare name, later ones "#1", "#2" in the order in which
 * the model's code made them, which is the order of the layer's nodes, not that of execution.
 * @param outer the nested model's call whose container this is; null for the whole model
 * @param names of layers that were renamed, as the file has them
 */
export function nameCalls(
  container: Container,
  outer: NamedCall | null,
  names: ReadonlyMap<string, string>,
): ReadonlyMap<LayerNode, NamedCall> {
  const prefix = outer === null ? '' : `${outer.id}/`;
  const nodes = new Set(Object.values(container.nodesByDepth).flat());
  const layers = new Set([...nodes].map((node) => node.outboundLayer));
  const named = new Map<LayerNode, NamedCall>();
  for (const layer of layers) {
    const own = layer.inboundNodes.filter((node) => nodes.has(node));
    own.forEach((node, call) =>
      named.set(node, {
        id: `${prefix}${names.get(layer.name) ?? layer.name}${call === 0 ? '' : `#${String(call)}`}`,
        node,
        first: call === 0 && (outer?.first ?? true),
      }),
    );
  }
  return named;
}

/** Every layer of a model and of the models nested in it, each once; containers included. */
export function allLayers(model: Layer): readonly Layer[] {
  const found = new Set<Layer>();
  const visit = (layer: Layer): void => {
    if (found.has(layer)) return;
    found.add(layer);
    const container = containerOf(layer);
    if (container === null) return;
    for (const node of Object.values(container.nodesByDepth).flat()) visit(node.outboundLayer);
  };
  visit(model);
  return [...found];
}
