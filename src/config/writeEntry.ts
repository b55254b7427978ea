import { dirname, isAbsolute, relative } from 'node:path';
import { slashes } from '../files/slashes.js';
import { applyEdits, modify, parseTree, findNodeAtLocation } from 'jsonc-parser';
import type { ConfigEntry } from './configEntry.js';
import { namesExactly } from './findConfig.js';
import { SYNTHETIC } from '../vocabulary/synthetic.js';
import { OF_THE_DATA } from './ofTheData.js';
import { parseConfig } from './parseConfig.js';

/** What of an entry the editor writes; the rest is the user's. */
export interface EntryChoice {
  /** Absolute path of the model file. */
  readonly model: string;
  /** Absolute path, or "synthetic". */
  readonly data: string;
  readonly labels: string | null;
}

export interface EntryPlace {
  /** Absolute path of the entroscope.json. */
  readonly file: string;
  /** Its text; null where it does not exist yet. */
  readonly text: string | null;
  /** The entry to change; null adds one. */
  readonly index: number | null;
}

/** Keys of an entry with their new values; undefined removes a key. */
export type EntryChange = { readonly [Key in keyof ConfigEntry]?: ConfigEntry[Key] | undefined };

const FORMAT = { formattingOptions: { insertSpaces: true, tabSize: 2 } };

/**
 * The text of an entroscope.json with a model's data set in it. What belongs to the data that were there before (labels,
 * and what is x and y) goes with them.
 */
export function writeEntry(place: EntryPlace, { model, data, labels }: EntryChoice): string {
  const folder = dirname(place.file);
  const others = Object.fromEntries(OF_THE_DATA.map((key) => [key, undefined]));
  return changeEntry(place, model, {
    ...others,
    data: data === SYNTHETIC ? data : pathFrom(folder, data),
    labels: labels === null ? undefined : pathFrom(folder, labels),
  });
}

/**
 * The text of an entroscope.json with keys of a model's entry changed: an entry is added at the end, or the given one
 * changed; comments and every other key stay. Where the given entry is a pattern that other models match, too, a copy
 * for this model alone is put before it, since the first match wins.
 * @param model absolute path of the model file
 */
export function changeEntry({ file, text, index }: EntryPlace, model: string, change: EntryChange): string {
  const folder = dirname(file);
  const path = pathFrom(folder, model);
  // Written as JSON, which leaves out what is undefined.
  if (text === null || text.trim() === '')
    return `${JSON.stringify({ models: [{ ...change, model: path }].map(modelFirst) }, null, 2)}\n`;
  if (index === null) {
    const tree = parseTree(text);
    const models = tree === undefined ? undefined : findNodeAtLocation(tree, ['models']);
    const entry = modelFirst({ ...change, model: path });
    const end = ['models', models?.children?.length ?? 0];
    return applyEdits(text, modify(text, end, entry, { ...FORMAT, isArrayInsertion: true }));
  }
  const shared = parseConfig(text, file).models[index];
  if (shared !== undefined && !namesExactly(shared.model, folder, model)) {
    const own = modelFirst({ ...shared, ...change, model: path });
    return applyEdits(text, modify(text, ['models', index], own, { ...FORMAT, isArrayInsertion: true }));
  }
  return Object.entries(change).reduce(
    (edited, [key, value]) => applyEdits(edited, modify(edited, ['models', index, key], value, FORMAT)),
    text,
  );
}

function modelFirst({ model, ...rest }: EntryChange & { readonly model: string }): EntryChange {
  return { model, ...rest };
}

/** With /, relative to the file's folder where the path lies on the same disk. */
function pathFrom(folder: string, path: string): string {
  const way = relative(folder, path);
  // The folder itself: an empty path would name nothing.
  return slashes(isAbsolute(way) ? path : way || '.');
}
