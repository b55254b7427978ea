import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findModels } from '../../src/models/findModels.js';
import { readModelFile } from '../../src/models/modelFile.js';
import { resolveModelPath } from '../../src/models/resolveModelPath.js';
import { ROOT, runCli, temporaryFolder } from '../support/cli.js';
import { openModel, someNumbers, tapAll } from '../support/openModel.js';

const SOUND = join(ROOT, 'test', 'fixtures', 'models', 'digits_normalized');
const SHARD = 'group1-shard1of1.bin';
const TEXT = readFileSync(join(SOUND, 'model.json'), 'utf8');
const WEIGHTS = readFileSync(join(SOUND, SHARD));
const folder = temporaryFolder();
let copies = 0;

/** A copy of the sound model with another model.json. */
function copy(
  json: string | Uint8Array,
  files: Readonly<Record<string, Uint8Array>> = { [SHARD]: WEIGHTS },
): string {
  const path = join(folder, `copy${String(copies++)}`, 'model.json');
  mkdirSync(dirname(path));
  writeFileSync(path, json);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(dirname(path), name), bytes);
  return path;
}

interface Json {
  modelTopology: unknown;
  weightsManifest: { paths: string[] }[];
}

function edited(change: (json: Json) => void): string {
  const json = JSON.parse(TEXT) as Json;
  change(json);
  return JSON.stringify(json);
}

const swapped = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

function bigEndian(text: string): Uint8Array {
  return Buffer.concat([Buffer.from([0xfe, 0xff]), swapped(text)]);
}

function inTwo(first: string, second: string): [string, Readonly<Record<string, Uint8Array>>] {
  const half = 7440;
  const files = {
    'group1-shard1of2.bin': WEIGHTS.subarray(0, half),
    'group1-shard2of2.bin': WEIGHTS.subarray(half),
  };
  return [edited((json) => (json.weightsManifest[0]!.paths = [first, second])), files];
}

async function outputOf(path: string): Promise<{ output: Float32Array | null; repairs: readonly string[] }> {
  const runner = await openModel(path);
  const { output } = await tapAll(runner, [someNumbers(3 * 64)], [[8, 8, 1]], 3);
  const repairs = runner.repairs.map(({ code }) => code);
  runner.dispose();
  return { output, repairs };
}

describe('a model.json that is odd, and means only one thing', () => {
  const odd: readonly (readonly [string, string, () => string])[] = [
    ['UTF-16 with a mark', 'text-encoding', () => copy(Buffer.from(`\ufeff${TEXT}`, 'utf16le'))],
    ['UTF-16 without', 'text-encoding', () => copy(Buffer.from(TEXT, 'utf16le'))],
    ['UTF-16, the other order', 'text-encoding', () => copy(bigEndian(TEXT))],
    ['UTF-16, the other order, without a mark', 'text-encoding', () => copy(swapped(TEXT))],
    ['gzip', 'text-encoding', () => copy(gzipSync(TEXT))],
    [
      'the topology as a text',
      'topology-text',
      () => copy(edited((json) => (json.modelTopology = JSON.stringify(json.modelTopology)))),
    ],
    [
      'NaN',
      'json-numbers',
      () =>
        copy(
          TEXT.replace(
            '"kernel_regularizer": null',
            '"kernel_regularizer": {"class_name": "L2", "config": {"l2": NaN, "text": "NaN \\" Infinity"}}',
          ),
        ),
    ],
    ['Infinity', 'json-numbers', () => copy(TEXT.replace('"max_value": null', '"max_value": Infinity'))],
    [
      'BatchNormalizationV1',
      'batch-normalization',
      () => copy(TEXT.replace('"BatchNormalization"', '"BatchNormalizationV1"')),
    ],
    [
      'BatchNormalizationV2',
      'batch-normalization',
      () => copy(TEXT.replace('"BatchNormalization"', '"BatchNormalizationV2"')),
    ],
    [
      'shards out of order',
      'shard-order',
      () => copy(...inTwo('group1-shard2of2.bin', 'group1-shard1of2.bin')),
    ],
  ];

  it.each(odd)('%s: is read, found and told as %s', async (_, code, make) => {
    const path = make();
    const sound = await outputOf(join(SOUND, 'model.json'));
    const { output, repairs } = await outputOf(path);
    expect(output).toEqual(sound.output);
    expect(repairs).toContain(code);
    expect(sound.repairs).not.toContain(code);
    expect(await resolveModelPath(dirname(path))).toBe(path);
    expect(
      (await findModels(dirname(path), new AbortController().signal)).map((model) => model.path),
    ).toEqual(['model.json']);
  });

  it('shards in order are left as they are, whatever they are called', async () => {
    const path = copy(...inTwo('group1-shard1of2.bin', 'group1-shard2of2.bin'));
    expect((await readModelFile(path)).repairs).toEqual([]);
    const [json, files] = inTwo('b.bin', 'a.bin');
    const [first, second] = Object.values(files);
    expect((await readModelFile(copy(json, { 'b.bin': first!, 'a.bin': second! }))).groups[0]!.paths).toEqual(
      ['b.bin', 'a.bin'],
    );
  });

  it('gives the numbers of Keras', async () => {
    const path = copy(
      TEXT.replace('"BatchNormalization"', '"BatchNormalizationV1"').replace(
        '"max_value": null',
        '"max_value": Infinity',
      ),
    );
    const { stdout } = await runCli([
      'analyze',
      dirname(path),
      '--data',
      join(SOUND, 'img.npz'),
      '--quiet',
      '--json',
      '-',
    ]);
    const report = JSON.parse(stdout) as {
      task: { accuracy: number };
      layers: { id: string; entropy: { class: number } }[];
    };
    expect(report.task.accuracy).toBeCloseTo(0.9748111, 6);
    const entropies = new Map(report.layers.map(({ id, entropy }) => [id, entropy.class]));
    expect(entropies.get('bn')).toBeCloseTo(0.5867507, 6);
    expect(entropies.get('fc')).toBeCloseTo(0.3675978, 6);
  });
});

describe('a model file that is damaged', () => {
  it.each([
    ['cut off', TEXT.slice(0, 2000), /cut off or damaged/],
    ['an empty file', '', /cut off or damaged/],
    ['gzip, cut off', gzipSync(TEXT).subarray(0, 500), /cut off or too large, and compressed with gzip/],
    [
      'a quantization of NaN',
      TEXT.replace(
        '"dtype": "float32"}',
        '"dtype": "float32", "quantization": {"dtype": "uint8", "min": NaN, "scale": 1}}',
      ),
      /has no finite number as its min/,
    ],
  ])('%s: the cause is told where the folder was given, too', async (_, json, message) => {
    const text = typeof json === 'string' ? json : Buffer.from(json);
    const path = copy(text);
    const resolved = await resolveModelPath(dirname(path));
    expect(resolved).toBe(path);
    await expect(readModelFile(resolved)).rejects.toThrow(message);
  });
});

describe('weights that are damaged or misnamed', () => {
  const crlf = Buffer.from(WEIGHTS.toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
  it.each<[string, Uint8Array, RegExp]>([
    ['line ends', crlf, /each of the 54 line feeds in group1-shard1of1\.bin became two bytes/],
    ['a text', Buffer.from(WEIGHTS.toString('utf8')), /was read and written as text/],
    ['a text of Latin letters', Buffer.from(WEIGHTS.toString('latin1')), /was read and written as text/],
    ['base64', Buffer.from(WEIGHTS.toString('base64')), /is a text in base64/],
    ['another model', Buffer.concat([WEIGHTS, WEIGHTS]), /belongs to another model\.json/],
  ])('%s: told as what it is', async (_, bytes, message) => {
    await expect(readModelFile(copy(TEXT, { [SHARD]: bytes }))).rejects.toMatchObject({
      code: 'model-weights-size',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['group1-shard1of1.3fa1c2.bin', /, but group1-shard1of1\.3fa1c2\.bin is: /],
    ['a81bc81d.bin', /, but a81bc81d\.bin, of exactly its size, is: /],
  ])('renamed to %s: the file is named', async (name, message) => {
    const path = copy(TEXT);
    renameSync(join(dirname(path), SHARD), join(dirname(path), name));
    await expect(readModelFile(path)).rejects.toMatchObject({
      code: 'model-weights-missing',
      message: expect.stringMatching(message),
    });
  });

  it('not there at all: no other file is named', async () => {
    await expect(readModelFile(copy(TEXT, { 'other.bin': WEIGHTS.subarray(1) }))).rejects.toThrow(
      /not beside it: copy/,
    );
  });
});

describe('the format of 2018', () => {
  it.each(['', 'weights_manifest.json', 'tensorflowjs_model.pb'])('is told, given %s', async (name) => {
    const old = join(folder, `old-${name}`);
    mkdirSync(old);
    writeFileSync(join(old, 'tensorflowjs_model.pb'), '\n\u0010\n\u0004conv');
    writeFileSync(join(old, 'group1-shard1of1'), new Uint8Array(8));
    writeFileSync(
      join(old, 'weights_manifest.json'),
      '[{"paths": ["group1-shard1of1"], "weights": [{"name": "a", "shape": [2], "dtype": "float32"}]}]',
    );
    await expect(resolveModelPath(join(old, name))).rejects.toMatchObject({
      code: 'model-not-a-model',
      message: expect.stringMatching(/a graph-model in the format of 2018.*convert/),
    });
  });
});
