import type { FindingsInput } from './findings.js';
import { decimals, interval, listed, plural } from '../vocabulary/formatNumber.js';
import type { Finding, Interval } from './report.js';

const LISTED = 6;
/** Two-sided 95 % quantile of the normal distribution. */
const Z95 = 1.959964;

/** Does the model answer as its labels say? The check that preprocessing and class order are right. */
export function taskFindings({ task, dataset }: FindingsInput): readonly Finding[] {
  if (task === null || dataset.samples === 0 || task.chance >= 1) return [];
  const { accuracy, chance } = task;
  const range = interval(accuracyInterval(accuracy, dataset.samples));
  const standardError = Math.sqrt((chance * (1 - chance)) / dataset.samples);
  if (accuracy <= chance + 2 * standardError) {
    return [
      {
        code: 'near-chance',
        severity: 'warning',
        layer: null,
        message: `Accuracy is ${decimals(accuracy)} (95% interval ${range}, ${plural(dataset.samples, 'sample', 'samples')}), no better than the ${decimals(chance)} of always answering the commonest class. Check --scale, --mean and --std against the training code, and the order of the classes; an untrained model looks like this too.`,
      },
    ];
  }
  const never = dataset.classes.filter((_, index) => task.perClass[index] === 0);
  if (never.length === 0) return [];
  const named = never.map(({ label, samples }) => `${label} (0 of ${samples})`);
  return [
    {
      code: 'class-never-right',
      severity: 'warning',
      layer: null,
      message: `${plural(never.length, 'class is', 'classes are')} never recognised: ${listed(named, LISTED)}, where accuracy is ${decimals(accuracy)} overall (95% interval ${range}). Check the order of the classes.`,
    },
  ];
}

/** Wilson's 95 % score interval of a share, which stays within 0..1. */
export function accuracyInterval(share: number, samples: number): Interval {
  const z2 = Z95 * Z95;
  const middle = (share + z2 / (2 * samples)) / (1 + z2 / samples);
  const half =
    (Z95 * Math.sqrt((share * (1 - share)) / samples + z2 / (4 * samples * samples))) / (1 + z2 / samples);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
