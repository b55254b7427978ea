import { isDraft, type DraftContainer, type DraftLayer } from './draft.js';
import type { RepairLog } from './repairLog.js';

/**
 * Lets a layer that reads one tensor twice (`Multiply()([x, x])`) read it once, and a second time what a layer that passes it
 * on answers: TensorFlow.js 4.22 counts the readers of a tensor by layer, takes them off by input, and frees it too early.
 * Calls must have been rewritten as lists.
 */
export function partRepeated(container: DraftContainer, log: RepairLog): void {
  const names = new Set(container.layers.map(({ name }) => name));
  const added: DraftLayer[] = [];
  for (const layer of container.layers)
    for (const call of callsOf(layer)) {
      const seen = new Set<string>();
      for (const source of call) {
        const key = JSON.stringify(source.slice(0, 3));
        if (!seen.has(key)) seen.add(key);
        else {
          const again = passing(source, names, layer);
          added.push(again);
          source.splice(0, 3, again.name, 0, 0);
          log.add('same-twice', layer.name);
        }
      }
    }
  if (added.length === 0) return;
  container.layers.push(...added);
  container.config['layers'] = container.layers.map(({ entry }) => entry);
}

/** The calls of a layer: each a list of [layer, call, output, {}], which may be changed. */
function callsOf({ entry }: DraftLayer): readonly unknown[][][] {
  const nodes = entry['inbound_nodes'];
  if (!Array.isArray(nodes)) return [];
  return nodes
    .filter((node): node is unknown[] => Array.isArray(node))
    .map((node) => node.filter((source): source is unknown[] => Array.isArray(source) && isSource(source)));
}

function isSource([layer, call, output, given]: readonly unknown[]): boolean {
  return (
    typeof layer === 'string' &&
    typeof call === 'number' &&
    typeof output === 'number' &&
    (given === undefined || isDraft(given))
  );
}

function passing(source: readonly unknown[], names: Set<string>, { containers }: DraftLayer): DraftLayer {
  const stem = `${String(source[0])}_again`;
  let name = stem;
  for (let count = 1; names.has(name); count++) name = `${stem}_${String(count)}`;
  names.add(name);
  const type = 'KerasPassThrough';
  const config = { name };
  const entry = { class_name: type, config, name, inbound_nodes: [[[...source.slice(0, 3), {}]]] };
  return { entry, config, type, name, containers, nested: null, inner: [] };
}
