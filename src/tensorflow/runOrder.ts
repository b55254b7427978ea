import type { Container, LayerNode } from './layerInternals.js';

/** How a container's calls are made: in which order, and when a value may be freed. */
export interface RunOrder {
  /** Each after those whose outputs it reads, in the order of TensorFlow.js' own executor; inputs are no calls. */
  readonly nodes: readonly LayerNode[];
  /**
   * How often each value is read, by the symbolic tensor's id. Inputs and outputs of the container are not in it, nor what
   * a stateful layer gives, which may be its state: they are not to be freed.
   */
  readonly readers: ReadonlyMap<number, number>;
}

/** @throws Error where an output depends on what no call of the container gives */
export function runOrder(container: Container): RunOrder {
  const makers = new Map<number, LayerNode>();
  for (const node of Object.values(container.nodesByDepth).flat())
    for (const { id } of node.outputTensors) makers.set(id, node);
  const given = new Set(container.inputs.map(({ id }) => id));
  const nodes = new Set<LayerNode>();
  for (const { id } of container.outputs) visit(id, { makers, given, nodes });
  const readers = new Map<number, number>();
  for (const { outputTensors, outboundLayer } of nodes)
    if (!outboundLayer.stateful) for (const { id } of outputTensors) readers.set(id, 0);
  for (const { inputTensors } of nodes)
    for (const { id } of inputTensors) {
      const count = readers.get(id);
      if (count !== undefined) readers.set(id, count + 1);
    }
  for (const { id } of container.outputs) readers.delete(id);
  return { nodes: [...nodes], readers };
}

interface Walk {
  readonly makers: ReadonlyMap<number, LayerNode>;
  readonly given: ReadonlySet<number>;
  readonly nodes: Set<LayerNode>;
}

/** Depth first, and of several inputs the last one first; without recursion, since models may be thousands deep. */
function visit(output: number, { makers, given, nodes }: Walk): void {
  const open: { readonly id: number; readonly isReady: boolean }[] = [{ id: output, isReady: false }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (given.has(next.id)) continue;
    const node = makers.get(next.id);
    if (node === undefined) throw new Error('a layer reads what no call of its model gives');
    if (nodes.has(node)) continue;
    if (next.isReady) nodes.add(node);
    else {
      open.push({ id: next.id, isReady: true });
      for (const { id } of node.inputTensors) open.push({ id, isReady: false });
    }
  }
}
