import { describe, it } from 'mocha';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const COMMANDS = [
  'analyzeModel',
  'rerunLastAnalysis',
  'chooseDataset',
  'openPanel',
  'compareRuns',
  'exportReport',
  'refreshModels',
  'clearRuns',
  'showLog',
].map((name) => `entroscope.${name}`);

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly viewsContainers: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly customEditors: readonly {
      readonly viewType: string;
      readonly selector: readonly { readonly filenamePattern: string }[];
    }[];
    readonly configuration: unknown;
  };
}

describe('the extension in its host', () => {
  it('activates without an error', async () => {
    const extension = entroscope();
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command that it contributes, those of the contract among them', async () => {
    await entroscope().activate();
    const registered = await vscode.commands.getCommands(true);
    const contributed = entroscope().packageJSON.contributes.commands;
    for (const { command, category } of contributed) {
      assert.ok(registered.includes(command), `${command} is contributed, but not registered`);
      assert.equal(category, 'Entroscope', command);
    }
    for (const command of COMMANDS) {
      assert.ok(
        contributed.some((entry) => entry.command === command),
        `${command} is not contributed`,
      );
    }
  });

  it('contributes its container, views and report editor', () => {
    const { viewsContainers, views, customEditors } = entroscope().packageJSON.contributes;
    const ids = Object.values(viewsContainers)
      .flat()
      .map(({ id }) => id);
    assert.ok(ids.includes('entroscope'));
    assert.deepEqual(
      views['entroscope']?.map(({ id }) => id).filter((id) => /\.(models|sidePanel)$/u.test(id)),
      ['entroscope.models', 'entroscope.sidePanel'],
    );
    const editor = customEditors.find(({ viewType }) => viewType === 'entroscope.report');
    assert.deepEqual(editor?.selector, [{ filenamePattern: '*.entroscope.json' }]);
  });

  it('has the settings of the contract, with their defaults', () => {
    const settings = vscode.workspace.getConfiguration('entroscope');
    assert.equal(settings.get('rerun'), 'auto');
    for (const name of ['nodePath', 'workers', 'keepRuns']) {
      assert.notEqual(settings.inspect(name)?.defaultValue, undefined, `entroscope.${name} is not declared`);
    }
  });
});

function entroscope(): {
  readonly packageJSON: Manifest;
  readonly isActive: boolean;
  activate(): PromiseLike<unknown>;
} {
  const extension = vscode.extensions.getExtension('entroscope.entroscope');
  assert.ok(extension, 'the extension is not there');
  return extension;
}
