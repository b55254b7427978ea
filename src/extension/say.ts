import * as vscode from 'vscode';
import { shownText } from './shownText.js';

/*
 * All that VS Code shows in notifications, dialogs, quick picks, the status bar and trees goes through here, where every
 * text becomes one that can do nothing (shownText); the lint rule entroscope/shown-texts keeps the rest of the extension
 * from VS Code's own functions.
 */

export type Severity = 'information' | 'warning' | 'error';

/** Says something in a notification. @returns the button that was pressed; undefined where none was */
export function say(
  severity: Severity,
  text: string,
  ...buttons: readonly string[]
): Thenable<string | undefined> {
  return show(severity)(shownText(text), {}, ...buttons);
}

/**
 * Asks in a dialog, which VS Code gives a Cancel button of its own.
 * @param detail lines below the question
 * @param buttons the first is what Enter presses
 * @returns the button that was pressed; undefined for Cancel
 */
export function askModal(
  text: string,
  { detail = [], buttons }: { readonly detail?: readonly string[]; readonly buttons: readonly string[] },
): Thenable<string | undefined> {
  const lines = detail.map((line) => shownText(line)).join('\n\n');
  const options = { modal: true, ...(lines === '' ? {} : { detail: lines }) };
  return show('warning')(shownText(text), options, ...buttons);
}

type Show = (
  text: string,
  options: vscode.MessageOptions,
  ...buttons: readonly string[]
) => Thenable<string | undefined>;

function show(severity: Severity): Show {
  switch (severity) {
    case 'information':
      return (text, options, ...buttons) => vscode.window.showInformationMessage(text, options, ...buttons);
    case 'warning':
      return (text, options, ...buttons) => vscode.window.showWarningMessage(text, options, ...buttons);
    case 'error':
      return (text, options, ...buttons) => vscode.window.showErrorMessage(text, options, ...buttons);
  }
}

/** Says something in the status bar for a few seconds. */
export function sayInStatusBar(text: string): void {
  vscode.window.setStatusBarMessage(shownText(text), 4000);
}

/** A row of a quick pick, or a line between rows. */
export type Choice<Value> =
  | {
      readonly label: string;
      /** Name of a codicon before the label. */
      readonly icon?: string;
      readonly description?: string;
      readonly detail?: string;
      readonly value: Value;
    }
  | { readonly separator: string };

export interface PickOptions {
  readonly title: string;
  readonly placeHolder?: string;
  readonly matchOnDescription?: boolean;
  readonly ignoreFocusOut?: boolean;
}

/** Asks for one of some choices. @returns undefined where the user changed their mind */
export async function pickOne<Value>(
  choices: readonly Choice<Value>[] | Promise<readonly Choice<Value>[]>,
  { title, placeHolder, ...options }: PickOptions,
  token?: vscode.CancellationToken,
): Promise<Value | undefined> {
  const picked = await vscode.window.showQuickPick<Item<Value>>(
    Promise.resolve(choices).then((list) => list.map((choice) => quickPickItem(choice))),
    {
      ...options,
      title: shownText(title),
      ...(placeHolder === undefined ? {} : { placeHolder: shownText(placeHolder) }),
    },
    token,
  );
  return picked?.value;
}

export interface PickManyOptions<Value> {
  readonly title: string;
  readonly placeHolder: string;
  /** Why what is chosen cannot be taken; null: it can. Said in the title while it is so. */
  readonly problem: (chosen: readonly Value[]) => string | null;
}

/**
 * Asks for several of some choices, which keep their order.
 * @param choices picked: chosen at first
 * @returns undefined where the user changed their mind
 */
export function pickMany<Value>(
  choices: readonly {
    readonly label: string;
    readonly description: string;
    readonly value: Value;
    readonly picked: boolean;
  }[],
  { title, placeHolder, problem }: PickManyOptions<Value>,
): Promise<readonly Value[] | undefined> {
  const items = choices.map(({ label, description, value, picked }) => ({
    label: shownText(label),
    description: shownText(description),
    value,
    picked,
  }));
  const pick = vscode.window.createQuickPick<(typeof items)[number]>();
  const valuesOf = (selected: readonly (typeof items)[number][]): readonly Value[] =>
    items.filter((item) => selected.includes(item)).map(({ value }) => value);
  const entitle = (selected: readonly (typeof items)[number][]): void => {
    const wrong = problem(valuesOf(selected));
    pick.title = shownText(wrong === null ? title : `${title}: ${wrong}`);
  };
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.placeholder = shownText(placeHolder);
  pick.items = items;
  pick.selectedItems = items.filter(({ picked }) => picked);
  entitle(pick.selectedItems);
  return new Promise((resolve) => {
    pick.onDidChangeSelection(entitle);
    pick.onDidAccept(() => {
      const chosen = valuesOf(pick.selectedItems);
      if (problem(chosen) !== null) return;
      resolve(chosen);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/**
 * Asks for a line of text.
 * @param most letters
 * @returns undefined where the user changed their mind; else without spaces around it
 */
export async function askText({
  title,
  prompt,
  value,
  most,
}: {
  readonly title: string;
  readonly prompt: string;
  readonly value: string;
  readonly most: number;
}): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title: shownText(title),
    prompt: shownText(prompt),
    value,
    validateInput: (typed) => (typed.length > most ? `At most ${most} letters` : null),
  });
  return text?.trim();
}

interface Item<Value> extends vscode.QuickPickItem {
  /** None for a line between rows, which nobody picks. */
  readonly value?: Value;
}

function quickPickItem<Value>(choice: Choice<Value>): Item<Value> {
  if ('separator' in choice)
    return { label: shownText(choice.separator), kind: vscode.QuickPickItemKind.Separator };
  const { label, icon, description, detail, value } = choice;
  return {
    label: `${icon === undefined ? '' : `$(${icon}) `}${shownText(label)}`,
    ...(description === undefined ? {} : { description: shownText(description) }),
    ...(detail === undefined ? {} : { detail: shownText(detail) }),
    value,
  };
}

/**
 * Shows progress in a notification with a Cancel button while a task runs.
 * @param task gets a function that says how far it is: a text, and by how many percent the bar grows
 */
export function withNotification<Result>(
  { title, onCancel }: { readonly title: string; readonly onCancel: () => void },
  task: (report: (message: string, increment: number) => void) => Promise<Result>,
): Thenable<Result> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: shownText(title), cancellable: true },
    async (notification, token) => {
      const cancelled = token.onCancellationRequested(onCancel);
      try {
        return await task((message, increment) => {
          notification.report({ message: shownText(message), increment });
        });
      } finally {
        cancelled.dispose();
      }
    },
  );
}

/** Shows a moving line above a view until a task has ended. */
export function withViewProgress(viewId: string, task: Promise<unknown>): void {
  void vscode.window.withProgress({ location: { viewId } }, () => task);
}

export interface StatusEntry {
  /** @param icon name of a codicon */
  readonly show: (icon: string, text: string, tooltip: string) => void;
  readonly hide: () => void;
  readonly dispose: () => void;
}

/** An entry of the status bar, hidden at first; a click runs the command. */
export function statusEntry(id: string, { name, command }: { name: string; command: string }): StatusEntry {
  const item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Left);
  item.name = name;
  item.command = command;
  return {
    show: (icon, text, tooltip) => {
      item.text = `$(${icon}) ${shownText(text)}`;
      item.tooltip = shownText(tooltip);
      item.show();
    },
    hide: () => {
      item.hide();
    },
    dispose: () => {
      item.dispose();
    },
  };
}

export interface RowTexts {
  readonly label: string;
  readonly description: string;
  /** Lines; none: the label. */
  readonly tooltip: readonly string[];
}

/** A row of a tree; further texts on it must go through shownText, too. */
export function treeRow(
  { label, description, tooltip }: RowTexts,
  collapsible: vscode.TreeItemCollapsibleState,
): vscode.TreeItem {
  const item = new vscode.TreeItem(shownText(label), collapsible);
  item.description = shownText(description);
  if (tooltip.length > 0) item.tooltip = tooltip.map((line) => shownText(line)).join('\n');
  return item;
}
