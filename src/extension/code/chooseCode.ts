import * as vscode from 'vscode';
import { CODE_ENDINGS } from '../../source/codeCells.js';
import { shownPath } from '../models/workspacePath.js';
import { pickOne, type Choice } from '../say.js';
import { shownText } from '../shownText.js';
import type { CodeIndex } from './codeIndex.js';

/**
 * Asks which script made a model: those whose layers fit, the best first, or another file.
 * @returns false where the user changed their mind
 */
export async function chooseCode(model: string, code: CodeIndex): Promise<boolean> {
  const items = code.candidatesFor(model).then((candidates): readonly Choice<string | null>[] => [
    ...candidates.map(({ key, lines, match }) => ({
      label: shownPath(key),
      description: `${lines === 1 ? '1 line fits' : `${lines} lines fit`}, ${Math.round(100 * match.fit)} %`,
      value: key,
    })),
    { label: 'Browse…', icon: 'file', value: null },
  ]);
  const picked = await pickOne(items, {
    title: `Training code of ${shownPath(model)}`,
    placeHolder:
      'Which script made this model? The "code" of its entry in entroscope.json goes before the choice.',
  });
  if (picked === undefined) return false;
  const file = picked ?? (await browse(model));
  if (file === null) return false;
  await code.choose(model, file);
  return true;
}

async function browse(model: string): Promise<string | null> {
  const chosen = await vscode.window.showOpenDialog({
    title: shownText(`Training code of ${shownPath(model)}`),
    openLabel: 'Use This Script',
    defaultUri: vscode.workspace.getWorkspaceFolder(vscode.Uri.file(model))?.uri ?? vscode.Uri.file(model),
    filters: { Scripts: [...CODE_ENDINGS] },
  });
  return chosen?.[0]?.fsPath ?? null;
}
