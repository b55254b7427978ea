import { pickOne, say } from '../say.js';
import { shownPath } from '../models/workspacePath.js';
import type { KeptRun } from '../runs/keptRun.js';
import type { RunStore } from '../runs/runStore.js';
import type { ShownRuns } from '../runs/shownRuns.js';
import { runText, timeText } from '../tree/treeTexts.js';

/**
 * Asks for two runs of a model and puts them on the page.
 * @param newer the run that was clicked; null asks for it
 * @returns false where the user changed their mind, or there are not two runs
 */
export async function compareRuns(
  model: string,
  newer: KeptRun | null,
  { store, shown }: { readonly store: RunStore; readonly shown: ShownRuns },
): Promise<boolean> {
  const runs = await store.load(model);
  if (runs.length < 2) {
    void say(
      'information',
      `${shownPath(model)} has ${runs.length === 0 ? 'no run' : 'one run'} yet: analyze it again after training to compare two.`,
    );
    return false;
  }
  const current = newer ?? (await pick(runs, 'Run to show', model));
  if (current === null) return false;
  const previous = await pick(
    runs.filter((run) => run !== current),
    `Run to compare ${timeText(current.createdAt)} with`,
    model,
  );
  if (previous === null) return false;
  await shown.show(model, current.id, previous.id);
  return true;
}

async function pick(runs: readonly KeptRun[], title: string, model: string): Promise<KeptRun | null> {
  const items = runs.toReversed().map((run) => ({
    label: timeText(run.createdAt),
    description: runText(run),
    value: run,
  }));
  return (await pickOne(items, { title: `${shownPath(model)}: ${title}` })) ?? null;
}
