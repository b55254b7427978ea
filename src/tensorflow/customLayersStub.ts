import { isRecord } from '../vocabulary/isRecord.js';
import type { LayerEntry } from '../models/layerEntries.js';
import type { WeightSpec } from '../models/weightsManifest.js';

type Spec = Pick<WeightSpec, 'name' | 'shape'>;

/** So much of a model is written down at most: a stub is read by people. */
const MOST_CLASSES = 12;
const MOST_LINES = 24;
/** Layers of a class that are told apart. */
const MOST_LAYERS = 60;
const LONGEST_VALUE = 80;
/** Different values of one argument. */
const MOST_VALUES = 6;

/** What every layer of Keras has: TensorFlow.js reads it by itself. */
const USUAL = new Set([
  'name',
  'trainable',
  'dtype',
  'autocast',
  'activity_regularizer',
  'batch_input_shape',
  'batch_shape',
  'input_shape',
]);

/**
 * The setup module that a model with layers of the user's own needs, with all that the file tells of them: classes, the
 * arguments of their constructors, names and shapes of their weights. What they compute is left to be filled in.
 * @param layers of classes that are not known, in the model's order
 * @param weights of the whole model, under the names that layers ask for
 * @returns a module's code in printable ASCII, whatever the file holds
 */
export function customLayersStub(layers: readonly LayerEntry[], weights: readonly Spec[]): string {
  const byClass = new Map<string, LayerEntry[]>();
  for (const layer of layers) {
    const those = byClass.get(layer.type);
    if (those === undefined) byClass.set(layer.type, [layer]);
    else those.push(layer);
  }
  const names = new Set<string>();
  const classes = [...byClass].slice(0, MOST_CLASSES).map(([type, those]) => {
    const name = identifier(type, names);
    names.add(name);
    return classStub(name, type, those.slice(0, MOST_LAYERS), weights);
  });
  const more = byClass.size - classes.length;
  return [
    '// setup.mjs: layers that only your Python code has. Fill in what they compute.',
    'export default (tf) => {',
    ...classes.flat().map((line) => (line === '' ? '' : `  ${line}`)),
    ...(more > 0 ? [`  // ${more} more classes are needed.`] : []),
    '};',
  ].join('\n');
}

function classStub(
  name: string,
  type: string,
  layers: readonly LayerEntry[],
  weights: readonly Spec[],
): readonly string[] {
  const fields = fieldsOf(layers);
  const registered = layers[0]?.registered ?? null;
  const of = registered === null || registered === type ? '' : ` (${ascii(registered)} in Python)`;
  return [
    `// ${listed(layers.map((layer) => nameOf(layer)))}${of}`,
    `class ${name} extends tf.layers.Layer {`,
    `  static className = ${quoted(type)};`,
    ...(fields.length === 0
      ? []
      : [
          '  constructor(config) {',
          '    super(config);',
          ...fields.map(
            ({ key, values }) => `    this.${key} = config.${key}; // ${limited(values.join(', '))}`,
          ),
          '  }',
        ]),
    ...buildStub(layers, weights),
    '  // The shape of what call() gives, with the batch first.',
    '  computeOutputShape(inputShape) { return inputShape; }',
    ...callStub(type, layers),
    '}',
    'tf.serialization.registerClass(' + name + ');',
  ];
}

interface Field {
  readonly key: string;
  /** As code, of each layer that has it, each once. */
  readonly values: readonly string[];
}

/** The constructor's arguments as TensorFlow.js gives them: rate_min is rateMin. */
function fieldsOf(layers: readonly LayerEntry[]): readonly Field[] {
  const values = new Map<string, Set<string>>();
  for (const { type, config } of layers)
    for (const [field, value] of Object.entries(config)) {
      const key = camelCase(field);
      if (USUAL.has(field) || !/^[A-Za-z_$][\w$]*$/.test(key)) continue;
      if (type === 'Lambda' && field !== 'arguments') continue;
      const those = values.get(key) ?? new Set();
      if (those.size < MOST_VALUES) those.add(told(value));
      if (values.size < MOST_LINES) values.set(key, those);
    }
  return [...values].map(([key, those]) => ({ key, values: [...those] }));
}

/** As TensorFlow.js renames the fields of a config from Python. */
function camelCase(field: string): string {
  return field.length <= 1 || !field.includes('_')
    ? field
    : field.replace(/_+(\w|$)/g, (_, letter: string) => letter.toUpperCase());
}

function buildStub(layers: readonly LayerEntry[], weights: readonly Spec[]): readonly string[] {
  const names = new Set(layers.map(nameOf));
  // Name within the layer -> shape as code -> the layers that have it so.
  const found = new Map<string, Map<string, string[]>>();
  for (const { name: weight, shape } of weights) {
    const name = layerIn(weight, names);
    if (name === null) continue;
    const own = weight.slice(name.length + 1);
    const shapes = found.get(own) ?? new Map<string, string[]>();
    const code = `[${shape.join(', ')}]`;
    const those = shapes.get(code);
    if (those === undefined) shapes.set(code, [name]);
    else those.push(name);
    found.set(own, shapes);
  }
  if (found.size === 0) return [];
  const lines = [...found].slice(0, MOST_LINES).map(([weight, shapes], index) => {
    const [only] = shapes.keys();
    const byLayer = [...shapes].flatMap(([shape, names]) => names.map((name) => `${quoted(name)}: ${shape}`));
    const shape = shapes.size === 1 ? (only ?? '[]') : `{ ${byLayer.join(', ')} }[this.name]`;
    return `    this.weight${index} = this.addWeight(${quoted(weight)}, ${shape}, 'float32', tf.initializers.zeros());`;
  });
  const counts = [...found.keys()].some((weight) => /(^|\/)vars\/\d+$/.test(weight));
  return [
    '  build(inputShape) {',
    ...(counts ? ['    // The file only counts the weights, in the order in which Python adds them.'] : []),
    ...lines,
    '    super.build(inputShape);',
    '  }',
  ];
}

/** The layer whose name a weight's begins with. */
function layerIn(weight: string, layers: ReadonlySet<string>): string | null {
  for (let end = weight.indexOf('/'); end >= 0; end = weight.indexOf('/', end + 1)) {
    const name = weight.slice(0, end);
    if (layers.has(name)) return name;
  }
  return null;
}

function callStub(type: string, layers: readonly LayerEntry[]): readonly string[] {
  const start = ['  call(inputs) {', '    const [x] = Array.isArray(inputs) ? inputs : [inputs];'];
  if (type !== 'Lambda') {
    const what = ascii(type);
    return [
      ...start,
      `    throw new Error(${quoted(`return here what the call() of ${what} computes`)});`,
      '  }',
    ];
  }
  return [
    ...start,
    '    switch (this.name) {',
    ...layers
      .slice(0, MOST_LINES)
      .map(
        (layer) =>
          `      case ${quoted(nameOf(layer))}: throw new Error(${quoted(`return here what the function of ${ascii(nameOf(layer))} computes`)});`,
      ),
    '      default: return x;',
    '    }',
    '  }',
  ];
}

function nameOf({ name, config }: LayerEntry): string {
  return typeof config['name'] === 'string' ? config['name'] : (name ?? '');
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 6).map((name) => ascii(name));
  return limited(`${shown.join(', ')}${names.length > shown.length ? ', ...' : ''}`);
}

/** A class name that JavaScript allows, that is not taken, and that hides nothing that the stub uses. */
function identifier(type: string, taken: ReadonlySet<string>): string {
  const plain = type.replace(/^.*>/, '').replace(/\W/g, '').slice(0, 60);
  const name = /^[A-Z]/.test(plain) && !/^(Array|Error)$/.test(plain) ? plain : `Layer${plain}`;
  let free = name;
  for (let count = 2; taken.has(free); count++) free = `${name}${count}`;
  return free;
}

/** A value as code: a literal that ends where it should, whatever it holds. */
function quoted(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A field's value in a comment; of what Python made an object of, such as a function, its class alone. */
function told(value: unknown): string {
  const type = isRecord(value) ? value['class_name'] : undefined;
  return typeof type === 'string' ? `of class ${ascii(type)}` : limited(quoted(value));
}

/** Text for a comment or within a message. */
function ascii(text: string): string {
  return limited(text.replace(/[^\x20-\x7e]/g, '?'));
}

function limited(text: string): string {
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}...` : text;
}
