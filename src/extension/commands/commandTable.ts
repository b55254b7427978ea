import * as vscode from 'vscode';
import { describeFailure } from '../runs/describeFailure.js';
import type { Analyses } from '../runs/analyses.js';
import type { ModelIndex } from '../models/modelIndex.js';
import { shownPath } from '../models/workspacePath.js';
import type { EntropyPanel } from '../page/entropyPanel.js';
import type { PageFeed } from '../page/pageFeed.js';
import type { KeptRun } from '../runs/keptRun.js';
import type { ModelStates } from '../runs/modelStates.js';
import type { RunStore } from '../runs/runStore.js';
import type { ShownRuns } from '../runs/shownRuns.js';
import type { RerunAfterTraining } from '../watch/rerunAfterTraining.js';
import { chooseCode } from '../code/chooseCode.js';
import type { CodeIndex } from '../code/codeIndex.js';
import { saveSmaller } from '../whatIf/saveSmaller.js';
import type { WhatIfs } from '../whatIf/whatIfs.js';
import type { CommandId } from './commands.js';
import { commandTarget } from './commandTarget.js';
import { askModal, say } from '../say.js';
import { compareRuns } from './compareRuns.js';
import { noteRun, removeRun, renameRun } from './editRun.js';
import { exportReport } from './exportReport.js';
import { pickModel } from './pickModel.js';
import { mapData } from '../data/mapData.js';
import { sayFailure } from './sayFailure.js';

export interface CommandParts {
  readonly index: ModelIndex;
  readonly store: RunStore;
  readonly states: ModelStates;
  readonly shown: ShownRuns;
  readonly analyses: Analyses;
  readonly rerun: RerunAfterTraining;
  readonly panel: EntropyPanel;
  readonly feed: PageFeed;
  readonly code: CodeIndex;
  readonly whatIfs: WhatIfs;
  readonly log: vscode.LogOutputChannel;
  /** Absolute path of the page's bundle. */
  readonly bundle: string;
}

type Command = (...args: readonly unknown[]) => Promise<void>;

/** What each command does. Arguments come from VS Code, or from whoever calls it: they are looked at first. */
export function commandTable(parts: CommandParts): Readonly<Record<CommandId, Command>> {
  const { index, store, states, shown, analyses, rerun, panel, feed, code, whatIfs, log, bundle } = parts;
  const modelOr = async (argument: unknown, title: string): Promise<string | null> =>
    commandTarget(argument)?.model ?? (await pickModel(index, title));

  /** The list of a model's runs is another one: rows and pages show it. */
  const announce = (model: string): void => {
    states.set(model, {});
  };
  const onRun =
    (edit: (model: string, run: KeptRun) => Promise<void>) =>
    async (argument: unknown): Promise<void> => {
      const target = commandTarget(argument);
      if (target?.run === undefined || target.run === null) return;
      await edit(target.model, target.run);
      announce(target.model);
    };

  return {
    'entroscope.analyzeModel': async (argument) => {
      const model = await modelOr(argument, 'Analyze Activation Entropy');
      if (model !== null) await analyses.analyze(model, { choose: false, asked: true });
    },
    'entroscope.rerunLastAnalysis': async (argument) => {
      const model = commandTarget(argument)?.model ?? shown.model;
      if (model === null) {
        void say(
          'information',
          'Nothing was analyzed yet: right-click a model file and choose "Analyze Activation Entropy".',
        );
        return;
      }
      await analyses.analyze(model, { choose: false, asked: true });
    },
    'entroscope.chooseDataset': async (argument) => {
      const model = await modelOr(argument, 'Choose Dataset');
      if (model !== null) await analyses.analyze(model, { choose: true, asked: true });
    },
    'entroscope.openPanel': async (argument) => {
      const target = commandTarget(argument);
      if (target !== null) await shown.show(target.model, target.run?.id ?? null, null);
      panel.open();
    },
    'entroscope.compareRuns': async (argument) => {
      const target = commandTarget(argument);
      const model = target?.model ?? shown.model ?? (await pickModel(index, 'Compare Runs'));
      if (model === null) return;
      if (await compareRuns(model, target?.run ?? null, { store, shown })) panel.open();
    },
    'entroscope.exportReport': async (argument) => {
      const target = commandTarget(argument);
      const model = target?.model ?? shown.model;
      const run = target?.run ?? (model === null ? null : shown.current(model));
      if (model === null || run === null) {
        void say('information', 'There is no run to export yet: analyze a model first.');
        return;
      }
      const older = target?.run === null || target === null ? shown.previous(model) : null;
      const file = await exportReport(
        await store.report(model, run.id),
        older === null ? null : await store.report(model, older.id),
        { model, bundle },
      );
      if (file === null) return;
      const open = 'Open';
      const answer = await say('information', `The report is in ${shownPath(file)}.`, open);
      if (answer === open) await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file));
    },
    'entroscope.whichLayersCanGo': async (argument) => {
      const model = await modelOr(argument, 'Which Layers Can Go?');
      if (model === null) return;
      await shown.follow(model);
      panel.open();
      await whatIfs.ask(model);
    },
    'entroscope.saveSmallerModel': async (argument) => {
      const model = commandTarget(argument)?.model ?? shown.model;
      if (model === null) return;
      const saved = await saveSmaller(model, whatIfs);
      if (saved === null) return;
      await index.refresh();
      const analyze = 'Analyze It';
      const answer = await say('information', `The smaller model is in ${shownPath(saved)}.`, analyze);
      if (answer === analyze) await analyses.analyze(saved, { choose: false, asked: true });
    },
    'entroscope.refreshModels': () => index.refresh(),
    'entroscope.clearRuns': async (argument) => {
      const model = commandTarget(argument)?.model ?? null;
      const models = model === null ? await store.models() : [model];
      const [first] = models;
      if (first === undefined) {
        void say('information', 'There are no kept runs.');
        return;
      }
      const what = models.length === 1 ? shownPath(first) : `${models.length} models`;
      const clear = 'Clear';
      const answer = await askModal(`Remove all kept runs of ${what}? Exported reports stay.`, {
        buttons: [clear],
      });
      if (answer !== clear) return;
      for (const file of models) {
        await store.clear(file);
        rerun.forget(file);
        states.set(file, { stale: null, notice: 'Runs cleared.' });
      }
    },
    'entroscope.chooseCode': async (argument) => {
      const model =
        commandTarget(argument)?.model ?? shown.model ?? (await pickModel(index, 'Training Code'));
      if (model !== null) await chooseCode(model, code);
    },
    'entroscope.showLog': () => {
      log.show();
      return Promise.resolve();
    },
    'entroscope.cancelAnalysis': (argument) => {
      const model = commandTarget(argument)?.model ?? null;
      // From the palette: what runs, whatever is on the page.
      if (model === null) analyses.cancelRunning();
      else analyses.cancel(model);
      return Promise.resolve();
    },
    'entroscope.showRun': async (model, run, layer) => {
      if (typeof model !== 'string') return;
      await shown.show(model, typeof run === 'string' ? run : null, null);
      if (typeof layer === 'string') feed.select(layer, false);
      panel.open();
    },
    'entroscope.renameRun': onRun((model, run) => renameRun(store, model, run)),
    'entroscope.noteRun': onRun((model, run) => noteRun(store, model, run)),
    'entroscope.starRun': onRun((model, run) => store.mark(model, run.id, { starred: true })),
    'entroscope.unstarRun': onRun((model, run) => store.mark(model, run.id, { starred: undefined })),
    'entroscope.removeRun': onRun((model, run) =>
      removeRun(store, model, {
        run,
        removed: () => {
          announce(model);
        },
      }),
    ),
    'entroscope.showNewestRun': async (argument) => {
      const model = commandTarget(argument)?.model ?? shown.model;
      if (model !== null) await shown.show(model, null, null);
    },
    'entroscope.showLayer': async (model, layer) => {
      if (typeof model !== 'string' || typeof layer !== 'string') return;
      await shown.follow(model);
      feed.select(layer, true);
      panel.open();
    },
    'entroscope.chooseParts': async (argument) => {
      const model = commandTarget(argument)?.model ?? shown.model;
      if (model === null) return;
      const { activity } = states.of(model);
      if (activity.kind === 'failed') await mapData(model, activity.failure, { analyses, log });
    },
    'entroscope.showFailedFile': async (argument) => {
      const model = commandTarget(argument)?.model ?? shown.model;
      if (model === null) return;
      const { activity } = states.of(model);
      const file = activity.kind === 'failed' ? activity.failure.show : null;
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(file ?? model));
    },
  };
}

/** Registers the commands; what goes wrong in one is said aloud. */
export function registerCommands(parts: CommandParts): vscode.Disposable {
  const { log } = parts;
  const registered = Object.entries(commandTable(parts)).map(([id, command]) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        await command(...args);
      } catch (error) {
        log.error(error instanceof Error ? error : String(error));
        const model = commandTarget(args[0])?.model ?? null;
        await sayFailure(describeFailure(model, error, 'the command'), log);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}
