import type { LayerPart } from '../sourceProgram.js';
import { classOf, isAutomatic, weightOf, type ModelLayer } from './modelLayer.js';

/** How well a layer of the code and one of a model go together. */
export interface Compatibility {
  /** Higher is better; -Infinity where the classes differ. */
  readonly score: number;
  /** Does something that both say differ: name, size, activation? */
  readonly contradicts: boolean;
  /** Do both have the same name, given by hand? */
  readonly named: boolean;
  /** Does a name or a size that the code gives agree? The class alone says little. */
  readonly confirms: boolean;
}

const IMPOSSIBLE: Compatibility = { score: -Infinity, contradicts: true, named: false, confirms: false };

/** Weighs names, sizes and activations, which literals of the code and the report both tell. */
export function compatibility(part: LayerPart, layer: ModelLayer, graph: boolean): Compatibility {
  const type = classOf(layer);
  if (!sameClass(part.type, type, graph)) return IMPOSSIBLE;
  const weight = weightOf(part.type);
  let score = weight === 2 ? 3 : 1.5;
  let contradicts = false;
  const judge = (agrees: boolean, good: number, bad: number): void => {
    score += agrees ? good : -bad;
    contradicts ||= !agrees;
  };
  const names = graph ? layer.id.split('/') : [layer.name];
  let named = false;
  if (part.name !== null) {
    const { name } = part;
    // Keras 3 counts the calls of a layer in the scopes of a graph: fc1_1.
    named = names.some((given) => given === name || (graph && given.replace(/_\d+$/, '') === name));
    judge(named, 6, 4);
  } else if (!part.nameHidden && !graph && !isAutomatic(layer.name, part.type)) judge(false, 0, 3);
  const { units, kernelSize, activation } = part.sizes;
  const sized = units !== null && hasUnits(part.type);
  const fits = sized && fitsUnits(part.type, units, layer.outputShape);
  if (sized) judge(fits, 3, 3);
  if (activation !== null && weight === 2 && !(graph && layer.activation === null))
    judge(activation === (layer.activation ?? 'linear'), 1, 3);
  if (kernelSize !== null && units !== null && layer.parameters > 0 && /^Conv[123]D$/.test(part.type))
    judge(fitsKernel(part.type, kernelSize, units, layer.parameters), 0.5, 1.5);
  return { score, contradicts, named, confirms: named || fits };
}

function sameClass(source: string, model: string, graph: boolean): boolean {
  if (source === model) return true;
  if (!graph) return false;
  // In a graph an Activation layer is the op of its function, and a bias may be all that is left of a layer.
  return source === 'Activation' && /^(ReLU|Relu6|Sigmoid|Tanh|Softmax|Elu|Selu|LeakyReLU)$/.test(model);
}

function hasUnits(type: string): boolean {
  return /^(Dense|(Separable)?Conv[123]D(Transpose)?|LSTM|GRU|SimpleRNN|Embedding|ConvLSTM2D|TimeDistributed)$/.test(
    type,
  );
}

function fitsUnits(type: string, units: number, shape: readonly number[]): boolean {
  // channelsFirst puts the filters in front.
  return shape.at(-1) === units || (type.includes('Conv') && shape.length > 2 && shape[0] === units);
}

/** Are the weights' number one that this kernel can have, with a bias or without, for some number of inputs? */
function fitsKernel(type: string, kernel: readonly number[], units: number, parameters: number): boolean {
  const rank = Number(type.charAt(4));
  const [first = 1] = kernel;
  const size = kernel.length === 1 ? first ** rank : kernel.reduce((product, side) => product * side, 1);
  const weights = size * units;
  return parameters % weights === 0 || (parameters - units) % weights === 0;
}
