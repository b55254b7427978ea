import * as tf from '@tensorflow/tfjs-core';
import type { PackedVisitor, TapVisitor } from '../engine/tap.js';
import { deferredVisits, type DeferredVisits } from './deferredVisits.js';
import { packTensor, type PackedTap } from './packTensor.js';
import { readActivations } from './readActivations.js';

/** The visits of one forward pass: on tensorflow after it, elsewhere at once, since activations are views there. */
export function visitsOf(visit: TapVisitor, packed: PackedVisitor | undefined): DeferredVisits {
  if (tf.getBackend() === 'tensorflow') return deferredVisits(visit, packed);
  return { visit, packed, flush: () => undefined };
}

/** Shows a tap's output to its visitor: packed where that is faster, else all of its activations. */
export function visitTensor(tensor: tf.Tensor, rows: number, tap: PackedTap, visits: DeferredVisits): void {
  const states = visits.packed === undefined ? null : packTensor(tensor, rows, tap, visits.packed);
  if (states !== null) {
    visits.packed?.visit(tap.tap, states, rows);
    return;
  }
  const activations = readActivations(tensor);
  if (activations !== null) visits.visit(tap.tap, activations, rows);
}
