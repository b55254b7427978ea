import * as vscode from 'vscode';
import { formatOf } from '../../models/findModels.js';
import type { ModelIndex } from '../models/modelIndex.js';
import { shownPath } from '../models/workspacePath.js';
import { pickOne, say } from '../say.js';

/**
 * The model that a command means: the one it was called on, the model in the active editor, the only one there is, or
 * the one that the user picks.
 * @returns absolute path; null where the user changed their mind or there is no model
 */
export async function pickModel(index: ModelIndex, title: string): Promise<string | null> {
  const files = await index.settledFiles();
  const active = vscode.window.activeTextEditor?.document.uri;
  // It may be a model of another folder, too.
  if (active?.scheme === 'file' && (await formatOf(active.fsPath)) !== null) return active.fsPath;
  const [only] = files;
  if (only === undefined) {
    void say(
      'information',
      'No model was found in this workspace: save one with model.save("NAME.keras") of Keras, or with model.save("file://…") of TensorFlow.js.',
    );
    return null;
  }
  if (files.length === 1) return only;
  const choices = files.map((file) => ({ label: shownPath(file), value: file }));
  return (await pickOne(choices, { title, placeHolder: 'Which model?' })) ?? null;
}
