import { dirname, relative } from 'node:path';
import { slashes } from '../../files/slashes.js';
import * as vscode from 'vscode';
import type { DataCandidate } from '../../datasets/recognize/dataCandidates.js';
import { SYNTHETIC } from '../../vocabulary/synthetic.js';
import { shownPath } from '../models/workspacePath.js';
import { pickOne, type Choice } from '../say.js';
import { shownText } from '../shownText.js';
import { findDatasets } from './findDatasets.js';

/** What the user chose: data and labels as absolute paths, or noise. */
export interface DatasetChoice {
  readonly data: string;
  readonly labels: string | null;
}

type Item = Choice<() => Promise<DatasetChoice | undefined>>;

/**
 * Asks for the data to run a model on: what was found in the workspace, another file or folder, or noise.
 * @returns undefined where the user changed their mind
 */
export async function chooseDataset(model: string): Promise<DatasetChoice | undefined> {
  const source = new vscode.CancellationTokenSource();
  try {
    const choose = await pickOne(
      findDatasets(model, source.token).then((candidates) => itemsFor(candidates, model)),
      {
        title: `Data for ${shownPath(model)}`,
        placeHolder: 'Which data shall the model be run on? The choice is kept in entroscope.json.',
        matchOnDescription: true,
        ignoreFocusOut: true,
      },
      source.token,
    );
    return await choose?.();
  } finally {
    source.cancel();
    source.dispose();
  }
}

function itemsFor(candidates: readonly DataCandidate[], model: string): readonly Item[] {
  const items: Item[] = candidates.map(({ path, shown, labels }) => ({
    label: shownPath(path),
    description: shown,
    ...(labels === null ? {} : { detail: `labels: ${slashes(relative(dirname(path), labels))}` }),
    value: () => Promise.resolve({ data: path, labels }),
  }));
  return [
    ...(items.length === 0 ? [] : [{ separator: 'found in the workspace' }, ...items]),
    { separator: 'other' },
    {
      label: 'Browse for a File…',
      icon: 'file',
      description: 'IDX, npy, npz, CSV, JSON, or a module',
      value: () => browse(model, false),
    },
    {
      label: 'Browse for a Folder of Pictures…',
      icon: 'folder',
      description: 'one sub-folder a class',
      value: () => browse(model, true),
    },
    {
      label: 'Synthetic Noise',
      icon: 'symbol-misc',
      description: 'no data at hand: the numbers then describe noise',
      value: () => Promise.resolve({ data: SYNTHETIC, labels: null }),
    },
  ];
}

async function browse(model: string, folders: boolean): Promise<DatasetChoice | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: shownText(`Data for ${shownPath(model)}`),
    openLabel: 'Use This Data',
    canSelectFiles: !folders,
    canSelectFolders: folders,
    defaultUri:
      vscode.workspace.getWorkspaceFolder(vscode.Uri.file(model))?.uri ?? vscode.Uri.file(dirname(model)),
  });
  const [uri] = chosen ?? [];
  return uri === undefined ? undefined : { data: uri.fsPath, labels: null };
}
