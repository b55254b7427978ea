import { describe, expect, it } from 'vitest';
import { parseFromPage } from '../../src/protocol/pageMessages.js';

describe('messages of the page', () => {
  it.each([
    { t: 'ready' },
    { t: 'action', action: 'rerun' },
    { t: 'selected', layer: 'fc1', open: true },
    { t: 'counts', run: 'ab 2025-01-02', layer: 'fc1' },
    { t: 'save', name: 'a.svg', mime: 'image/svg+xml', base64: 'AA==' },
  ])('$t passes', (message) => {
    expect(parseFromPage(message)).toEqual(message);
  });

  it.each([
    null,
    7,
    'ready',
    {},
    { t: 'action', action: 'workbench.action.terminal.new' },
    { t: 'selected', layer: 7, open: true },
    { t: 'save', name: 'a', mime: 'b' },
    { t: 'other' },
  ])('%j does not', (message) => {
    expect(parseFromPage(message)).toBeNull();
  });

  it('drops what is not in the contract', () => {
    expect(parseFromPage({ t: 'ready', more: 1 })).toEqual({ t: 'ready' });
  });
});
