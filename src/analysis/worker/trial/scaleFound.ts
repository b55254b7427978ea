import type { Preparation } from '../../../datasets/dataset.js';
import { finding, type KnownFinding } from '../../../vocabulary/findings/finding.js';
import { sumOf } from '../../../engine/trialScore.js';
import type { TrialResult, TrialRow } from './runTrial.js';

/** What a trial found, with its table, and the settings that would keep the choice. */
export function scaleFound({ rows, best, verdict, rivals }: TrialResult): KnownFinding {
  const [byDefault] = rows;
  if (byDefault === undefined) throw new RangeError('a trial has a default');
  return finding('scale-found', {
    how: verdict,
    name: best.candidate.name,
    source: null,
    samples: best.samples,
    accuracy: best.score.accuracy,
    reordered: best.score.order.name !== 'given',
    instead:
      verdict === 'better' ? { name: byDefault.candidate.name, accuracy: byDefault.score.accuracy } : null,
    rivals: rivals.map(({ candidate }) => candidate.name),
    rows: rows.map(tableRow),
    action: verdict === 'better' ? actionOf(best.candidate.how) : [],
  });
}

function tableRow({ candidate, score, samples }: TrialRow): {
  readonly name: string;
  readonly accuracy: number;
  readonly loss: number;
  readonly samples: number;
} {
  const loss = samples === 0 ? 0 : -sumOf(score.asIs) / samples;
  return { name: candidate.name, accuracy: score.accuracy, loss, samples };
}

type Action = { readonly option: 'scale' | 'mean' | 'std' | 'channels' | 'crop'; readonly value: string };

/** The options that say the same as a preparation. */
function actionOf({ scale, mean, std, channels, crop }: Preparation): readonly Action[] {
  return [
    { option: 'scale', value: scale },
    ...(mean === null ? [] : [{ option: 'mean' as const, value: mean.join(',') }]),
    ...(std === null ? [] : [{ option: 'std' as const, value: std.join(',') }]),
    ...(channels === 'rgb' ? [] : [{ option: 'channels' as const, value: channels }]),
    ...(crop === 'none' ? [] : [{ option: 'crop' as const, value: crop }]),
  ];
}
