import { toJsonSchema } from '@valibot/to-json-schema';
import { importSource } from './importSource.mjs';

const { OPTIONS, SETTING_NAMES } = await importSource('src/vocabulary/options.ts');
const { settingSchema } = await importSource('src/vocabulary/optionKinds.ts');

/** Keys of an entry that are no options. */
const MODEL = {
  type: 'string',
  minLength: 1,
  description:
    'Path of the model file or of the folder that holds it, or a glob such as models/**/model.json.',
};
const CODE = {
  type: 'string',
  minLength: 1,
  description: "The script or notebook that trains the model: the editor shows each layer's numbers there.",
};

/** media/entroscope.schema.json: what an editor is told about entroscope.json, from the table of options. */
export function settingsSchema() {
  const options = SETTING_NAMES.map((name) => [name, property(OPTIONS[name])]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Entroscope settings',
    description:
      'Which data belongs to which TensorFlow.js model. Comments are allowed. Paths are relative to this file.',
    type: 'object',
    required: ['models'],
    additionalProperties: false,
    properties: {
      $schema: { type: 'string', description: 'Address or path of this schema, for editors.' },
      models: {
        type: 'array',
        description: 'One entry a model or a group of models; the first one whose "model" matches is used.',
        items: { $ref: '#/definitions/entry' },
      },
    },
    definitions: {
      entry: {
        type: 'object',
        required: ['model'],
        additionalProperties: false,
        properties: { model: MODEL, code: CODE, ...Object.fromEntries(options) },
      },
    },
  };
}

function property({ kind, text, settingText = text }) {
  // JSON has finite numbers only.
  const { $schema, ...schema } = toJsonSchema(settingSchema(kind), { ignoreActions: ['finite'] });
  void $schema;
  return { ...schema, description: settingText };
}
