import * as vscode from 'vscode';

/** Where code is opened: in the first column, unless charts of ours are seen there; then where none are, or beside. */
export function columnForCode(): vscode.ViewColumn {
  const groups = vscode.window.tabGroups.all;
  const free = groups.find(({ activeTab }) => activeTab === undefined || !showsCharts(activeTab));
  return free?.viewColumn ?? vscode.ViewColumn.Beside;
}

function showsCharts({ input }: vscode.Tab): boolean {
  const webview = input instanceof vscode.TabInputWebview || input instanceof vscode.TabInputCustom;
  return webview && input.viewType.includes('entroscope.');
}
