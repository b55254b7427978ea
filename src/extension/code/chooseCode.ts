import * as vscode from 'vscode';
import { shownPath } from '../models/workspacePath.js';
import type { CodeIndex } from './codeIndex.js';

interface CodeItem extends vscode.QuickPickItem {
  readonly file: string | null;
}

/**
 * Asks which script made a model: those whose layers fit, the best first, or another file.
 * @returns false where the user changed their mind
 */
export async function chooseCode(model: string, code: CodeIndex): Promise<boolean> {
  const items = code.candidatesFor(model).then((candidates): readonly CodeItem[] => [
    ...candidates.map(({ key, lines, match }) => ({
      label: shownPath(key),
      description: `${lines === 1 ? '1 line fits' : `${lines} lines fit`}, ${Math.round(100 * match.fit)} %`,
      file: key,
    })),
    { label: '$(file) Browse…', file: null },
  ]);
  const picked = await vscode.window.showQuickPick<CodeItem>(items, {
    title: `Training code of ${shownPath(model)}`,
    placeHolder:
      'Which script made this model? The "code" of its entry in entroscope.json goes before the choice.',
  });
  if (picked === undefined) return false;
  const file = picked.file ?? (await browse(model));
  if (file === null) return false;
  await code.choose(model, file);
  return true;
}

async function browse(model: string): Promise<string | null> {
  const chosen = await vscode.window.showOpenDialog({
    title: `Training code of ${shownPath(model)}`,
    openLabel: 'Use This Script',
    defaultUri: vscode.workspace.getWorkspaceFolder(vscode.Uri.file(model))?.uri ?? vscode.Uri.file(model),
    filters: { Scripts: ['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx', 'py', 'ipynb'] },
  });
  return chosen?.[0]?.fsPath ?? null;
}
