import { dirname, isAbsolute, relative, sep } from 'node:path';
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

const FORMAT = { formattingOptions: { insertSpaces: true, tabSize: 2 } };

/**
 * The text of an entroscope.json with a model's data set in it: an entry is added at the end, or the given one
 * changed; comments and every other key stay. Where the given entry is a pattern that other models match, too, a copy
 * for this model alone is put before it, since the first match wins.
 */
export function writeEntry({ file, text, index }: EntryPlace, choice: EntryChoice): string {
  const folder = dirname(file);
  const data = choice.data === SYNTHETIC ? choice.data : pathFrom(folder, choice.data);
  const labels = choice.labels === null ? undefined : pathFrom(folder, choice.labels);
  if (text === null || text.trim() === '') {
    const entry: ConfigEntry = {
      model: pathFrom(folder, choice.model),
      data,
      ...(labels === undefined ? {} : { labels }),
    };
    return `${JSON.stringify({ models: [entry] }, null, 2)}\n`;
  }
  if (index === null) {
    const tree = parseTree(text);
    const models = tree === undefined ? undefined : findNodeAtLocation(tree, ['models']);
    const entry = {
      model: pathFrom(folder, choice.model),
      data,
      ...(labels === undefined ? {} : { labels }),
    };
    const path = ['models', models?.children?.length ?? 0];
    return applyEdits(text, modify(text, path, entry, { ...FORMAT, isArrayInsertion: true }));
  }
  const shared = parseConfig(text, file).models[index];
  if (shared !== undefined && !namesExactly(shared.model, folder, choice.model)) {
    // Written as JSON, which leaves out what is undefined.
    const others = Object.fromEntries(OF_THE_DATA.map((key) => [key, undefined]));
    const own = { ...shared, ...others, model: pathFrom(folder, choice.model), data, labels };
    return applyEdits(text, modify(text, ['models', index], own, { ...FORMAT, isArrayInsertion: true }));
  }
  const withData = applyEdits(text, modify(text, ['models', index, 'data'], data, FORMAT));
  // Labels, and what is x and y, belong to the data that were there before.
  return OF_THE_DATA.reduce(
    (edited, key) =>
      applyEdits(
        edited,
        modify(edited, ['models', index, key], key === 'labels' ? labels : undefined, FORMAT),
      ),
    withData,
  );
}

/** With /, relative to the file's folder where the path lies on the same disk. */
function pathFrom(folder: string, path: string): string {
  const way = relative(folder, path);
  // The folder itself: an empty path would name nothing.
  return (isAbsolute(way) ? path : way || '.').split(sep).join('/');
}
