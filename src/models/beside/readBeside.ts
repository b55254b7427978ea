import { basename, dirname, join } from 'node:path';
import type { ModelHead } from '../modelFile.js';
import { labelList } from './labelList.js';
import { metadataOf } from './metadata.js';
import { ml5Meta } from './ml5Meta.js';
import { jsonOf, smallFile } from './smallFile.js';
import type { Told, ToldNumbers } from './told.js';

/** What stands beside a model, each with the name of the file that says it. */
export interface Beside {
  readonly numbers: (ToldNumbers & { readonly source: string }) | null;
  readonly labels: { readonly labels: readonly string[]; readonly source: string } | null;
}

/** Files of labels, the most usual first: TensorFlow Lite's and Teachable Machine's, AutoML's, Keras' and one's own. */
const LABEL_FILES = [
  'labels.txt',
  'dict.txt',
  'classes.txt',
  'class_names.txt',
  'labels.json',
  'classes.json',
  'class_names.json',
  'class_indices.json',
];

/**
 * Looks for what a model's tool or project wrote beside it: metadata.json, model_meta.json (or NAME_meta.json beside
 * NAME.json), files of labels, and userDefinedMetadata in model.json itself. What says it first is believed; a file that
 * is none of these is passed over.
 */
export async function readBeside({ path, json }: Pick<ModelHead, 'path' | 'json'>): Promise<Beside> {
  const folder = dirname(path);
  let beside: Beside = { numbers: null, labels: null };
  const add = (told: Told | null, source: string): void => {
    if (told === null) return;
    beside = {
      numbers: beside.numbers ?? (told.numbers === null ? null : { ...told.numbers, source }),
      labels: beside.labels ?? (told.labels === null ? null : { labels: told.labels, source }),
    };
  };
  const read = async (name: string): Promise<unknown> => {
    const text = await smallFile(join(folder, name));
    return text === null ? null : jsonOf(text);
  };
  add(metadataOf(await read('metadata.json')), 'metadata.json');
  const stem = basename(path).replace(/\.json$/u, '');
  for (const name of new Set(['model_meta.json', `${stem}_meta.json`])) add(ml5Meta(await read(name)), name);
  add(metadataOf(json['userDefinedMetadata']), `userDefinedMetadata of ${basename(path)}`);
  for (const name of LABEL_FILES) {
    if (beside.labels !== null) break;
    const text = await smallFile(join(folder, name));
    const labels = text === null ? null : labelList(text, name.endsWith('.json') ? 'json' : 'lines');
    if (labels !== null) add({ numbers: null, labels }, name);
  }
  return beside;
}
