import type { ReportDataset } from '../../report/report.js';

/**
 * The classes of a run by name.
 * @param labels of every class of the data set
 * @param classes those of the run, as indices into labels
 * @param sizes samples of each
 * @throws RangeError where there are not as many of both, or a class has no label
 */
export function reportClasses(
  labels: readonly string[],
  classes: readonly number[],
  sizes: readonly number[],
): ReportDataset['classes'] {
  if (classes.length !== sizes.length) throw new RangeError('each class has a number of samples');
  return classes.map((c, index) => {
    const [label, samples] = [labels[c], sizes[index]];
    if (label === undefined || samples === undefined) throw new RangeError(`class ${c} has no label`);
    return { label, samples };
  });
}
