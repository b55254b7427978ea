import { askText, say } from '../say.js';
import { shownPath } from '../models/workspacePath.js';
import type { KeptRun } from '../runs/keptRun.js';
import type { RunStore } from '../runs/runStore.js';
import { runText, timeText } from '../tree/treeTexts.js';

/** Longer names are cut by every list that shows them. */
const LONGEST_NAME = 60;
const LONGEST_NOTE = 1000;

/** Asks for a run's name. An empty one takes it off. */
export async function renameRun(store: RunStore, model: string, run: KeptRun): Promise<void> {
  const name = await askText({
    title: titleOf(model, run),
    prompt: 'What it is called in lists. Empty: its accuracy and time.',
    value: run.name ?? '',
    most: LONGEST_NAME,
  });
  if (name !== undefined) await store.mark(model, run.id, { name: name === '' ? undefined : name });
}

/** Asks for a note, which stands in the hover of the run's row. An empty one takes it off. */
export async function noteRun(store: RunStore, model: string, run: KeptRun): Promise<void> {
  const note = await askText({
    title: titleOf(model, run),
    prompt: 'A note to this run, such as what was changed before it.',
    value: run.note ?? '',
    most: LONGEST_NOTE,
  });
  if (note !== undefined) await store.mark(model, run.id, { note: note === '' ? undefined : note });
}

/**
 * Removes a run, and offers to put it back.
 * @param removed called while the offer stands
 */
export async function removeRun(
  store: RunStore,
  model: string,
  { run, removed }: { readonly run: KeptRun; readonly removed: () => void },
): Promise<void> {
  const undo = await store.remove(model, run.id);
  removed();
  const what = `The run ${run.name ?? `of ${timeText(run.createdAt)}`} of ${shownPath(model)} was removed.`;
  if (undo === null) {
    void say('information', what);
    return;
  }
  const button = 'Undo';
  if ((await say('information', what, button)) === button) await undo();
}

function titleOf(model: string, run: KeptRun): string {
  return `${shownPath(model)}: ${run.name ?? timeText(run.createdAt)}, ${runText(run)}`;
}
