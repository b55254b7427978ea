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

/** What "Choose …" is called for what a failure asks. */
const PARTS = {
  columns: 'Choose Columns…',
  arrays: 'Choose Arrays…',
  keys: 'Choose Keys…',
  splits: 'Choose Part…',
} as const;

function helpsFor({ code, file, show, question }: Failure, log: vscode.LogOutputChannel): readonly Help[] {
  const showLog: Help = {
    title: 'Show Log',
    run: () => {
      log.show();
      return Promise.resolve();
    },
  };
  if (code === 'not-trusted' && !vscode.workspace.isTrusted) {
    const manage: Help = {
      title: 'Manage Workspace Trust',
      run: () => vscode.commands.executeCommand('workbench.trust.manage'),
    };
    return [manage];
  }
  const showFile: readonly Help[] =
    show === null
      ? []
      : [
          {
            title: code?.startsWith('config-') === true ? 'Open Settings' : 'Show File',
            run: () => vscode.commands.executeCommand('vscode.open', vscode.Uri.file(show)),
          },
        ];
  if (code?.startsWith('config-') === true || file === null) return [...showFile, showLog];
  const model = vscode.Uri.file(file);
  const parts: readonly Help[] =
    question === null
      ? []
      : [{ title: PARTS[question.parts], run: () => runCommand('entroscope.chooseParts', model) }];
  const runAgain: Help = {
    title: 'Run Again',
    run: () => runCommand('entroscope.rerunLastAnalysis', model),
  };
  if (code === 'model-changed' || code === 'data-changed' || code === 'file-failed')
    return [runAgain, showLog];
  const choose: Help = {
    title: 'Choose Dataset…',
    run: () => runCommand('entroscope.chooseDataset', model),
  };
  if (code?.startsWith('data-') === true) return [...parts, choose, showLog];
  if (code?.startsWith('model-') === true) return [...showFile, showLog];
  return [showLog];
}
