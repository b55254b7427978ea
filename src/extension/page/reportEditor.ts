import * as vscode from 'vscode';
import type { PageState } from '../../protocol/pageState.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { parseReportText } from '../../report/parseReport.js';
import { doPageAction, savePageFile } from './pageActions.js';
import { PageConnection } from './pageConnection.js';

interface ReportDocument extends vscode.CustomDocument {
  readonly uri: vscode.Uri;
}

/** Opens *.entroscope.json as a page, in untrusted workspaces too: nothing is run for it. */
export class ReportEditor implements vscode.CustomReadonlyEditorProvider<ReportDocument> {
  readonly #bundle: vscode.Uri;
  readonly #log: vscode.LogOutputChannel;

  constructor(bundle: vscode.Uri, log: vscode.LogOutputChannel) {
    this.#bundle = bundle;
    this.#log = log;
  }

  openCustomDocument(uri: vscode.Uri): ReportDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor({ uri }: ReportDocument, panel: vscode.WebviewPanel): void {
    const send = async (): Promise<void> => {
      page.send({ t: 'state', state: await readState(uri), runs: [], notice: null });
    };
    const page: PageConnection = new PageConnection({
      webview: panel.webview,
      bundle: this.#bundle,
      place: 'report',
      log: this.#log,
      onReady: () => void send(),
      onMessage: (message) => {
        const done =
          message.t === 'save'
            ? savePageFile(message)
            : message.t === 'action' && message.action === 'showLog'
              ? doPageAction('showLog', null)
              : Promise.resolve();
        done.catch((error: unknown) => {
          this.#log.error(error instanceof Error ? error : String(error));
        });
      },
    });
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), '*.entroscope.json'),
    );
    const changed = (file: vscode.Uri): void => {
      if (file.toString() === uri.toString()) void send();
    };
    watcher.onDidChange(changed);
    watcher.onDidCreate(changed);
    panel.onDidDispose(() => {
      watcher.dispose();
      page.dispose();
    });
  }
}

async function readState(uri: vscode.Uri): Promise<PageState> {
  const title = vscode.workspace.asRelativePath(uri);
  try {
    // Not from the disk: a side of a comparison may be an older version.
    const bytes = await vscode.workspace.fs.readFile(uri);
    const report = parseReportText(new TextDecoder().decode(bytes), title);
    return { kind: 'done', data: { report, previous: null } };
  } catch (error) {
    const message =
      error instanceof ExpectedError
        ? error.message
        : `${title} cannot be read (${error instanceof Error ? error.message : String(error)}): check that it is there and that you may read it`;
    return { kind: 'error', title, message, data: null };
  }
}
