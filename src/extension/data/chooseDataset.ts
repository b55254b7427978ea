import { dirname, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { DataCandidate } from '../../datasets/recognize/dataCandidates.js';
import { SYNTHETIC } from '../../vocabulary/synthetic.js';
import { shownPath } from '../models/workspacePath.js';
import { findDatasets } from './findDatasets.js';

/** What the user chose: data and labels as absolute paths, or noise. */
export interface DatasetChoice {
  readonly data: string;
  readonly labels: string | null;
}

interface Item extends vscode.QuickPickItem {
  readonly choose: () => Promise<DatasetChoice | undefined>;
}

/**
 * Asks for the data to run a model on: what was found in the workspace, another file or folder, or noise.
 * @returns undefined where the user changed their mind
 */
export async function chooseDataset(model: string): Promise<DatasetChoice | undefined> {
  const source = new vscode.CancellationTokenSource();
  try {
    const picked = await vscode.window.showQuickPick<Item>(
      findDatasets(model, source.token).then((candidates) => itemsFor(candidates, model)),
      {
        title: `Data for ${shownPath(model)}`,
        placeHolder: 'Which data shall the model be run on? The choice is kept in entroscope.json.',
        matchOnDescription: true,
        ignoreFocusOut: true,
      },
      source.token,
    );
    return await picked?.choose();
  } finally {
    source.cancel();
    source.dispose();
  }
}

function itemsFor(candidates: readonly DataCandidate[], model: string): readonly Item[] {
  const items: Item[] = candidates.map(({ path, shown, labels }) => ({
    label: shownPath(path),
    description: shown,
    ...(labels === null ? {} : { detail: `labels: ${relative(dirname(path), labels).split(sep).join('/')}` }),
    choose: () => Promise.resolve({ data: path, labels }),
  }));
  const separator = (label: string): Item => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
    choose: () => Promise.resolve(undefined),
  });
  return [
    ...(items.length === 0 ? [] : [separator('found in the workspace'), ...items]),
    separator('other'),
    {
      label: '$(file) Browse for a File…',
      description: 'IDX, npy, npz, CSV, JSON, or a module',
      choose: () => browse(model, false),
    },
    {
      label: '$(folder) Browse for a Folder of Pictures…',
      description: 'one sub-folder a class',
      choose: () => browse(model, true),
    },
    {
      label: '$(symbol-misc) Synthetic Noise',
      description: 'no data at hand: the numbers then describe noise',
      choose: () => Promise.resolve({ data: SYNTHETIC, labels: null }),
    },
  ];
}

async function browse(model: string, folders: boolean): Promise<DatasetChoice | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: `Data for ${shownPath(model)}`,
    openLabel: 'Use This Data',
    canSelectFiles: !folders,
    canSelectFolders: folders,
    defaultUri:
      vscode.workspace.getWorkspaceFolder(vscode.Uri.file(model))?.uri ?? vscode.Uri.file(dirname(model)),
  });
  const [uri] = chosen ?? [];
  return uri === undefined ? undefined : { data: uri.fsPath, labels: null };
}
