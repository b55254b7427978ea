import { describe, expect, it } from 'vitest';
import { shownText } from '../../src/extension/shownText.js';

/** What VS Code makes a link of in a notification (src/vs/base/common/linkedText.ts). */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/iu;

describe('a text that VS Code shows', () => {
  it.each([
    'model/model.json has one run yet: analyze it again after training to compare two.',
    'C:\\models\\a (2)\\model.json: 3.5 % [dense_1], f(x) = x[0] · "größe" 模型 👩‍🔬',
    'Entroscope 40 %, 2 waiting',
    '',
  ])('is as it was where it is ordinary: %s', (text) => {
    expect(shownText(text)).toBe(text);
  });

  it.each([
    '[Repair this model](command:workbench.action.files.newUntitledFile)',
    'a [b](https://example.com) c [d](FILE:///etc/passwd) e',
    '[a](command:x "title")',
    '[a]\u0000(command:x)',
    '[a]\u202e(command:x)',
    '[a]\n(command:x)',
    '[[a](command:x)](command:y)',
    `${'x'.repeat(290)}[a](command:x)${'y'.repeat(2000)}[b](command:y)`,
    `[${'x'.repeat(3000)}](command:y)`,
  ])('has no link: %s', (text) => {
    expect(shownText(text)).not.toMatch(LINK);
  });

  it('has no link wherever a long text is cut', () => {
    for (let length = 0; length < 60; length++) {
      const text = `${'[a]'.repeat(10)}${'x'.repeat(length)}${'(command:x)'.repeat(10)}`;
      for (let limit = 3; limit < 60; limit++) expect(shownText(text, limit)).not.toMatch(LINK);
    }
  });

  it('keeps what the link said', () => {
    expect(shownText('[Repair](command:x)')).toBe('[Repair] (command:x)');
  });

  it('has no icon', () => {
    expect(shownText('$(error) failed')).toBe('$ (error) failed');
  });

  it.each(['a\nb', 'a\r\nb', 'a\u2028b', 'a\u2029\u0085b', '\n a\tb \n', 'a\u001bb'])(
    'is one line: %j',
    (text) => {
      expect(shownText(text)).toBe('a b');
    },
  );

  it('has no mark that turns the order of reading', () => {
    expect(shownText('model\u202egnp.exe\u2066\u200f')).toBe('modelgnp.exe');
  });

  it('keeps beginning and end of a long one, and no half character', () => {
    expect(shownText('abcdefghij', 7)).toBe('abc…hij');
    expect(shownText('abcdefg', 7)).toBe('abcdefg');
    expect(shownText('🙂'.repeat(10), 5)).toBe('🙂🙂…🙂🙂');
    expect(shownText('x'.repeat(1_000_000))).toHaveLength(600);
  });
});
