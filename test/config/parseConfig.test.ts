import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import schema from '../../media/entroscope.schema.json';
import { parseConfig } from '../../src/config/parseConfig.js';

const FILE = 'project/entroscope.json';

function failure(text: string): { code: string; message: string } {
  try {
    parseConfig(text, FILE);
  } catch (error) {
    return error as { code: string; message: string };
  }
  return { code: 'none', message: 'it was read' };
}

describe('entroscope.json', () => {
  it('may hold comments and trailing commas', () => {
    const config = parseConfig(
      `// settings\n{ "models": [ { "model": "a/model.json", /* data */ "data": "x.csv", }, ], }`,
      FILE,
    );
    expect(config.models).toEqual([{ model: 'a/model.json', data: 'x.csv' }]);
  });

  it('names the nearest known key, the file and the line of an unknown key', () => {
    const error = failure(
      '{\n  "models": [\n    {\n      "model": "a",\n      "maxNeuron": 5\n    }\n  ]\n}',
    );
    expect(error).toMatchObject({ code: 'config-unknown-key' });
    expect(error.message).toBe(
      'project/entroscope.json:5: unknown key "maxNeuron"; the nearest known key is "maxNeurons"',
    );
  });

  it('names the nearest known key at the top of the file', () => {
    expect(failure('{ "model": [] }').message).toContain('the nearest known key is "models"');
  });

  it.each([
    ['{', 'is not JSON with comments'],
    ['', 'is not JSON with comments'],
    ['[]', 'must be object'],
    ['{}', 'lacks the key "models"'],
    ['{ "models": [ {} ] }', '"models.0" lacks the key "model"'],
    ['{ "models": [ { "model": "m", "samples": 0.5 } ] }', '"models.0.samples" must be integer'],
    ['{ "models": [ { "model": "m", "backend": "gpu" } ] }', '"auto", "tensorflow", "wasm", "cpu"'],
    ['{ "models": [ { "model": "m", "threshold": "relu" } ] }', '"models.0.threshold" has the wrong type'],
    ['{ "models": [ { "model": "m", "threshold": { "relu": "a" } } ] }', '"models.0.threshold'],
  ])('refuses %s', (text, message) => {
    const error = failure(text);
    expect(error.code).toBe('config-malformed');
    expect(error.message).toContain(`${FILE}:1: `);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('\n');
  });

  it.each([
    ['probe', 'is part of --science'],
    ['rank', 'is part of --science'],
  ])('says why there is no %s', (key, reason) => {
    expect(failure(`{ "models": [ { "model": "m", "${key}": true } ] }`).message).toContain(reason);
  });

  it.each(['trust', 'json', 'html'])('never takes %s from a file of the project', (key) => {
    expect(failure(`{ "models": [ { "model": "m", "${key}": "x" } ] }`).message).toContain(
      'on the command line only',
    );
  });

  it('has a schema that is one, by the rules of JSON Schema', () => {
    const ajv = new Ajv({ strict: false });
    expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true);
    expect(ajv.validateSchema({ ...schema, type: 'nothing' })).toBe(false);
  });
});
