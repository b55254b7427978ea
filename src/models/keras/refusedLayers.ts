/** Layers of Keras that are refused, by why: a sentence's end after the layer's class. */
const BY_REASON: Readonly<Record<string, string>> = {
  'turns text into numbers: analyze the part of the model behind it (keras.Model(MODEL.get_layer(NAME).output, MODEL.output))':
    'StringLookup TextVectorization',
  'hashes pairs of features by a hash of TensorFlow’s own: analyze the part of the model behind it':
    'HashedCrossing',
  'holds code of Python': 'Lambda',
  'runs a model of another library': 'FlaxLayer JaxLayer TFSMLayer TorchModuleWrapper',
  'computes a spectrum of complex numbers: analyze the part of the model behind it':
    'MelSpectrogram STFTSpectrogram',
  'equalizes histograms: analyze the part of the model behind it':
    'ContrastLimitedAdaptiveHistogramEqualization',
};

/** Class -> why it is refused. Those that a module named with --setup registers are not. */
export const REFUSED_LAYERS: ReadonlyMap<string, string> = new Map(
  Object.entries(BY_REASON).flatMap(([reason, names]) =>
    names.split(' ').map((name) => [name, reason] as const),
  ),
);
