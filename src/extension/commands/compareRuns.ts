import { pickMany, say } from '../say.js';
import { shownPath } from '../models/workspacePath.js';
import type { KeptRun } from '../runs/keptRun.js';
import type { RunStore } from '../runs/runStore.js';
import type { ShownRuns } from '../runs/shownRuns.js';
import { runDescription, runLabel } from '../tree/treeTexts.js';

/**
 * Asks for two runs of a model and puts them on the page, the newer over the older.
 * @param clicked the run whose row was clicked; null: those on the page are proposed
 * @returns false where the user changed their mind, or there are not two runs
 */
export async function compareRuns(
  model: string,
  clicked: KeptRun | null,
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
  const chosen = await pickMany(choicesOf(runs, proposed(model, clicked, { runs, shown })), {
    title: `${shownPath(model)}: Compare`,
    placeHolder: 'Two runs: the newer is drawn over the older',
    problem: ({ length }) => (length === 2 ? null : 'choose two'),
  });
  if (chosen === undefined) return false;
  const [older, newer] = runs.filter((run) => chosen.includes(run));
  if (older === undefined || newer === undefined) return false;
  await shown.show(model, newer.id, older.id);
  return true;
}

/** The run that was clicked and the one on the page, or the two on the page. */
function proposed(
  model: string,
  clicked: KeptRun | null,
  { runs, shown }: { readonly runs: readonly KeptRun[]; readonly shown: ShownRuns },
): ReadonlySet<KeptRun | null | undefined> {
  const current = shown.current(model);
  if (clicked === null) return new Set([current, shown.previous(model)]);
  const run = runs.find(({ id }) => id === clicked.id);
  return new Set([run, current === run ? shown.previous(model) : current]);
}

function choicesOf(
  runs: readonly KeptRun[],
  picked: ReadonlySet<KeptRun | null | undefined>,
): Parameters<typeof pickMany<KeptRun>>[0] {
  return runs.toReversed().map((run) => ({
    label: runLabel(run, runs[runs.indexOf(run) - 1] ?? null),
    description: runDescription(run, null, runs),
    value: run,
    picked: picked.has(run),
  }));
}
