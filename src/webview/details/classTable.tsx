import type { Report } from '../../report/report.js';
import { count, decimals, NO_NUMBER, percent } from '../../vocabulary/formatNumber.js';
import type { LayerReport } from '../../report/report.js';
import type { PatternNumbers } from '../../vocabulary/quantities.js';
import { kept } from '../parts/kept.js';
import '../parts/tables.css';

interface ClassTableProps {
  readonly layer: LayerReport;
  readonly classes: Report['dataset']['classes'];
  /** The model's own by class, where its task is known. */
  readonly accuracy: readonly (number | null)[] | null;
}

const HEADS = [
  'Class',
  'Samples',
  'Entropy, bit',
  'Stability',
  'Patterns',
  'Pattern entropy, bit',
  'Coverage',
];

/** The numbers of one layer by class. */
export const ClassTable = kept(({ layer, classes, accuracy }: ClassTableProps) => (
  <div class="table-scroll" role="region" aria-label="Classes of the selected layer" tabIndex={0}>
    <table data-table="classes">
      <thead>
        <tr>
          {[...HEADS, ...(accuracy === null ? [] : ['Accuracy'])].map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {classes.map(({ label, samples }, index) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            {[count(samples), ...numbersOf(layer, index), ...accuracyOf(accuracy, index)].map(
              (text, place) => (
                <td key={place}>{text}</td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
));

function numbersOf({ entropy, stability, patterns }: LayerReport, index: number): readonly string[] {
  const pattern = patterns.byClass[index];
  return [
    decimals(entropy.byClass[index] ?? null),
    decimals(stability.byClass[index] ?? null),
    ...(pattern === undefined
      ? [NO_NUMBER, NO_NUMBER, NO_NUMBER]
      : [count(pattern.distinct), patternEntropy(pattern), percent(pattern.coverage)]),
  ];
}

function accuracyOf(accuracy: ClassTableProps['accuracy'], index: number): readonly string[] {
  return accuracy === null ? [] : [decimals(accuracy[index] ?? null)];
}

function patternEntropy({ saturated, samples, estimate, plugin }: PatternNumbers): string {
  if (saturated || estimate === null)
    return `≥ ${decimals(Math.log2(Math.max(1, samples)), 2)}, too few samples`;
  return `${decimals(estimate, 2)} (plug-in ${decimals(plugin, 2)})`;
}
