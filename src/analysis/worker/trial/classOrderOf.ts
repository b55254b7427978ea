import type { Dataset } from '../../../datasets/dataset.js';
import { outputOfClass, sortedLabels } from '../../../engine/classOrders.js';
import { readText } from '../../../files/openFile.js';
import { labelList } from '../../../models/beside/labelList.js';
import type { Beside } from '../../../models/beside/readBeside.js';
import { ExpectedError } from '../../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../../vocabulary/phrase.js';

/** The labels of a model's outputs in order, and who says so. */
export interface ToldOrder {
  readonly order: readonly string[];
  /** A file's name; null: the user. */
  readonly source: string | null;
}

/**
 * The order that the user named, else that of a file beside the model where its labels are the data's.
 * @param outputs length of a row of the model's output
 * @returns null where nobody tells one
 * @throws ExpectedError data-labels where the named order does not fit outputs or labels, data-missing for its file
 */
export async function classOrderOf(
  asked: readonly string[] | string | null,
  beside: Beside,
  { classes, labelled }: Pick<Dataset, 'classes' | 'labelled'>,
  outputs: number,
): Promise<ToldOrder | null> {
  const columns = outputs === 1 ? 2 : outputs;
  if (!labelled) return null;
  if (asked === null) {
    const { labels } = beside;
    if (labels === null || outputOfClass(classes, outputs, labels.labels) === null) return null;
    return { order: labels.labels, source: labels.source };
  }
  const order = await namedOrder(asked, classes, columns);
  if (order.length !== columns)
    throw new ExpectedError(
      'data-labels',
      phrase`the order of classes has ${order.length} labels where the model has ${columns} outputs: correct ${option('classOrder')}`,
    );
  if (outputOfClass(classes, outputs, order) === null) {
    const missing = classes.find((label) => outputOfClass([label], outputs, order) === null);
    throw new ExpectedError(
      'data-labels',
      phrase`the order of classes lacks the data's label "${missing ?? ''}", or has one twice: correct ${option('classOrder')}`,
    );
  }
  return { order, source: null };
}

async function namedOrder(
  asked: readonly string[] | string,
  classes: readonly string[],
  columns: number,
): Promise<readonly string[]> {
  if (typeof asked !== 'string') return asked;
  if (asked !== 'text' && asked !== 'number') return orderFile(asked);
  const fits = classes.every((label) => /^\d+$/u.test(label) && Number(label) < columns);
  return sortedLabels(fits ? Array.from({ length: columns }, (_, output) => String(output)) : classes, asked);
}

/** A list of labels is a page or a few. */
const MOST_BYTES = 2 ** 24;

async function orderFile(path: string): Promise<readonly string[]> {
  const text = await readText(
    path,
    {
      code: 'data-missing',
      subject: phrase`the file with the order of classes ${file(path)}`,
      absent: 'write A,B,C, the name of a file, text or number',
    },
    MOST_BYTES,
  );
  const plain = text.replace(/^\uFEFF/u, '');
  const labels = labelList(plain, /^\s*[[{]/u.test(plain) ? 'json' : 'lines');
  if (labels === null)
    throw new ExpectedError(
      'data-labels',
      phrase`${file(path)} is no list of labels: give one a line, each once, or a JSON list, for ${option('classOrder')}`,
    );
  return labels;
}
