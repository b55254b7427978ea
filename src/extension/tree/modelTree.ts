import * as vscode from 'vscode';
import { Owner } from '../owner.js';
import { assertNever } from '../../vocabulary/assertNever.js';
import type { LayerSummary } from '../../protocol/pageMessages.js';
import { commandLink } from '../commands/commands.js';
import type { ModelIndex } from '../models/modelIndex.js';
import { shownPath } from '../models/workspacePath.js';
import type { KeptRun } from '../runs/keptRun.js';
import type { ModelStates } from '../runs/modelStates.js';
import type { RunStore } from '../runs/runStore.js';
import { treeRow } from '../say.js';
import { shownText } from '../shownText.js';
import type { TreeNode } from './treeNode.js';
import {
  layerText,
  runDescription,
  runIcon,
  runLabel,
  runText,
  stateIcon,
  stateText,
  timeText,
} from './treeTexts.js';

const FORMAT_WORDS = {
  'layers-model': 'layers model',
  'graph-model': 'graph model',
  keras: 'Keras model',
  'keras-h5': 'Keras model in HDF5',
} as const;

export interface ModelTreeParts {
  readonly index: ModelIndex;
  readonly store: RunStore;
  readonly states: ModelStates;
}

/** Models, their runs, the newest first, and each run's layers. */
export class ModelTree extends Owner implements vscode.TreeDataProvider<TreeNode> {
  readonly #parts: ModelTreeParts;
  readonly #changed = this.own(new vscode.EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  /** By model: what its row said last. */
  readonly #rows = new Map<string, string>();

  constructor(parts: ModelTreeParts) {
    super();
    this.#parts = parts;
    this.own(
      parts.index.onDidChange(() => {
        this.#changed.fire(undefined);
      }),
    );
    this.own(
      parts.states.onDidChange((file) => {
        // Progress comes often; the row shows less.
        const row = this.#rowOf(file);
        if (this.#rows.get(file) === row) return;
        this.#rows.set(file, row);
        this.#changed.fire(undefined);
      }),
    );
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    const { index, store } = this.#parts;
    if (node === undefined) {
      const { files } = index;
      await Promise.all(files.map((file) => store.load(file)));
      return files.map((file) => ({ kind: 'model', file }));
    }
    switch (node.kind) {
      case 'model': {
        const runs = await store.load(node.file);
        return runs.toReversed().map((run) => ({ kind: 'run', file: node.file, run }));
      }
      case 'run':
        return node.run.layers.map((layer) => ({ ...node, kind: 'layer', layer }));
      case 'layer':
        return [];
      default:
        return assertNever(node);
    }
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    switch (node.kind) {
      case 'model':
        return this.#modelItem(node.file);
      case 'run':
        return runItem(node.file, node.run, this.#parts.store.runsOf(node.file));
      case 'layer':
        return layerItem(node.file, node.run, node.layer);
      default:
        return assertNever(node);
    }
  }

  #modelItem(file: string): vscode.TreeItem {
    const { index, store, states } = this.#parts;
    const runs = store.runsOf(file);
    const state = states.of(file);
    const lines = [
      file,
      FORMAT_WORDS[index.formatOf(file) ?? 'layers-model'],
      state.activity.kind === 'failed' ? state.activity.failure.message : stateText(state, runs),
      ...(state.stale === null ? [] : [state.stale]),
    ];
    const item = treeRow(
      { label: shownPath(file), description: stateText(state, runs), tooltip: lines },
      runs.length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
    );
    item.id = file;
    item.accessibilityInformation = { label: shownText(`${shownPath(file)}, ${stateText(state, runs)}`) };
    const { icon, color } = stateIcon(state, runs);
    item.iconPath = new vscode.ThemeIcon(icon, color === null ? undefined : new vscode.ThemeColor(color));
    const busy = state.activity.kind === 'running' || state.activity.kind === 'queued';
    item.contextValue = (runs.length > 0 ? 'model.runs' : 'model') + (busy ? '.busy' : '');
    if (runs.length > 0) {
      item.command = commandLink('entroscope.showRun', 'Show Run', file, null, null);
    }
    return item;
  }

  #rowOf(file: string): string {
    const { states, store } = this.#parts;
    const state = states.of(file);
    const runs = store.runsOf(file);
    const marks = runs.map(({ id, name, note, starred }) => [id, name, note, starred]);
    return JSON.stringify([stateText(state, runs), state.stale, marks]);
  }
}

function runItem(file: string, run: KeptRun, runs: readonly KeptRun[]): vscode.TreeItem {
  const before = runs[runs.indexOf(run) - 1] ?? null;
  const tooltip = [
    ...(run.name === undefined ? [] : [run.name]),
    ...(run.note === undefined ? [] : [run.note]),
    new Date(run.createdAt).toLocaleString(),
    run.data,
    runText(run),
  ];
  const item = treeRow(
    { label: runLabel(run, before), description: runDescription(run, before, runs), tooltip },
    vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = `${file}|${run.id}`;
  item.accessibilityInformation = {
    label: shownText(
      [run.starred === true ? 'starred' : null, run.name ?? null, timeText(run.createdAt), runText(run)]
        .filter((part) => part !== null)
        .join(', '),
    ),
  };
  const { icon, color } = runIcon(run);
  item.iconPath = new vscode.ThemeIcon(icon, color === null ? undefined : new vscode.ThemeColor(color));
  item.contextValue = run.starred === true ? 'run.starred' : 'run';
  item.command = commandLink('entroscope.showRun', 'Show Run', file, run.id, null);
  return item;
}

function layerItem(file: string, run: KeptRun, layer: LayerSummary): vscode.TreeItem {
  const item = treeRow(
    { label: layer.id, description: layerText(layer), tooltip: [] },
    vscode.TreeItemCollapsibleState.None,
  );
  item.id = `${file}|${run.id}|${layer.id}`;
  item.iconPath = new vscode.ThemeIcon(layer.dense ? 'circle-large-filled' : 'circle-large-outline');
  item.contextValue = 'layer';
  item.command = commandLink('entroscope.showRun', 'Show Layer', file, run.id, layer.id);
  return item;
}
