import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isWaitedFor, ModelLooks } from '../../src/extension/models/modelLooks.js';

const folder = mkdtempSync(join(tmpdir(), 'entroscope-looks-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a model that is being saved again', () => {
  it('stays in the list as what it was until it is whole, or gone', () => {
    const looks = new ModelLooks();
    expect(looks.set('/w/best.keras', 'keras')).toBe(true);
    // Nothing that a list shows has changed.
    expect(looks.set('/w/best.keras', 'damaged')).toBe(false);
    expect([looks.models, looks.formatOf('/w/best.keras')]).toEqual([['/w/best.keras'], 'keras']);
    expect(looks.set('/w/best.keras', 'keras')).toBe(false);
    looks.replace(new Map([['/w/best.keras', 'damaged']]));
    expect(looks.formatOf('/w/best.keras')).toBe('keras');
    expect(looks.set('/w/best.keras', null)).toBe(true);
    expect(looks.files).toEqual([]);
  });

  it('is no model before it was whole once, but has a menu that tells what is wrong', () => {
    const looks = new ModelLooks();
    expect(looks.set('/w/b.h5', 'damaged')).toBe(true);
    expect([looks.models, looks.files]).toEqual([[], ['/w/b.h5']]);
    expect(looks.set('/w/b.h5', 'keras-h5')).toBe(true);
    expect(looks.models).toEqual(['/w/b.h5']);
    looks.replace(new Map());
    expect(looks.files).toEqual([]);
  });

  it('is waited for where it begins as nothing, or as other bytes than a model of Keras', async () => {
    const write = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    expect(await isWaitedFor(write('a.keras', ''))).toBe(true);
    expect(await isWaitedFor(write('b.h5', '\x89HD'))).toBe(true);
    expect(await isWaitedFor(write('model.json', ''))).toBe(true);
    expect(await isWaitedFor(write('settings.json', '{}'))).toBe(false);
    expect(await isWaitedFor(join(folder, 'gone.keras'))).toBe(false);
  });
});
