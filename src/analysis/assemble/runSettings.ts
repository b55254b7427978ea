import type { Dataset } from '../../datasets/dataset.js';
import { DEFAULT_SAMPLES } from '../../engine/sampling.js';
import type { AnalyzeRequest } from '../../protocol/analysisRequest.js';
import type { TaskOutput } from './analysisHeader.js';
import { REQUEST_OPTIONS, specOf, type RequestOptionName } from '../../vocabulary/options.js';

const CHANGING = REQUEST_OPTIONS.filter((name) => specOf(name).request === 'changes');
/** Reports begin with these two; the order of the others is that of the table. */
const SETTINGS = new Set<RequestOptionName>(['samples', 'classes', ...CHANGING]);

/** Every option that changes a number, as the report's settings; no worker, batch or shard is among them. */
export function runSettings(
  request: AnalyzeRequest,
  dataset: Dataset,
  task: TaskOutput | null,
): Readonly<Record<string, unknown>> {
  return {
    ...Object.fromEntries([...SETTINGS].map((name) => [name, request[name]])),
    samples: request.samples ?? DEFAULT_SAMPLES,
    ...dataset.settings,
    classOrder: task?.order ?? null,
  };
}
