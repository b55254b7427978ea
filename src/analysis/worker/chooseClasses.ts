import type { Dataset } from '../../datasets/dataset.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';

/**
 * Which of the data set's classes to analyse, as indices in its order.
 * @param asked --classes; null takes all that have samples
 * @throws ExpectedError data-labels where a label is unknown, data-empty where nothing is left
 */
export function chooseClasses(
  dataset: Dataset,
  asked: readonly string[] | null,
  where: string,
): readonly number[] {
  const sizes = new Uint32Array(dataset.classes.length);
  for (const index of dataset.classOf) sizes[index] = (sizes[index] ?? 0) + 1;
  if (asked !== null) {
    for (const label of asked) {
      if (!dataset.classes.includes(label)) {
        throw new ExpectedError(
          'data-labels',
          `${where} has no class "${label}": it has ${listOf(dataset.classes)}`,
        );
      }
    }
  }
  const kept = dataset.classes.flatMap((label, index) =>
    (asked === null || asked.includes(label)) && (sizes[index] ?? 0) > 0 ? [index] : [],
  );
  if (kept.length === 0)
    throw new ExpectedError('data-empty', `${where} has no samples of the classes asked for`);
  return kept;
}

function listOf(labels: readonly string[]): string {
  const shown = labels.slice(0, 20).join(', ');
  return labels.length > 20 ? `${shown} and ${String(labels.length - 20)} more` : shown;
}
