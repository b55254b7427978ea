import type { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { mixSeed } from '../engine/random.js';
import { shuffled } from './freshWeights.js';
import type { OpGraph } from './graphOps.js';

/** What a graph-model really has, beyond its declaration (tfjs-converter 4.22, executor/graph_executor). */
interface Executor {
  weightMap: Readonly<Record<string, readonly tf.Tensor[]>>;
}

/** Ops that combine numbers one by one: what they read are biases, scales and masks, no kernels. */
const ELEMENTWISE =
  /^(Add|AddV2|AddN|BiasAdd|Sub|Mul|RealDiv|Div|DivNoNan|Maximum|Minimum|Pow|SquaredDifference|Rsqrt|Sqrt|FusedBatchNorm(V\d)?|Prelu|Select(V2)?|Where|ClipByValue|Greater|Less|GreaterEqual|LessEqual|Equal)$/u;
const PASSED_ON = /^(Identity|Enter|Cast|Reshape|StopGradient)$/u;

/** Shuffles the elements of each kernel of a graph-model within their tensor; all else is kept. What they were is lost. */
export function shuffleKernels(model: GraphModel, graph: OpGraph, seed: number): void {
  const { executor } = model as unknown as { executor: Executor };
  const { weightMap } = executor;
  const renewed = Object.entries(weightMap).map(([name, tensors]): [string, readonly tf.Tensor[]] => [
    name,
    tensors.map((tensor, index) => {
      if (tensor.dtype !== 'float32' || tensor.rank < 2 || !isKernel(name, graph)) return tensor;
      const fresh = tf.keep(shuffled(tensor, mixSeed(seed, `${name}:${index}`)));
      tensor.dispose();
      return fresh;
    }),
  ]);
  // By the setter, which notes which tensors are not to be disposed of.
  executor.weightMap = Object.fromEntries(renewed);
}

/** Does something read it that is not done element by element? */
function isKernel(name: string, { consumers }: OpGraph): boolean {
  const open = [name];
  const seen = new Set(open);
  for (let source = open.pop(); source !== undefined; source = open.pop()) {
    for (const { name: reader, op, inputs } of consumers.get(source) ?? []) {
      // The bias of a fused op is its third input.
      const isBias = op.startsWith('_Fused') || op.startsWith('Fused') ? inputs.indexOf(source) >= 2 : false;
      if (PASSED_ON.test(op)) {
        if (!seen.has(reader)) open.push(reader);
        seen.add(reader);
      } else if (!ELEMENTWISE.test(op) && !isBias) return true;
    }
  }
  return false;
}
