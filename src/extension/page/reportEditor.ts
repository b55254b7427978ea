import * as vscode from 'vscode';
import type { FromPage } from '../../protocol/pageMessages.js';
import { runKey, type PageState } from '../../protocol/pageState.js';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { parseForeignReport, refuseSize } from '../../outputs/readReport.js';
import type { Report } from '../../report/report.js';
import { assertNever } from '../../vocabulary/assertNever.js';
import { phraseText } from '../../vocabulary/phrase.js';
import { doPageAction, savePageFile } from './pageActions.js';
import { PageConnection } from './pageConnection.js';
import { countsIn } from './pageFeed.js';
import { pageDataOf } from './pageStateOf.js';

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
    let report: Report | null = null;
    const send = async (): Promise<void> => {
      const read = await readReport(uri);
      report = read.report;
      page.send({ t: 'state', state: read.state, runs: [], notice: null, remedies: [] });
    };
    const page: PageConnection = new PageConnection({
      webview: panel.webview,
      bundle: this.#bundle,
      place: 'report',
      log: this.#log,
      onReady: () => void send(),
      onMessage: (message) => {
        this.#answer(message, page, report).catch((error: unknown) => {
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

  /** Nothing can be run from here: of the page's actions only the log is there. */
  async #answer(message: PageRequest, page: PageConnection, report: Report | null): Promise<void> {
    switch (message.t) {
      case 'save':
        await savePageFile(message);
        break;
      case 'action':
        if (message.action === 'showLog') await doPageAction('showLog', null);
        break;
      case 'counts': {
        const { run, layer } = message;
        const counts = report === null || runKey(report) !== run ? null : countsIn(report, layer);
        page.send({ t: 'counts', run, layer, counts });
        break;
      }
      case 'selected':
      case 'remedy':
        break;
      default:
        assertNever(message);
    }
  }
}

type PageRequest = Exclude<FromPage, { readonly t: 'ready' }>;

async function readReport(
  uri: vscode.Uri,
): Promise<{ readonly report: Report | null; readonly state: PageState }> {
  const title = vscode.workspace.asRelativePath(uri);
  try {
    // Not from the disk: a side of a comparison may be an older version.
    refuseSize((await vscode.workspace.fs.stat(uri)).size, title);
    const bytes = await vscode.workspace.fs.readFile(uri);
    const report = parseForeignReport(new TextDecoder().decode(bytes), title);
    return { report, state: { kind: 'done', data: pageDataOf(report, null) } };
  } catch (error) {
    const message =
      error instanceof ExpectedError
        ? phraseText(error.words, 'editor')
        : `${title} cannot be read (${error instanceof Error ? error.message : String(error)}): check that it is there and that you may read it`;
    return { report: null, state: { kind: 'error', title, message, code: null, parts: null, data: null } };
  }
}
