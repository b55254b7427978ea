import { dirname, relative } from 'node:path';
import { slashes } from '../../files/slashes.js';
import * as vscode from 'vscode';

/** The workspace folder that holds a file, as a path; null outside of all. */
export function folderOf(file: string): string | null {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath ?? null;
}

/**
 * The last folder in which a model's entroscope.json is looked for: the workspace folder, above which nothing was trusted,
 * and for a model outside of all only its own.
 */
export function lastSettingsFolder(model: string): string {
  return folderOf(model) ?? dirname(model);
}

/** A file's path for people, with /: relative to its workspace folder, which is named where there are several. */
export function shownPath(file: string): string {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file));
  if (folder === undefined) return slashes(file);
  const path = slashes(relative(folder.uri.fsPath, file));
  return (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? `${folder.name}/${path}` : path;
}
