import { isLayerClass, isMergeFunction } from '../layerTypes.js';
import type { Scope } from './scope.js';
import type { PathValue, Value } from './value.js';

const LIBRARY = /^@?(tensorflow|tf_?keras|keras|tensorflowjs|tfjs)\b|tensorflow/i;
const CORE =
  /^(@tensorflow\/tfjs(-(node|node-gpu|layers|core|react-native|automl))?(\/.*)?|tensorflowjs|tensorflow|keras|tf_keras|tfjs)$/;
const JAVASCRIPT: ReadonlySet<string> = new Set([
  'Array',
  'Math',
  'Object',
  'require',
  'import',
  'Number',
  'String',
  'parseInt',
  'super',
]);
const PYTHON: ReadonlySet<string> = new Set([
  'range',
  'len',
  'zip',
  'enumerate',
  'list',
  'tuple',
  'reversed',
  'sorted',
  'str',
  'int',
  'float',
  'super',
  'map',
  'min',
  'max',
  'sum',
  'abs',
  'set',
  'dict',
  'getattr',
  'open',
]);

/**
 * The value of an imported name. TensorFlow and Keras, however they are imported, are the path `tf`, so that
 * tensorflow.keras.layers.Dense, keras.layers.Dense and an alias of either are tf.layers.Dense.
 */
export function importedValue(module: string, imported: string | null, local: string): Value {
  const inside = imported === null || imported === '*' ? [] : [imported];
  if (LIBRARY.test(module)) {
    if (module.startsWith('@') || CORE.test(module)) return path(['tf', ...trimmed(inside)]);
    const parts = module.split(/[./]/);
    return path([
      'tf',
      ...trimmed(parts.slice(1)),
      ...(/^(tensorflow|keras|tf_keras)$/.test(parts[0] ?? '')
        ? trimmed(inside)
        : [parts[0] ?? '', ...inside]),
    ]);
  }
  if (local === 'tf') return path(['tf']);
  return path(['other', module, ...inside]);
}

/** Names that a library's `import *` puts in scope; set by the import. */
export const STAR = '* tf';
/** The same of `layers` alone, where functions as concatenate make layers. */
export const STAR_LAYERS = '* tf.layers';

export function isLibrary(module: string): boolean {
  return LIBRARY.test(module);
}

const COMMON_MODULES =
  /^(numpy|math|cmath|os|sys|re|json|random|time|datetime|pathlib|collections|itertools|functools|operator|typing|dataclasses|copy|pickle|logging|argparse|warnings|glob|shutil|string|io|gc|abc|enum|contextlib|matplotlib|pylab|pandas|sklearn|scipy|skimage|cv2|PIL|imageio|tqdm|wandb|mlflow|absl|torch|seaborn|plotly|h5py|yaml|requests|IPython|google|gym|gymnasium|nltk|jax|cupy|numba|joblib|psutil|optuna|ray|hyperopt|horovod|coremltools|onnx|tf2onnx)(\.|$)/;

/** Is a module one of the project's own files, as far as its name tells, so that its functions may make layers? */
export function isOwnModule(module: string, python: boolean): boolean {
  return python ? !COMMON_MODULES.test(module) : /^(\.{0,2}\/|[@~#]\/)/.test(module);
}

/** The last segment of what a function of another file gave. */
export const CALLED = '()';

const TF = path(['tf']);
const LAYERS = path(['tf', 'layers']);

/** The value of a name that the program does not define: a library that a page loads, or a built-in. */
export function impliedValue(name: string, python: boolean, module: Scope): Value {
  switch (name) {
    case 'tf':
    case 'tfjs':
    case 'keras':
      return TF;
    case 'layers':
      return LAYERS;
    case '__dirname':
      return '.';
    case '__file__':
      return './__file__';
    case '__name__':
      return '__main__';
    default:
  }
  if ((python ? PYTHON : JAVASCRIPT).has(name)) return path(['built-in', name]);
  if (!python) return undefined;
  const isModel = name === 'Sequential' || name === 'Model' || name === 'Input';
  const starred = isModel || isMergeFunction(name);
  const implied = starred ? module.variables.has(isModel ? STAR : STAR_LAYERS) : isLayerClass(name);
  return implied ? path(['tf', 'layers', name]) : undefined;
}

function trimmed(segments: readonly string[]): readonly string[] {
  return segments.filter((segment) => !/^(keras|tf_keras|python|api|_v2|v2|compat|v1|src)$/.test(segment));
}

function path(segments: readonly string[]): PathValue {
  return { kind: 'path', segments };
}
