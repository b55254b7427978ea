import { mutatedBytes, mutatedJson, mutatedText } from '../mutations.mjs';

const CELLS = [
  '1',
  '0.5',
  '-3',
  '1e5',
  '1e999',
  'NaN',
  '',
  ' ',
  'cat',
  '"a,b"',
  '"a',
  'a"b',
  '0x10',
  '1,5',
  '\t',
  '\u0000',
  'é',
  '"x\ny"',
];

export function csvCase(random) {
  const columns = random.pick([4, 5, 5, 5, 1, 3, 40]);
  const sign = random.chance(0.85) ? ',' : random.pick([';', '\t', '|', ' ']);
  const strange = random.chance(0.5) ? 0 : 0.05;
  const rows = Array.from({ length: random.pick([0, 1, 5, 30, 200]) }, () =>
    Array.from({ length: random.chance(0.98) ? columns : random.below(9) }, (_, column) =>
      random.chance(strange)
        ? random.pick(CELLS)
        : column === 4
          ? random.pick(['cat', 'dog'])
          : String(random.below(100) / 10),
    ).join(sign),
  );
  const head = random.chance(0.7) ? [['a', 'b', 'c', 'd', 'label'].slice(0, columns).join(sign)] : [];
  const text = [...head, ...rows].join(random.pick(['\n', '\n', '\r\n', '\r'])) + random.pick(['', '\n']);
  let bytes = Buffer.from(
    random.chance(0.3) ? mutatedText(random, text) : text,
    random.chance(0.95) ? 'utf8' : 'utf16le',
  );
  if (random.chance(0.1)) bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
  if (random.chance(0.15)) bytes = mutatedBytes(random, bytes);
  return { data: 'x.csv', files: [{ path: 'x.csv', bytes }] };
}

export function jsonCase(random) {
  const samples = Array.from({ length: random.pick([1, 3, 10]) }, () =>
    Array.from({ length: 4 }, () => random.below(100) / 10),
  );
  const labels = samples.map(() => random.pick(['cat', 'dog']));
  const value = random.pick([
    samples,
    { xs: samples, ys: labels },
    { inputs: samples, labels },
    samples.map((x, index) => ({ x, label: labels[index] })),
    samples.map(([a, b, c, d], index) => ({ a, b, c, d, label: labels[index] })),
  ]);
  const text = random.chance(0.2) ? JSON.stringify(value) : mutatedJson(random, value);
  const bytes = random.chance(0.1) ? mutatedBytes(random, Buffer.from(text)) : Buffer.from(text);
  return { data: 'x.json', files: [{ path: 'x.json', bytes }] };
}
