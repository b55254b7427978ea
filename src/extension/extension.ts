import { join } from 'node:path';
import * as vscode from 'vscode';
import { CodeIndex } from './code/codeIndex.js';
import { CursorFollower } from './code/cursorFollower.js';
import { LayerHovers } from './code/layerHovers.js';
import { LayerLenses } from './code/layerLenses.js';
import { LayerProblems } from './code/layerProblems.js';
import { LayerOpener } from './code/openLayer.js';
import { LayerRevealer } from './code/revealLayer.js';
import { registerCommands } from './commands/commandTable.js';
import { sayFailure } from './commands/sayFailure.js';
import { ModelIndex } from './models/modelIndex.js';
import { ModelMenu } from './models/modelMenu.js';
import { mapData } from './data/mapData.js';
import { EntropyPanel } from './page/entropyPanel.js';
import { PageFeed } from './page/pageFeed.js';
import { applyRemedy } from './page/remedies.js';
import type { PageHostParts } from './page/pageHost.js';
import { ReportEditor } from './page/reportEditor.js';
import { SideView } from './page/sideView.js';
import { Analyses } from './runs/analyses.js';
import { describeFailure } from './runs/describeFailure.js';
import { ModelStates } from './runs/modelStates.js';
import { followRenames } from './runs/followRenames.js';
import { RunStore } from './runs/runStore.js';
import { ShownRuns } from './runs/shownRuns.js';
import { StatusItem } from './statusItem.js';
import { ModelTree } from './tree/modelTree.js';
import { WhatIfs } from './whatIf/whatIfs.js';
import { RerunAfterTraining } from './watch/rerunAfterTraining.js';

/** Set while an extension is active: what must be waited for before it goes. */
let running: Analyses | null = null;

/** Puts the parts together. Nothing is awaited: the window is not kept waiting. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Entroscope', { log: true });
  const bundle = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const storage = (context.storageUri ?? context.globalStorageUri).fsPath;

  const index = new ModelIndex(log);
  const store = new RunStore(join(storage, 'runs'));
  void store.tidy();
  const states = new ModelStates();
  const shown = new ShownRuns(context.workspaceState, store);
  const childPath = vscode.Uri.joinPath(bundle, 'child.js').fsPath;
  const analyses = new Analyses({ store, states, shown, log, childPath });
  running = analyses;
  const rerun = new RerunAfterTraining({ index, store, states, analyses, log });
  const whatIfs = new WhatIfs({ log, childPath });
  const feed = new PageFeed({ store, states, shown, whatIfs, log });
  const code = new CodeIndex({
    index,
    store,
    states,
    shown,
    analyses,
    memory: context.workspaceState,
    sourceScript: vscode.Uri.joinPath(bundle, 'source.js').fsPath,
    log,
  });
  const revealer = new LayerRevealer(code);
  const opener = new LayerOpener(code, revealer);
  const page: PageHostParts = {
    feed,
    shown,
    bundle,
    log,
    onOpenLayer: (model, layer) => opener.open(model, layer),
    onRemedy: (model, wanted) => applyRemedy(model, wanted, { store, states, shown, analyses, log }),
    onFailed: (error) => {
      log.error(error instanceof Error ? error : String(error));
      void sayFailure(describeFailure(shown.model, error, 'the page’s request'), log);
    },
  };
  const panel = new EntropyPanel(page);
  const lenses = { code, store, states, shown };
  const tree = new ModelTree({ index, store, states });

  const hasAnalysis = (): void => {
    void vscode.commands.executeCommand('setContext', 'entroscope.hasAnalysis', shown.model !== null);
  };
  hasAnalysis();

  context.subscriptions.push(
    log,
    index,
    states,
    shown,
    analyses,
    whatIfs,
    rerun,
    feed,
    panel,
    tree,
    new ModelMenu(index),
    new StatusItem(states),
    code,
    revealer,
    new LayerLenses(lenses),
    new LayerHovers(lenses),
    new LayerProblems(lenses, vscode.Uri.joinPath(context.extensionUri, 'docs', 'findings.md')),
    new CursorFollower({ code, feed, shown }),
    vscode.window.registerTreeDataProvider('entroscope.models', tree),
    vscode.window.registerWebviewViewProvider('entroscope.sidePanel', new SideView(page)),
    vscode.window.registerCustomEditorProvider('entroscope.report', new ReportEditor(bundle, log)),
    registerCommands({
      index,
      store,
      states,
      shown,
      analyses,
      rerun,
      panel,
      feed,
      code,
      whatIfs,
      log,
      bundle: bundle.fsPath,
    }),
    shown.onDidChange(hasAnalysis),
    vscode.workspace.onDidRenameFiles(({ files }) => void followRenames(files, { store, shown, log })),
    analyses.onShown(() => {
      panel.open();
    }),
    analyses.onFailed((failure) => void sayFailure(failure, log)),
    analyses.onUnclear(({ file, failure }) => {
      mapData(file, failure, { analyses, log }).catch(page.onFailed);
    }),
  );
  index.refresh().catch((error: unknown) => {
    log.error(error instanceof Error ? error : String(error));
  });
}

/** Ends the child that runs before the window goes. */
export async function deactivate(): Promise<void> {
  await running?.close();
  running = null;
}
