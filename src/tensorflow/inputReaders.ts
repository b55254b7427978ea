import type { OpGraph } from './graphOps.js';
import { containerOf, type Container, type Layer, type SymbolicTensor } from './layerInternals.js';
import { typeOf } from './layerType.js';
import { isPassThrough, opOf } from './layerTraits.js';

/** A leaf layer that reads an input of the model, nested models looked into and layers that only pass numbers on through. */
export interface InputReader {
  readonly input: number;
  readonly layer: Layer;
}

/** The layers that are the first to do something with the model's inputs. */
export function inputReaders(container: Container): readonly InputReader[] {
  const readers: InputReader[] = [];
  /** Tensors that hold an input's numbers, whatever container they are of. */
  const holds = new Map<number, number>();
  const visit = (inner: Container): void => {
    for (const { outboundLayer, inputTensors, outputTensors } of inRunningOrder(inner)) {
      const type = outboundLayer.getClassName();
      if (type === 'InputLayer') continue;
      const read = inputTensors.flatMap(({ id }) => {
        const input = holds.get(id);
        return input === undefined ? [] : [input];
      });
      const nested = containerOf(outboundLayer);
      if (nested !== null) {
        inputTensors.forEach(({ id }, place) => {
          const [input, within] = [holds.get(id), nested.inputs[place]];
          if (input !== undefined && within !== undefined) holds.set(within.id, input);
        });
        visit(nested);
        hand(nested.outputs, outputTensors, holds);
      } else if (passes(outboundLayer) && read.length === inputTensors.length) {
        const [input] = read;
        const [output] = outputTensors;
        if (input !== undefined && output !== undefined) holds.set(output.id, input);
      } else for (const input of read) readers.push({ input, layer: outboundLayer });
    }
  };
  container.inputs.forEach(({ id }, input) => holds.set(id, input));
  visit(container);
  return readers;
}

/** What a nested model's outputs hold is what its call gives. */
function hand(
  within: readonly SymbolicTensor[],
  outside: readonly SymbolicTensor[],
  holds: Map<number, number>,
): void {
  within.forEach(({ id }, place) => {
    const [input, output] = [holds.get(id), outside[place]];
    if (input !== undefined && output !== undefined) holds.set(output.id, input);
  });
}

/** Augmentation, Dropout, Identity and what only moves numbers; TensorFlow.js' stand-ins of Keras layers by their own name. */
function passes(layer: Layer): boolean {
  const type = typeOf(layer);
  return isPassThrough(type, layer.getConfig()) || /^(PassThrough|Resizing|CenterCrop)$/u.test(type);
}

function inRunningOrder({ nodesByDepth }: Container): Container['nodesByDepth'][string] {
  return Object.entries(nodesByDepth)
    .sort(([one], [other]) => Number(other) - Number(one))
    .flatMap(([, nodes]) => nodes);
}

/** Ops that scale an input where their other side is a constant. */
const SCALING_OPS = /^(Add|Subtract|Multiply|Divide|TrueDivide)$/u;

/** Does a layer scale its input, as Keras' own two do, or an operation on tensors with a constant? */
export function isScaling(layer: Layer): boolean {
  if (/^(Rescaling|Normalization)$/u.test(typeOf(layer))) return true;
  const op = opOf(layer.getConfig());
  const [node] = layer.inboundNodes;
  return op !== null && SCALING_OPS.test(op) && node?.inputTensors.length === 1;
}

/** Ops that pass an input's numbers on, so that what stands behind them is still the first to change them. */
const PASSED =
  /^(Identity|Cast|StopGradient|Reshape|Squeeze|ExpandDims|Transpose|Pad|PadV2|MirrorPad|ResizeBilinear|ResizeNearestNeighbor)$/u;
const SCALED = /^(Mul|Sub|Div|RealDiv|DivNoNan|Add|AddV2|BiasAdd)$/u;
/** Scopes that Keras' layers leave in a graph. */
const SCALING_SCOPE = /(^|\/)(rescaling|normalization)(_\d+)?\//u;
/** The converter multiplies the kernel of a convolution by the factor that stood before it, and says so in its name. */
const FOLDED = /FoldMultiplyIntoConv_scaled/u;

/**
 * Does a graph begin with arithmetic on its input and a constant of few numbers (one, or one a channel)?
 * @param elements of a constant by name; null where it is not known
 */
export function beginsGraphWithScaling(
  graph: OpGraph,
  inputs: readonly string[],
  elements: (name: string) => number | null,
): boolean {
  const open = [...inputs];
  const seen = new Set<string>();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    for (const reader of graph.consumers.get(name) ?? []) {
      if (SCALING_SCOPE.test(reader.name)) return true;
      if (reader.inputs.some((input) => FOLDED.test(input))) return true;
      if (PASSED.test(reader.op)) open.push(reader.name);
      if (!SCALED.test(reader.op)) continue;
      const others = reader.inputs.filter((input) => input !== name);
      const sizes = others.map((input) => (graph.constant.has(input) ? elements(input) : null));
      if (others.length === 1 && sizes.every((size) => size !== null && size <= FEW)) return true;
    }
  }
  return false;
}

/** A constant of more elements is a bias or a mask. */
const FEW = 4;
