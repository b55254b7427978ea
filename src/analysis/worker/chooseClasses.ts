import type { Dataset } from '../../datasets/dataset.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';

/**
 * Which of the data set's classes to analyze, as indices in its order.
 * @param asked --classes; null takes all that have samples
 * @param data its path, for messages
 * @throws ExpectedError data-labels where a label is unknown, data-empty where nothing is left
 */
export function chooseClasses(
  dataset: Dataset,
  asked: readonly string[] | null,
  data: string,
): readonly number[] {
  const sizes = new Uint32Array(dataset.classes.length);
  for (const index of dataset.classOf) sizes[index]! += 1;
  if (asked !== null) {
    for (const label of asked) {
      if (!dataset.classes.includes(label)) {
        throw new ExpectedError(
          'data-labels',
          phrase`${file(data)} has no class "${label}": it has ${listOf(dataset.classes)}`,
        );
      }
    }
  }
  const chosen = dataset.classes.flatMap((label, index) =>
    (asked === null || asked.includes(label)) && sizes[index]! > 0 ? [index] : [],
  );
  if (chosen.length === 0)
    throw new ExpectedError('data-empty', phrase`${file(data)} has no samples of the classes asked for`);
  return chosen;
}

function listOf(labels: readonly string[]): string {
  const shown = labels.slice(0, 20).join(', ');
  return labels.length > 20 ? `${shown} and ${labels.length - 20} more` : shown;
}
