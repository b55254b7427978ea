import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareStamps, parseStamp, stampModel, stampText } from '../../src/watch/modelStamp.js';
import { RetrainWatch } from '../../src/watch/retrainWatch.js';
import { smallModel } from '../support/smallModel.js';

let folder = '';
let file = '';
let watch: RetrainWatch | null = null;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'entroscope-retrain-'));
  file = await smallModel(folder, { seed: 1, shards: 2 });
});
afterEach(() => {
  watch?.dispose();
  watch = null;
  rmSync(folder, { recursive: true });
});

const shard = (number: number): string => join(folder, `group1-shard${number}of2.bin`);

/** Flips the bytes of a shard: another content of the same size, and a later time. */
function retrainShard(path: string): void {
  const bytes = readFileSync(path).map((byte) => byte ^ 1);
  writeFileSync(path, bytes);
  const later = new Date(Date.now() + 5000);
  utimesSync(path, later, later);
}

interface Heard {
  readonly events: string[];
  /** How often the model was looked at. */
  readonly looks: () => number;
  readonly retrained: Promise<void>;
}

async function listen(): Promise<Heard> {
  const events: string[] = [];
  let looks = 0;
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
      looks += 1;
      const event = changed
        ? /bytes|beside it|JSON|cut off/u.test(reason)
          ? 'incomplete'
          : 'changed'
        : 'same';
      if (events.at(-1) !== event) events.push(event);
    },
    onBug: (error) => {
      events.push(`bug: ${String(error)}`);
    },
  });
  return { events, looks: () => looks, retrained };
}

/** Resolves when the watch has said so. */
async function until(events: readonly string[], event: string): Promise<void> {
  while (!events.includes(event)) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('waiting for a model to be trained again', () => {
  it('tells once, when both shards were saved', async () => {
    const { events, retrained } = await listen();
    retrainShard(shard(1));
    watch?.touched();
    retrainShard(shard(2));
    watch?.touched();
    await retrained;
    expect(events).toEqual(['changed', 'retrained']);
  });

  it('waits while a shard is shorter than promised, however the events come', async () => {
    const { events, looks, retrained } = await listen();
    const { length } = readFileSync(shard(2));
    const whole = readFileSync(shard(2)).map((byte) => byte ^ 1);
    retrainShard(shard(1));
    truncateSync(shard(2), 10);
    watch?.touched();
    await until(events, 'incomplete');
    writeFileSync(shard(2), whole.subarray(0, length - 1));
    watch?.touched();
    const before = looks();
    while (looks() === before) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(events).toEqual(['incomplete']);
    // No event for the last byte: it is found all the same.
    writeFileSync(shard(2), whole);
    await retrained;
    expect(events).toEqual(['incomplete', 'changed', 'retrained']);
  });

  it('waits while model.json is half written or missing', async () => {
    const { events, retrained } = await listen();
    const text = readFileSync(file, 'utf8');
    renameSync(file, join(folder, 'old.json'));
    watch?.touched();
    await until(events, 'changed');
    writeFileSync(file, text.slice(0, 100));
    watch?.touched();
    await until(events, 'incomplete');
    retrainShard(shard(1));
    retrainShard(shard(2));
    writeFileSync(file, text);
    watch?.touched();
    await retrained;
    expect(events.at(-1)).toBe('retrained');
  });

  it('takes a model that was saved again without a change for the same', async () => {
    const { events } = await listen();
    copyFileSync(file, join(folder, 'copy.json'));
    renameSync(join(folder, 'copy.json'), file);
    watch?.touched();
    await until(events, 'same');
    expect(events).toEqual(['same']);
  });
});

describe('a model that was told of, and not analysed', () => {
  const looked = async ({ looks }: Heard): Promise<void> => {
    const before = looks();
    watch?.touched();
    while (looks() === before) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  it('stays changed however often its folder is looked at, and is not told of again', async () => {
    const heard = await listen();
    retrainShard(shard(1));
    retrainShard(shard(2));
    watch?.touched();
    await heard.retrained;
    writeFileSync(join(folder, 'log.txt'), 'epoch 7');
    await looked(heard);
    await looked(heard);
    expect(heard.events).toEqual(['changed', 'retrained', 'changed']);
    watch?.analysed(await stampModel(file));
    await until(heard.events, 'same');
    expect(heard.events).toEqual(['changed', 'retrained', 'changed', 'same']);
  });

  it('is not told of where a run of it began already', async () => {
    const heard = await listen();
    retrainShard(shard(1));
    retrainShard(shard(2));
    watch?.began(await stampModel(file));
    await looked(heard);
    await looked(heard);
    expect(heard.events).toEqual(['changed']);
  });

  it('is told of again when it is saved again', async () => {
    const heard = await listen();
    retrainShard(shard(1));
    retrainShard(shard(2));
    watch?.touched();
    await heard.retrained;
    for (const number of [1, 2]) {
      const later = new Date(Date.now() + 9000);
      utimesSync(shard(number), later, later);
    }
    watch?.touched();
    while (heard.events.filter((event) => event === 'retrained').length < 2)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(heard.events).toEqual(['changed', 'retrained', 'changed', 'retrained']);
  });
});

it('a folder that never comes to rest is looked at all the same', async () => {
  const heard = await listen();
  retrainShard(shard(1));
  retrainShard(shard(2));
  const events = setInterval(() => watch?.touched(), 100);
  try {
    await heard.retrained;
  } finally {
    clearInterval(events);
  }
  expect(heard.events).toContain('retrained');
});

describe('stamps', () => {
  it('tell none, some and all of a model’s files apart', async () => {
    const before = await stampModel(file);
    expect(compareStamps(before, await stampModel(file))).toBe('none');
    retrainShard(shard(1));
    expect(compareStamps(before, await stampModel(file))).toBe('some');
    retrainShard(shard(2));
    expect(compareStamps(before, await stampModel(file))).toBe('all');
  });

  it('survive being kept as text; another text is none', async () => {
    const stamp = await stampModel(file);
    expect(parseStamp(stampText(stamp))).toEqual(stamp);
    for (const text of ['', '{}', '7', '{"topology":"x","weights":{"a":1}}'])
      expect(parseStamp(text)).toBeNull();
  });
});
