import * as vscode from 'vscode';
import { runCommand } from './commands.js';
import type { Failure } from '../runs/describeFailure.js';
import { say } from '../say.js';

interface Help {
  readonly title: string;
  readonly run: () => Thenable<unknown>;
}

/** Says a failure aloud, with the buttons that help. */
export async function sayFailure(failure: Failure, log: vscode.LogOutputChannel): Promise<void> {
  const helps = helpsFor(failure, log);
  const chosen = await say('error', failure.message, ...helps.map(({ title }) => title));
  await helps.find(({ title }) => title === chosen)?.run();
}

function helpsFor({ code, file, show }: Failure, log: vscode.LogOutputChannel): readonly Help[] {
  const showLog: Help = {
    title: 'Show Log',
    run: () => {
      log.show();
      return Promise.resolve();
    },
  };
  const showFile: readonly Help[] =
    show === null
      ? []
      : [
          {
            title: 'Show File',
            run: () => vscode.commands.executeCommand('vscode.open', vscode.Uri.file(show)),
          },
        ];
  if (code === 'not-trusted' && !vscode.workspace.isTrusted) {
    const manage: Help = {
      title: 'Manage Workspace Trust',
      run: () => vscode.commands.executeCommand('workbench.trust.manage'),
    };
    return [manage];
  }
  if (code?.startsWith('data-') === true && file !== null) {
    const choose: Help = {
      title: 'Choose Dataset…',
      run: () => runCommand('entroscope.chooseDataset', vscode.Uri.file(file)),
    };
    return [choose, showLog];
  }
  if (code?.startsWith('model-') === true || code?.startsWith('config-') === true)
    return [...showFile, showLog];
  return [showLog];
}
