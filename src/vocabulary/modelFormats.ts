/** How models are kept in files: of TensorFlow.js, of Keras 3 (.keras), and of Keras as HDF5 (.h5). */
export const MODEL_FORMATS = ['layers-model', 'graph-model', 'keras', 'keras-h5'] as const;

export type ModelFormat = (typeof MODEL_FORMATS)[number];
