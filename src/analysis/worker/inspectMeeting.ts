import { TaskAccumulator } from '../../engine/task.js';
import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';
import type { InspectedMeeting } from '../../protocol/inspection.js';
import { finding } from '../../vocabulary/findings/finding.js';
import { findOrder, type FoundOrder } from '../assemble/findOrder.js';
import { TapAnalysis } from './tapAnalysis.js';
import { runPlaces } from './trial/runPlaces.js';
import { trialPlaces } from './trial/trialSamples.js';

/**
 * How data meets a model: the choice of scale and the order of outputs that an analysis would find, with the trial's
 * table, without an analysis. The order is judged by the trial's samples alone.
 * @throws ExpectedError as opening the analysis does
 */
export async function inspectMeeting(request: AnalyzeRequest): Promise<InspectedMeeting> {
  const analysis = await TapAnalysis.open({ request, say: () => undefined, lead: null });
  try {
    const { dataset, task } = analysis;
    const found = await orderOf(analysis);
    const findings = [
      ...dataset.findings,
      ...(found === null
        ? []
        : [
            finding('class-order-found', {
              ...found,
              order: [...found.order],
              action: [{ option: 'classOrder', value: [...found.order] }],
            }),
          ]),
    ];
    const { settings } = dataset;
    const scaled = findings.find(({ code }) => code === 'scale-found');
    return {
      path: request.dataAsGiven,
      kind: dataset.kind,
      scale: textOf(settings['scale'], 'none'),
      scaleReason: textOf(settings['scaleReason'], ''),
      mean: numbers(settings['mean']),
      std: numbers(settings['std']),
      channels: textOf(settings['channels'], request.channels ?? 'rgb'),
      crop: textOf(settings['crop'], request.crop ?? 'none'),
      classOrder: found?.how === 'taken' ? found.order : (task?.order ?? null),
      trial: scaled?.code === 'scale-found' ? scaled.values.rows : [],
      findings: findings.map(({ code, message }) => ({ code, message })),
    };
  } finally {
    await analysis.close();
  }
}

async function orderOf({ dataset, runner, chosen, task, request }: TapAnalysis): Promise<FoundOrder | null> {
  if (task === null) return null;
  const places = trialPlaces(chosen, 1, request.seed);
  const { outputs, classOf } = await runPlaces({ dataset, runner, places, size: task.outputs });
  if (outputs === null) return null;
  const { classes: labels } = dataset;
  const { classes } = chosen;
  const ofRun = classOf.map((c) => classes.indexOf(c));
  const accumulator = TaskAccumulator.open({ labels, classes, classOf: ofRun, ...task });
  if (accumulator === null) return null;
  accumulator.add(outputs, places.length, 0);
  return findOrder({
    labels,
    classes,
    outputs: task.outputs,
    order: task.order,
    confusion: accumulator.answers(),
  });
}

function numbers(value: unknown): readonly number[] | null {
  return Array.isArray(value) ? value.map(Number) : null;
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}
