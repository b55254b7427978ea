import { nameCalls, type NamedCall } from './layerIds.js';
import { containerOf, type Container, type Layer, type LayerNode } from './layerInternals.js';

/** One call of a leaf layer, as the model's graph tells before anything runs. */
export interface LeafCall {
  readonly call: NamedCall;
  /** Does its output depend on that of a layer that was asked about, or is it one? */
  readonly isBehind: boolean;
}

/**
 * Every call of a leaf layer that a container makes, nested models looked into, each after those whose outputs it reads.
 * @param names of layers that were renamed, as the file has them
 * @param isSource the layers on which calls are said to depend
 */
export function leafCalls(
  container: Container,
  names: ReadonlyMap<string, string>,
  isSource: (layer: Layer) => boolean,
): readonly LeafCall[] {
  const found: LeafCall[] = [];
  const visit = (inner: Container, outer: NamedCall | null, behind: Set<number>): void => {
    const calls = nameCalls(inner, outer, names);
    for (const node of nodesInOrder(inner)) {
      const call = calls.get(node);
      const nested = containerOf(node.outboundLayer);
      if (call === undefined) continue;
      if (nested !== null) {
        const within = new Set(
          nested.inputs.flatMap(({ id }, index) => (isMarked(node.inputTensors[index], behind) ? [id] : [])),
        );
        visit(nested, call, within);
        node.outputTensors.forEach(({ id }, index) => {
          if (isMarked(nested.outputs[index], within)) behind.add(id);
        });
        continue;
      }
      const isBehind =
        isSource(node.outboundLayer) || node.inputTensors.some((tensor) => isMarked(tensor, behind));
      if (isBehind) for (const { id } of node.outputTensors) behind.add(id);
      if (node.outboundLayer.getClassName() !== 'InputLayer') found.push({ call, isBehind });
    }
  };
  visit(container, null, new Set());
  return found;
}

function isMarked(tensor: { readonly id: number } | undefined, marked: ReadonlySet<number>): boolean {
  return tensor !== undefined && marked.has(tensor.id);
}

function nodesInOrder({ nodesByDepth }: Container): readonly LayerNode[] {
  return Object.entries(nodesByDepth)
    .sort(([one], [other]) => Number(other) - Number(one))
    .flatMap(([, nodes]) => nodes);
}
