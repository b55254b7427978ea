/** Something of a model that TensorFlow.js cannot do, and no repair can mend. */
export interface Refusal {
  /** Names the layer: "GRU gru has reset_after=True". */
  readonly what: string;
  /** What to do, where it is not to export a graph model. */
  readonly remedy?: string;
}
