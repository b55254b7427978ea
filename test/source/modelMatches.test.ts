import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { importsIn } from '../../src/source/importsIn.js';
import type { ModelLayer } from '../../src/source/match/modelLayer.js';
import { modelLines } from '../../src/sourceThread/modelLines.js';
import { modelMatches } from '../../src/sourceThread/modelMatches.js';
import { readCells } from '../../src/sourceThread/sourceFiles.js';
import { SourceReader } from '../../src/sourceThread/sourceReader.js';
import { ROOT } from '../support/cli.js';

let folder: string;
let reader: SourceReader;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entroscope-imports-'));
  reader = new SourceReader({ script: join(ROOT, 'dist', 'source.js'), onUnread: () => undefined });
});

afterEach(async () => {
  reader.dispose();
  await rm(folder, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

const LAYERS: readonly ModelLayer[] = [
  { id: 'dense', name: 'dense', type: 'Dense', activation: 'relu', outputShape: [8], parameters: 40 },
  { id: 'dense_1', name: 'dense_1', type: 'Dense', activation: 'softmax', outputShape: [3], parameters: 27 },
];
const NET = [
  'from tensorflow import keras',
  'def build():',
  '    return keras.Sequential([',
  '        keras.layers.Dense(8, activation="relu"),',
  '        keras.layers.Dense(3, activation="softmax"),',
  '    ])',
].join('\n');

async function lines(file: string): Promise<readonly string[]> {
  const options = { modelPath: join(folder, 'm.keras'), modelName: null, known: true };
  const found = await modelLines(reader, LAYERS, join(folder, file), options);
  return found.map(({ id, file: path, line }) => `${id} ${path.slice(folder.length + 1)}:${line + 1}`);
}

describe('a script that defines no layers itself', () => {
  const EXPECTED = ['dense nets/small.py:4', 'dense_1 nets/small.py:5'];

  it.each<[string, Readonly<Record<string, string>>]>([
    ['by name', { 'train.py': 'from nets.small import build\nbuild().fit(x, y)' }],
    [
      'by a package',
      { 'train.py': 'import nets\nnets.build()', 'nets/__init__.py': 'from .small import build' },
    ],
    ['from above', { 'train.py': '', 'bin/train.py': 'from nets.small import build\nbuild()' }],
  ])('leads to what it imports %s', async (_, files) => {
    await write({ 'nets/small.py': NET, ...files });
    const script = 'bin/train.py' in files ? 'bin/train.py' : 'train.py';
    expect(await lines(script)).toEqual(EXPECTED);
  });

  it('says nothing where two imported files may be meant', async () => {
    await write({ 'a.py': NET, 'b.py': NET, 'train.py': 'import a, b\nimport b\na.build()' });
    expect(await lines('train.py')).toEqual([]);
  });

  it('comes to an end where files import one another', async () => {
    await write({ 'a.py': `import train\n${NET}`, 'train.py': 'import a\nimport train\na.build()' });
    expect(await lines('train.py')).toEqual(['dense a.py:5', 'dense_1 a.py:6']);
  });
});

it('a file that shows its whole model leads to no other', async () => {
  await write({ 'train.py': `import other\n${NET}`, 'other.py': NET });
  const read: string[] = [];
  await modelMatches(
    reader,
    LAYERS,
    join(folder, 'train.py'),
    (file) => {
      read.push(file);
      return readCells(file, reader);
    },
    { known: true },
  );
  expect(read).toEqual([join(folder, 'train.py')]);
});

describe('importsIn', () => {
  it('reads the modules of lines that import', () => {
    expect(
      importsIn(
        'from .nets import a\nimport os.path as p\n  from x import (\n y)\n# import no\ns = "from z"',
        true,
      ),
    ).toEqual(['.nets', 'os.path', 'x']);
    expect(
      importsIn(
        "import { a } from './a.js';\nconst b = require('../b');\nimport './c';\nawait import('./d')",
        false,
      ),
    ).toEqual(['./a.js', '../b', './c', './d']);
  });
});
