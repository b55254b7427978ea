import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { CONFIG_NAME, matchConfigText } from '../../config/findConfig.js';
import { changeEntry, type EntryChange, type EntryPlace } from '../../config/writeEntry.js';
import { readText } from '../../files/openFile.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, phrase } from '../../vocabulary/phrase.js';
import { writeOutput } from '../../outputs/writeOutput.js';
import { folderOf } from '../models/workspacePath.js';

/** Keys of a model's entry, as rememberEntry writes them. */
export function rememberSettings(model: string, change: EntryChange): Promise<string> {
  return rememberEntry(model, (place) => changeEntry(place, model, change));
}

/**
 * Changes the entroscope.json whose entry matches the model; else adds an entry to the nearest file, or makes one in the
 * workspace folder (beside a model that lies outside). An editor that has it open shows the change.
 * @param write the file's new text
 * @returns absolute path of the file
 * @throws ExpectedError config-malformed where the file is not valid, output-failed where it cannot be written
 */
export async function rememberEntry(model: string, write: (place: EntryPlace) => string): Promise<string> {
  const place = await placeFor(model);
  const text = write(place);
  const open = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.scheme === 'file' && uri.fsPath === place.file,
  );
  if (open === undefined) await writeOutput(place.file, text);
  else await replaceText(open, text);
  return place.file;
}

/** As findConfig looks, but in the texts that the editor has: an index belongs to the text that it was found in. */
async function placeFor(model: string): Promise<EntryPlace> {
  const stop = folderOf(model);
  let nearest: EntryPlace | null = null;
  for (let folder = dirname(model); ; folder = dirname(folder)) {
    const file = join(folder, CONFIG_NAME);
    const text = await textOf(file);
    if (text !== null) {
      const match = text.trim() === '' ? null : matchConfigText(text, file, model);
      if (match !== null) return { file, text, index: match.index };
      nearest ??= { file, text, index: null };
    }
    if (stop === null || folder === stop || folder === dirname(folder)) break;
  }
  return nearest ?? { file: join(stop ?? dirname(model), CONFIG_NAME), text: null, index: null };
}

/** The text as the editor has it, unsaved changes included; null where there is no file. */
async function textOf(file: string): Promise<string | null> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === file);
  if (open !== undefined) return open.getText();
  return readText(file, { code: 'config-malformed' }).catch(() => null);
}

async function replaceText(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const end = document.lineAt(document.lineCount - 1).range.end;
  edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), text);
  if (!(await vscode.workspace.applyEdit(edit)) || !(await document.save())) {
    throw new ExpectedError(
      'output-failed',
      phrase`${file(document.uri.fsPath)} cannot be written (the editor refused the change): check the rights of its folder`,
    );
  }
}
