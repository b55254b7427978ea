import { isDraft, type DraftLayer } from './draft.js';
import type { RepairLog } from './repairLog.js';

/** What tf.math's functions do with a number, by the last part of their name. */
const SCALAR_OPS: Readonly<Record<string, string>> = {
  truediv: 'divide',
  divide: 'divide',
  multiply: 'multiply',
  mul: 'multiply',
  add: 'add',
  subtract: 'subtract',
  sub: 'subtract',
};

/**
 * An operation of TensorFlow on one tensor and one number, as `preprocess_input` puts it into a functional model of
 * Keras 2 (tf.math.truediv(x, 127.5)): the number stands in the call, where TensorFlow.js does not look. Every other
 * TFOpLambda stays what it is, a layer that nobody knows.
 */
export function repairScalarOp({ entry, config, type, name }: DraftLayer, log: RepairLog): void {
  if (type !== 'TFOpLambda' || typeof config['function'] !== 'string') return;
  const word = config['function'].split('.').at(-1) ?? '';
  const op = Object.hasOwn(SCALAR_OPS, word) ? SCALAR_OPS[word] : undefined;
  const nodes = entry['inbound_nodes'];
  if (op === undefined || !Array.isArray(nodes) || nodes.length !== 1) return;
  // One tensor with its number: [layer, call, tensor, { y }], or the same in a list.
  const [node] = nodes as readonly unknown[];
  const source: unknown = Array.isArray(node) && node.length === 1 ? node[0] : node;
  if (!Array.isArray(source)) return;
  const [layer, call, tensor, given] = source as readonly unknown[];
  if (typeof layer !== 'string' || typeof call !== 'number' || call < 0 || !isDraft(given)) return;
  const { y } = given;
  const others = Object.entries(given).filter(([key, value]) => !/^(y|name)$/.test(key) && value !== null);
  if (typeof y !== 'number' || others.length > 0) return;
  entry['class_name'] = 'KerasTFOpLambda';
  entry['config'] = { name: config['name'], dtype: config['dtype'], op, number: y };
  entry['inbound_nodes'] = [[[layer, call, tensor, {}]]];
  log.add('scalar-ops', name);
}
