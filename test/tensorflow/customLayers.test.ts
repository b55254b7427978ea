import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { customLayersStub } from '../../src/tensorflow/customLayersStub.js';
import { runSetup } from '../../src/tensorflow/runSetup.js';
import type { LayerEntry } from '../../src/models/layerEntries.js';
import { ExpectedError } from '../../src/vocabulary/expectedError.js';
import { ROOT } from '../support/cli.js';
import { compareWithKeras, KERAS_FILES } from '../support/kerasFixture.js';
import { openModel } from '../support/openModel.js';

const OWN = join(ROOT, 'test', 'fixtures', 'custom-layers');
const folder = mkdtempSync(join(tmpdir(), 'entroscope-stub-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function refusal(file: string): Promise<ExpectedError> {
  const error: unknown = await openModel(file).catch((reason: unknown) => reason);
  if (!(error instanceof ExpectedError)) throw new Error(`${file} is not refused`);
  return error;
}

/** Does what the message says: pastes the stub and fills in what the layers compute. */
async function fillIn(file: string, computations: Readonly<Record<string, string>>): Promise<string> {
  const { example } = await refusal(file);
  let code = example ?? '';
  for (const [what, computation] of Object.entries(computations)) {
    const place = new RegExp(`throw new Error\\("return here what [^"]* of ${what} computes"\\);`);
    expect(code).toMatch(place);
    code = code.replace(place, computation);
  }
  expect(code).not.toContain('throw new Error');
  const path = join(folder, `${file.replace(/\W/g, '_')}.mjs`);
  writeFileSync(path, code);
  await runSetup(path);
  return code;
}

const SCALE = 'return tf.add(tf.mul(x, tf.mul(this.weight0.read(), this.factor)), this.weight1.read());';
const GATE = 'return tf.mul(x, tf.sigmoid(tf.add(tf.matMul(x, this.weight0.read()), this.weight1.read())));';
const TWICE = 'return tf.mul(x, this.arguments.a);';

describe('the stub of a model with custom layers', () => {
  it('names classes, registered names, arguments and weights that a .keras file holds', async () => {
    const { code, message, example } = await refusal(join(OWN, 'own_layers.keras'));
    expect(code).toBe('model-unknown-layer');
    expect(message).toMatch(
      /layers of the classes Scale \(lab>Scale\), Gate \(lab>Gate\), Lambda that .*--setup/,
    );
    expect(message).not.toContain('class Scale extends');
    for (const line of [
      '// scale, scale_b (lab>Scale in Python)',
      'static className = "Scale";',
      'this.factor = config.factor; // 1.5, 3',
      'this.useShift = config.useShift; // true',
      'this.addWeight("vars/0", { "scale": [6], "scale_b": [4] }[this.name],',
      'this.addWeight("inner/vars/0", [4, 4],',
      'this.arguments = config.arguments; // {"a":2}, {}',
      'case "less":',
    ])
      expect(example).toContain(line);
    expect(example).not.toContain('autocast');
  });

  it('pasted and filled in gives Keras’ own numbers in every layer of a .keras file', async () => {
    await fillIn(join(OWN, 'own_layers.keras'), {
      Scale: SCALE,
      Gate: GATE,
      twice: TWICE,
      less: 'return tf.sub(x, 1);',
    });
    const { worst, worstAt, compared, missing } = await compareWithKeras(
      join(OWN, 'own_layers.keras'),
      'wasm',
      join(OWN, 'own_layers.npz'),
    );
    expect(worst, worstAt).toBeLessThan(1e-5);
    expect([compared.length, missing]).toEqual([8, []]);
  });

  it('does so for a .h5 file, whose weights have names', async () => {
    // Lambda is registered by now: the classes alone are missing that a .h5 names by their packages.
    const code = await fillIn(join(OWN, 'own_layers.h5'), { 'lab>Scale': SCALE, 'lab>Gate': GATE });
    expect(code).toContain('this.addWeight("gain",');
    expect(code).toContain('this.addWeight("inner/kernel",');
    const file = join(OWN, 'own_layers.h5');
    const { worst, worstAt, compared } = await compareWithKeras(file, 'cpu', join(OWN, 'own_layers.npz'));
    expect(worst, worstAt).toBeLessThan(1e-5);
    expect(compared.length).toBe(8);
  });

  it('does so for the example of docs/models.md', async () => {
    await fillIn(join(KERAS_FILES, 'custom.keras'), { Swap: 'return tf.reverse(x, -1);' });
    const { worst, worstAt } = await compareWithKeras(join(KERAS_FILES, 'custom.keras'));
    expect(worst, worstAt).toBeLessThan(1e-5);
  });
});

describe('customLayersStub', () => {
  const layer = (type: string, name: string, config: Readonly<Record<string, unknown>> = {}): LayerEntry => ({
    name,
    type,
    registered: null,
    config,
    inboundNodes: [],
    nested: null,
    wrapped: [],
  });

  it.each([
    ['A"; process.exit(9); "', 'x\n}; process.exit(9); {'],
    ['*/ process.exit(9) /*', "'; process.exit(9); '"],
    ['\u2028process.exit(9)//', '`${process.exit(9)}`'],
    ['class', 'constructor'],
    ['9', '\u202e\u001b[31m'],
    ['', ''],
  ])('is code that registers the class, whatever a file calls it: %j', async (type, name) => {
    const config = {
      name,
      [name]: name,
      __proto__x: 1,
      fn: { class_name: '__lambda__', config: { code: '4wE' } },
    };
    const code = customLayersStub([layer(type, name, config)], [{ name: `${name}/w`, shape: [2] }]);
    expect(code).toMatch(/^[\n\x20-\x7e]*$/);
    expect(code).not.toContain('4wE');
    const path = join(folder, `hostile${type.length}${name.length}.mjs`);
    writeFileSync(path, code);
    const registered: string[] = [];
    const { default: register } = (await import(path)) as { default: (tf: unknown) => void };
    register({
      layers: { Layer: Object },
      serialization: { registerClass: (it: { className: string }) => registered.push(it.className) },
    });
    expect(registered).toEqual([type]);
  });

  it('stays short, whatever a file holds', () => {
    const many = Array.from({ length: 3000 }, (_, index) =>
      layer(
        `Class${index % 40}`,
        `layer${index}`,
        Object.fromEntries(Array.from({ length: 60 }, (__, field) => [`f${field}`, 'v'.repeat(5000)])),
      ),
    );
    const weights = many.map(({ name }, index) => ({ name: `${name}/w${index % 100}`, shape: [index] }));
    expect(customLayersStub(many, weights).length).toBeLessThan(100_000);
  });
});
