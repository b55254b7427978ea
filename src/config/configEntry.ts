import * as v from 'valibot';
import { settingSchema } from '../vocabulary/optionKinds.js';
import { isRecord } from '../vocabulary/isRecord.js';
import { SETTING_NAMES, specOf, type OptionSettings } from '../vocabulary/options.js';

/** One entry of entroscope.json as it stands in the file; media/entroscope.schema.json explains each key. */
export interface ConfigEntry extends OptionSettings {
  /** Path of the model file or of its folder, or a glob. */
  readonly model: string;
  /** The training code, for the editor. */
  readonly code?: string;
}

export interface ConfigFile {
  readonly models: readonly ConfigEntry[];
}

const filled = settingSchema({ t: 'path' });
const optionEntries = SETTING_NAMES.map(
  (name) => [name, v.exactOptional(settingSchema(specOf(name).kind))] as const,
);

export const ENTRY_KEYS = ['model', 'code', ...SETTING_NAMES];
export const FILE_KEYS = ['$schema', 'models'];

/** The guard of the whole file; its messages complete `"KEY" …`. */
export const configSchema = v.pipe(
  v.custom<Readonly<Record<string, unknown>>>(isRecord, 'must be object'),
  v.strictObject(
    {
      $schema: v.exactOptional(v.string('must be string')),
      models: v.array(
        v.strictObject(
          { model: filled, code: v.exactOptional(filled), ...Object.fromEntries(optionEntries) },
          'must be object',
        ),
        'must be array',
      ),
    },
    'must be object',
  ),
);
