import { basename, dirname, join } from 'node:path';
import { stampFiles, type FileStamps } from '../fileStamp.js';
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
  /** The files that say something, as they were before they were read. */
  readonly stamps: FileStamps;
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
  let beside: Beside = { numbers: null, labels: null, stamps: {} };
  const add = (told: Told | null, source: string, stamps: FileStamps = {}): void => {
    if (told === null) return;
    beside = {
      stamps: { ...beside.stamps, ...stamps },
      numbers: beside.numbers ?? (told.numbers === null ? null : { ...told.numbers, source }),
      labels: beside.labels ?? (told.labels === null ? null : { labels: told.labels, source }),
    };
  };
  const lookInto = async (name: string, tell: (text: string) => Told | null): Promise<void> => {
    const stamps = await stampFiles([join(folder, name)]).catch(() => ({}));
    const text = await smallFile(join(folder, name));
    add(text === null ? null : tell(text), name, stamps);
  };
  await lookInto('metadata.json', (text) => metadataOf(jsonOf(text)));
  const stem = basename(path).replace(/\.json$/u, '');
  for (const name of new Set(['model_meta.json', `${stem}_meta.json`]))
    await lookInto(name, (text) => ml5Meta(jsonOf(text)));
  add(metadataOf(json['userDefinedMetadata']), `userDefinedMetadata of ${basename(path)}`);
  for (const name of LABEL_FILES) {
    if (beside.labels !== null) break;
    await lookInto(name, (text) => {
      const labels = labelList(text, name.endsWith('.json') ? 'json' : 'lines');
      return labels === null ? null : { numbers: null, labels };
    });
  }
  return beside;
}
