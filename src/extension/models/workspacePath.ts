import { isAbsolute, relative, sep } from 'node:path';
import * as vscode from 'vscode';

/** The workspace folder that holds a file, as a path; null outside of all. */
export function folderOf(file: string): string | null {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri.fsPath ?? null;
}

/** A file's path for people, with /: relative to its workspace folder, which is named where there are several. */
export function shownPath(file: string): string {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file));
  if (folder === undefined) return slashes(file);
  const path = slashes(relative(folder.uri.fsPath, file));
  return (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? `${folder.name}/${path}` : path;
}

/** Does a path lie below a folder, or is it the folder itself? */
export function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function slashes(path: string): string {
  return path.split(sep).join('/');
}
