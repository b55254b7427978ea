/** What the words mean, in a sentence or two; docs/measures.md has the definitions. */
export interface Term {
  readonly id: string;
  readonly name: string;
  readonly text: string;
}

export const TERMS = [
  {
    id: 'class',
    name: 'Class entropy',
    text: 'How unsure a neuron’s state (on or off) is while samples of one class go through: the mean over neurons and classes of the binary entropy, 0 to 1 bit. 0: every sample of a class gives the same pattern.',
  },
  {
    id: 'all',
    name: 'Pooled entropy',
    text: 'The same over all classes at once: how much the states vary at all.',
  },
  {
    id: 'gap',
    name: 'Gap',
    text: 'Pooled less class entropy: what a neuron’s state tells about the class, in bits. What tells training is whether the last hidden dense layer has a larger gap than the same layer with fresh weights, on data that was not trained on.',
  },
  {
    id: 'share',
    name: 'Class share',
    text: 'Gap over pooled entropy: the share of the neurons’ variation that the class explains, 0 to 1. Neurons that never vary do not dilute it.',
  },
  {
    id: 'baseline',
    name: 'Baseline',
    text: 'The same layers with fresh weights: five copies of the network with weights as they are before training (or, where the initializers are not known, with the trained kernels shuffled), over up to 2,048 of the samples. The band goes from the least to the greatest of their gaps. What lies above it was learned, provided that the data was not trained on.',
  },
  {
    id: 'hint',
    name: 'How many layers',
    text: 'The least number of hidden layers whose linear read-out is at most 2 points behind the best one, standard error included. It is an upper bound: a deep network spreads its work over all its layers, so retrain with that number and ask again. Of 575 networks none became worse by more than two standard errors and half a point; 1 of 70 lost more than a point.',
  },
  {
    id: 'interval',
    name: '95% interval',
    text: 'Where the value would lie for the whole population the samples come from, about the value corrected for too few samples. It does not cover training again: the same network trained with another seed differs by more.',
  },
  {
    id: 'monotone',
    name: 'Fall with depth',
    text: 'Wang and Chen (2019) found that class entropy falls with every fully connected layer of a trained network. Of 720 networks of ours it did so in 38% when trained and in 72% before training, so that it is no evidence of training. A rise beyond the interval is marked with an arrow.',
  },
  {
    id: 'stability',
    name: 'Stability',
    text: 'The share of neurons on which two samples of a class agree, 0.5 (chance) to 1.',
  },
  {
    id: 'probe',
    name: 'Linear read-out',
    text: 'The share of samples whose class the best linear map of a layer’s activations names, each left out of its own fit (Alain and Bengio 2016). From the layer on where it is as good as the network’s own answers, the rest of the network only reshapes what is known already.',
  },
  {
    id: 'dimensions',
    name: 'Dimensions used',
    text: 'The fewest directions that together carry 99% of the variance of a layer’s activations, of as many as it has neurons (Richter et al. 2021). It describes the layer; how many layers are needed it does not tell.',
  },
  {
    id: 'dead',
    name: 'Dead / always on',
    text: 'Neurons whose state was the same for every sample: they tell nothing here. Many dead ones point to a learning rate that is too high, or to a poor initialization.',
  },
  {
    id: 'dormant',
    name: 'Dormant',
    text: 'Neurons whose mean absolute activation is at most 2.5% of the layer’s (Sokar et al. 2023).',
  },
  {
    id: 'firing',
    name: 'Firing map',
    text: 'For each neuron (column) the share of each class’s samples (row) in which it fires. Preferred class: where it fires most. Selectivity: (highest rate − mean of the others) / their sum, 0 to 1 (Morcos et al. 2018).',
  },
  {
    id: 'patterns',
    name: 'Joint patterns',
    text: 'The states of all neurons of a layer together. With few samples nearly every one has its own pattern, so that their entropy is only known to be at least log₂ of the samples.',
  },
  {
    id: 'data',
    name: 'Before any number',
    text: 'Accuracy near chance, few samples of a class, skipped files or synthetic noise make every other number doubtful: mend these first.',
  },
] as const satisfies readonly Term[];

export type TermId = (typeof TERMS)[number]['id'];

export function termOf(id: TermId): Term {
  const term = TERMS.find((one) => one.id === id);
  if (term === undefined) throw new RangeError(`no term ${id}`);
  return term;
}
