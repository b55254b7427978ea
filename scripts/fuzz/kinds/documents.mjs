import { mutatedBytes, mutatedJson, mutatedText, strangeValue } from '../mutations.mjs';

/** @param {{ models: { json: object, weights: Map<string, Buffer> }[] }} seeds */
export function modelCase(random, { models }) {
  const { json, weights } = random.pick(models);
  const text = random.chance(0.15)
    ? JSON.stringify(json)
    : mutatedJson(random, random.chance(0.6) ? json : withSizes(random, json));
  const files = [
    {
      path: 'model.json',
      bytes: random.chance(0.03) ? mutatedBytes(random, Buffer.from(text)) : Buffer.from(text),
    },
  ];
  for (const [path, bytes] of weights) {
    if (random.chance(0.02)) continue;
    files.push({ path, bytes: random.chance(0.15) ? mutatedBytes(random, bytes) : bytes });
  }
  return { data: 'model.json', files };
}

/** The same model with one of its sizes at an edge: units, filters, kernels, shapes. */
function withSizes(random, json) {
  const value = globalThis.structuredClone(json);
  const numbers = [];
  const visit = (holder) => {
    for (const key of Object.keys(holder)) {
      if (typeof holder[key] === 'number') numbers.push({ holder, key });
      else if (typeof holder[key] === 'object' && holder[key] !== null) visit(holder[key]);
    }
  };
  visit(value.modelTopology ?? value);
  if (numbers.length > 0) {
    const { holder, key } = random.pick(numbers);
    holder[key] = random.pick([0, -1, 1, 2, 3, 1000, 1e5, 1e9, 2 ** 31, 0.5]);
  }
  return value;
}

const KEYS = [
  'model', 'data', 'labels', 'labelColumn', 'samples', 'classes', 'scale', 'mean', 'std', 'skipBad', 'setup', 'thresholds',
  'threshold', 'maxNeurons', 'allLayers', 'seed', 'counts', 'backend', 'batch', 'workers', 'failOn', 'baseline',
]; // prettier-ignore
const VALUES = [
  'model.json',
  './x.csv',
  'synthetic',
  '0..1',
  '-1..1',
  'none',
  'cpu',
  'relu=0.1',
  100,
  0.5,
  true,
  ['cat', 'dog'],
  [0.5],
  { relu: 0.1 },
];

export function settingsCase(random) {
  const entry = () =>
    Object.fromEntries(
      Array.from({ length: random.below(7) }, () => [
        random.pick(KEYS),
        random.chance(0.8) ? random.pick(VALUES) : strangeValue(random),
      ]),
    );
  const value = {
    models: Array.from({ length: random.below(4) }, () => ({ model: 'model.json', ...entry() })),
    ...(random.chance(0.2) ? entry() : {}),
  };
  let text = random.chance(0.5)
    ? mutatedJson(random, value)
    : JSON.stringify(value, null, random.pick([0, 2]));
  if (random.chance(0.2)) text = text.replace(/,/, ', // note\n ').replace(/([}\]])$/, ',$1');
  if (random.chance(0.2)) text = mutatedText(random, text);
  return { data: 'entroscope.json', files: [{ path: 'entroscope.json', bytes: Buffer.from(text) }] };
}

/** @param {{ reports: object[] }} seeds */
export function reportCase(random, { reports }) {
  return {
    data: 'report.json',
    files: [{ path: 'report.json', bytes: Buffer.from(mutatedJson(random, random.pick(reports))) }],
  };
}

/** @param {{ parts: object[] }} seeds */
export function partCase(random, { parts }) {
  const files = parts.map((part, index) => ({
    path: `part${index}.json`,
    bytes: Buffer.from(random.chance(0.6) ? mutatedJson(random, part) : JSON.stringify(part)),
  }));
  return { data: 'part0.json', files };
}

/** Light changes of somebody's script: what a person types, pastes, or leaves half done. @param {{ scripts: { name: string, text: string }[] }} seeds */
export function scriptCase(random, { scripts }) {
  const { name, text } = random.pick(scripts);
  const more = random.chance(0.05) ? random.pick(scripts).text : '';
  const long = random.chance(0.02) ? 20 : 1;
  return {
    data: name,
    files: [{ path: name, bytes: Buffer.from(mutatedText(random, (text + more).repeat(long))) }],
  };
}
