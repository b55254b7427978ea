/** What a repair did, by the code that reports and docs/models.md name it with. */
const SENTENCES = {
  'input-shape': 'batch_shape was read as batch_input_shape',
  'dtype-policy': 'the dtype policy was read as its name',
  'half-precision': 'computed in float32 where Keras computes in 16 bits',
  int8: 'weights of 8 bits were unpacked; that Keras rounds what goes into these layers to 8 bits, too, is left out',
  'inbound-nodes': 'calls of layers were rewritten to the form that TensorFlow.js reads',
  'model-ends': 'input_layers and output_layers were rewritten as lists',
  'nested-calls': 'calls of nested models were counted from 1, as TensorFlow.js does',
  'same-twice': 'a tensor that a layer reads twice is handed to it a second time by a layer of its own',
  mask: 'masks that the export computes by ops were left to the layers themselves',
  'masked-mean': 'means over time leave masked steps out, as Keras does',
  'weight-names': 'weights were matched to their layers by their paths',
  'weight-order': 'weights of a .keras file were matched to their layers by class and place',
  'training-state': 'state of the optimizer and of random layers was passed over',
  'layer-names': 'layers of one name in two models were told apart',
  'bidirectional-names': 'the doubled prefix of layers inside Bidirectional was taken off',
  activation: 'activations that TensorFlow.js lacks were added',
  'hard-sigmoid': 'hard_sigmoid is relu6(x + 3) / 6 in Keras 3, not clip(0.2 x + 0.5)',
  'layer-options': 'options that TensorFlow.js reads under another name, or ignores, were applied',
  bilinear: 'pictures are resized with half-pixel centres, as Keras does',
  'training-options':
    'regularizers, constraints and initializers that TensorFlow.js lacks were dropped: they matter only in training',
  'unknown-fields': 'fields that TensorFlow.js refuses were dropped',
  'pass-through': 'layers that do nothing outside training pass their input on',
  'batch-normalization':
    'BatchNormalizationV1 and V2 of TensorFlow 1.13 and 1.14 were read as BatchNormalization',
  ops: 'operations on tensors (keras.ops, operators, functions of TensorFlow) are computed as layers of their own',
  preparing: 'layers that prepare numbers and pictures are computed as Keras does it',
  normalization: 'the Normalization layer, which TensorFlow.js lacks, was added',
  'added-layer': 'layers that TensorFlow.js lacks were added',
  gru: 'GRU with reset_after=True, which TensorFlow.js lacks, was added',
  subtract: 'the Subtract layer, which TensorFlow.js lacks, was added',
} as const;

export type RepairCode = keyof typeof SENTENCES;

/** One kind of repair that a model needed; detail is for people. */
export interface Repair {
  readonly code: string;
  readonly detail: string;
}

const NAMED = 5;

/** Collects the repairs of one model, each code once, with the places where it was needed. */
export class RepairLog {
  readonly #places = new Map<RepairCode, Set<string>>();

  /** @param place the layer, or what else of the model; empty where the whole model is meant */
  add(code: RepairCode, place: string): void {
    const places = this.#places.get(code) ?? new Set();
    if (place !== '') places.add(place);
    this.#places.set(code, places);
  }

  /** In the order of the codes' table, so that equal models list equal repairs. */
  repairs(): readonly Repair[] {
    const codes = Object.keys(SENTENCES) as readonly RepairCode[];
    return codes.flatMap((code) => {
      const places = this.#places.get(code);
      return places === undefined ? [] : [{ code, detail: detailOf(SENTENCES[code], [...places]) }];
    });
  }
}

function detailOf(sentence: string, places: readonly string[]): string {
  if (places.length === 0) return sentence;
  const more = places.length > NAMED ? ` and ${String(places.length - NAMED)} more` : '';
  return `${sentence} (${places.slice(0, NAMED).join(', ')}${more})`;
}
