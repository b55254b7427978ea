import type { LayerReport, Report } from '../../report/report.js';
import type { ModelStates } from '../runs/modelStates.js';
import type { RunStore } from '../runs/runStore.js';
import type { ShownRuns } from '../runs/shownRuns.js';

/** What a model's code is about: its newest run, whichever is on the page, and the one before it. */
export interface ModelFacts {
  readonly runId: string;
  readonly report: Report;
  readonly previous: Report | null;
  /** Why the run no longer describes the model; null while it does. */
  readonly stale: string | null;
}

export interface FactsParts {
  readonly store: RunStore;
  readonly states: ModelStates;
  readonly shown: ShownRuns;
}

/** What is known of a model; null where it was never analysed, or its report cannot be read any more. */
export async function factsOf(
  model: string,
  { store, states, shown }: FactsParts,
): Promise<ModelFacts | null> {
  await store.load(model);
  const current = shown.newest(model);
  if (current === null) return null;
  const previous = shown.beforeNewest(model);
  try {
    return {
      runId: current.id,
      report: await store.report(model, current.id),
      previous: previous === null ? null : await store.report(model, previous.id),
      stale: states.of(model).stale,
    };
  } catch {
    // The page says that the run cannot be read; the code shows nothing.
    return null;
  }
}

/** Layers of a report by id, in the order of the ids; what the report does not hold is left out. */
export function layersById(report: Report | null, ids: readonly string[]): readonly LayerReport[] {
  const byId = new Map(report?.layers.map((layer) => [layer.id, layer]));
  return ids.flatMap((id) => {
    const layer = byId.get(id);
    return layer === undefined ? [] : [layer];
  });
}
