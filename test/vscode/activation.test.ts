import { describe, expect } from 'vitest';
import { scenario } from './support/scenario.js';

describe('the extension in VS Code', () => {
  scenario('shows the models of the folder in its container', {}, async (editor) => {
    await editor.openContainer('Entroscope');
    await editor.treeItem('model/model.json').waitFor();
    expect(await editor.paletteTitles('Entroscope:')).toContain('Entroscope: Analyze Activation Entropy');
    expect(editor.problems).toEqual([]);
  });
});
