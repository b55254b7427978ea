import { isRecord } from '../../vocabulary/isRecord.js';
import { ADDED_ACTIVATIONS } from './repairLayer.js';

/**
 * The classes, activations and ops of a repaired topology that TensorFlow.js does not have, each once, sorted: Entroscope
 * has them (src/tensorflow/keras*.ts, graphRepairOps.ts).
 */
export function addedNames(topology: Readonly<Record<string, unknown>>): readonly string[] {
  const found = new Set<string>();
  const visit = (value: unknown, key: string): void => {
    if (Array.isArray(value)) for (const inner of value as readonly unknown[]) visit(inner, key);
    else if (isRecord(value)) for (const [field, inner] of Object.entries(value)) visit(inner, field);
    else if (typeof value === 'string' && isAdded(value, key)) found.add(value);
  };
  visit(topology, '');
  return [...found].sort();
}

function isAdded(name: string, key: string): boolean {
  switch (key) {
    case 'class_name':
      return /^Keras[A-Z]/.test(name) || name === 'Subtract';
    case 'activation':
    case 'recurrent_activation':
      return name === 'keras_hard_sigmoid' || (ADDED_ACTIVATIONS.has(name) && name !== 'silu');
    case 'op':
      return /^Entroscope[A-Z]/.test(name);
    default:
      return false;
  }
}
