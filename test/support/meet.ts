import { openDataset } from '../../src/datasets/openDataset.js';
import type { AnalyzeRequest } from '../../src/protocol/analysisRequest.js';
import { readModelFile } from '../../src/models/modelFile.js';
import { datasetRequest } from '../../src/analysis/worker/datasetRequest.js';
import { chosenOf, outputOf } from '../../src/analysis/worker/tapAnalysis.js';
import { meetData, type Meeting } from '../../src/analysis/worker/trial/meetData.js';
import { runPlaces } from '../../src/analysis/worker/trial/runPlaces.js';
import { findOrder, type FoundOrder } from '../../src/analysis/assemble/findOrder.js';
import { TaskAccumulator } from '../../src/engine/task.js';
import { analyzeRequest } from './analyzeRequest.js';
import { openModel } from './openModel.js';

/** What an analysis decides before it counts, and the order that all answers show; in this process. */
export async function meet(
  options: Partial<AnalyzeRequest> & Pick<AnalyzeRequest, 'model' | 'data'>,
): Promise<
  Meeting & {
    readonly order: FoundOrder | null;
    readonly accuracy: number | null;
    readonly inferences: number;
  }
> {
  const request = analyzeRequest(options);
  const runner = await openModel(request.model, 'cpu');
  try {
    const dataset = await openDataset(datasetRequest(request, runner));
    const zeros = dataset.shapes.map(
      (shape) => new Float32Array(2 * shape.reduce((all, size) => all * size, 1)),
    );
    const discovered = await runner.discover(zeros, dataset.shapes, 2);
    const answer = await runner.run(zeros, 2, null, []);
    const output = answer === null ? null : outputOf(answer.length / 2, dataset, discovered);
    const chosen = chosenOf(dataset, request);
    let inferences = 0;
    const counting = new Proxy(runner, {
      get: (target, name) => {
        if (name === 'run') {
          return (...given: Parameters<typeof runner.run>) => {
            inferences += given[1];
            return target.run(...given);
          };
        }
        const value: unknown = Reflect.get(target, name, target);
        return value;
      },
    });
    const file = await readModelFile(request.model);
    const meeting = await meetData({ request, file, runner: counting, dataset, chosen, output });
    const { task } = meeting;
    if (task === null) return { ...meeting, order: null, accuracy: null, inferences };
    const { outputs } = await runPlaces({
      dataset: meeting.dataset,
      runner,
      places: chosen.chosen,
      size: task.outputs,
    });
    const { classes } = chosen;
    const accumulator = TaskAccumulator.open({
      labels: dataset.classes,
      classes,
      classOf: chosen.classOf,
      ...task,
    });
    if (accumulator === null || outputs === null) throw new Error('the outputs fit the labels');
    accumulator.add(outputs, chosen.chosen.length, 0);
    const order = findOrder({
      labels: dataset.classes,
      classes,
      outputs: task.outputs,
      order: task.order,
      confusion: accumulator.answers(),
    });
    return { ...meeting, order, accuracy: accumulator.numbers().accuracy, inferences };
  } finally {
    runner.dispose();
  }
}
