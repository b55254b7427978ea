import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changedFile } from '../../src/models/fileStamp.js';
import { readModelFile } from '../../src/models/modelFile.js';
import { copyModel } from '../../src/watch/copyModel.js';
import { compareStamps, stampModel } from '../../src/watch/modelStamp.js';
import { RetrainWatch } from '../../src/watch/retrainWatch.js';
import { KERAS_FILES } from '../support/kerasFixture.js';

let folder = '';
let watch: RetrainWatch | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entroscope-keras-'));
});
afterEach(() => {
  watch?.dispose();
  watch = null;
  rmSync(folder, { recursive: true });
});

const NAMES = ['mlp_checkpoint.keras', 'mlp_checkpoint.h5'] as const;

describe('a file that a running fit writes in place', () => {
  it.each(NAMES)('%s is waited for until it is whole, and told once', async (name) => {
    const file = join(folder, name);
    copyFileSync(join(KERAS_FILES, name), file);
    const whole = readFileSync(file);
    const events: string[] = [];
    let hear = (): void => undefined;
    const retrained = new Promise<void>((resolve) => {
      hear = resolve;
    });
    watch = new RetrainWatch({
      file,
      since: await stampModel(file),
      onRetrained: () => {
        events.push('retrained');
        hear();
      },
      onChanged: (changed, reason) => {
        const event = changed ? (/being saved/.test(reason) ? 'incomplete' : 'changed') : 'same';
        if (events.at(-1) !== event) events.push(event);
      },
      onBug: (error) => events.push(`bug: ${String(error)}`),
    });
    // Keras opens the file anew and writes it from its beginning.
    for (const part of [0, 0.3, 0.9]) {
      writeFileSync(file, whole.subarray(0, Math.floor(part * whole.length)));
      watch.touched();
      await delay(700);
    }
    expect(events).toEqual(['incomplete']);
    writeFileSync(file, whole);
    watch.touched();
    await retrained;
    expect(events).toEqual(['incomplete', 'changed', 'retrained']);
  });
  it.each(NAMES)('%s: a stamp is of the file, and needs no weight to be read', async (name) => {
    const file = join(folder, name);
    copyFileSync(join(KERAS_FILES, name), file);
    const before = await stampModel(file);
    expect(Object.keys(before.weights)).toEqual([file]);
    expect(compareStamps(before, await stampModel(file))).toBe('none');
    await delay(20);
    writeFileSync(file, readFileSync(file));
    expect(compareStamps(before, await stampModel(file))).toBe('all');
    truncateSync(file, 5000);
    await expect(stampModel(file)).rejects.toMatchObject({ code: 'model-weights-size' });
  });
  it('a save during a run is noticed, and a copy holds one state', async () => {
    const file = join(folder, 'net.keras');
    copyFileSync(join(KERAS_FILES, 'mlp_checkpoint.keras'), file);
    copyFileSync(join(KERAS_FILES, 'gru_default.keras'), join(folder, 'other.keras'));
    const { stamps } = await readModelFile(file);
    expect(await changedFile(stamps)).toBeNull();
    const copy = await copyModel(file, new AbortController().signal);
    expect(readFileSync(copy.file)).toEqual(readFileSync(file));
    expect((await readModelFile(copy.file)).format).toBe('keras');
    await copy.remove();
    await delay(20);
    writeFileSync(file, readFileSync(file));
    expect(await changedFile(stamps)).toBe(file);
  });
});
