import { basename, dirname, extname, join } from 'node:path';
import * as vscode from 'vscode';
import { CancelledError } from '../../analysis/client/cancelledError.js';
import type { WhatIfs } from './whatIfs.js';

/**
 * Asks where the smaller model goes, and writes it there.
 * @returns its model.json; null where the person changed their mind, or there is nothing to write
 * @throws ExpectedError
 */
export async function saveSmaller(model: string, whatIfs: WhatIfs): Promise<string | null> {
  const name = basename(model, extname(model));
  const plain = name === 'model' ? basename(dirname(model)) : name;
  const beside = name === 'model' ? dirname(dirname(model)) : dirname(model);
  const chosen = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(join(beside, `${plain}-smaller`)),
    title: 'A new folder for the smaller model',
  });
  if (chosen === undefined) return null;
  try {
    return await whatIfs.save(model, chosen.fsPath);
  } catch (error) {
    if (error instanceof CancelledError) return null;
    throw error;
  }
}
