import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findLayersInCells, type SourceText } from '../../src/source/findLayers.js';
import { matchLayers, NO_MATCH } from '../../src/source/match/matchLayers.js';
import { NO_LAYERS } from '../../src/source/sourceProgram.js';
import type { ThreadLimits } from '../../src/sourceThread/askedThread.js';
import { SourceReader, type Unread } from '../../src/sourceThread/sourceReader.js';
import { ROOT } from '../support/cli.js';
import { readCorpus } from './corpusCase.js';
import { HOSTILE_SCRIPTS } from './hostileScripts.js';

const PLAIN: SourceText = {
  language: 'python',
  text: 'import tensorflow as tf\nm = tf.keras.Sequential([tf.keras.layers.Dense(7)])\n',
};
/** Work without end for whoever has no limit: more of it is waited for than any test does. */
const ENDLESS: SourceText = { language: 'python', text: endless('x') };

function endless(name: string): string {
  const calls = `${name} = layers.Dense(3)(${name})\n`.repeat(30_000);
  return `from tensorflow.keras import layers, Model\n${name} = layers.Input((3,))\n${calls}`;
}

let readers: SourceReader[] = [];

function readerWith(limits?: ThreadLimits): {
  readonly reader: SourceReader;
  readonly unread: (readonly [string, Unread])[];
} {
  const unread: (readonly [string, Unread])[] = [];
  const reader = new SourceReader({
    script: join(ROOT, 'dist', 'source.js'),
    onUnread: (file, reason) => {
      unread.push([file, reason]);
    },
    ...(limits === undefined ? {} : { limits }),
  });
  readers.push(reader);
  return { reader, unread };
}

afterEach(() => {
  for (const reader of readers) reader.dispose();
  readers = [];
});

/** Runs a body, and measures how long this thread was kept from its timers at most, in ms. */
async function longestGap(body: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }, 5);
  try {
    await body();
  } finally {
    clearInterval(timer);
  }
  return longest;
}

describe('SourceReader', () => {
  it('finds and matches in the corpus what is found without a thread', async () => {
    const { reader, unread } = readerWith({ timeMs: 20_000, memoryMb: 256 });
    for (const { name, language, lines, model } of readCorpus()) {
      const cells: readonly SourceText[] = [{ language, text: lines.join('\n') }];
      const expected = findLayersInCells(cells);
      const program = await reader.find(name, cells, { open: true });
      expect(program, name).toEqual(expected);
      expect(await reader.match(name, model, program, {}), name).toEqual(matchLayers(model, expected));
    }
    expect(unread).toEqual([]);
  });

  it.each(Object.entries(HOSTILE_SCRIPTS))(
    'answers %s within its limits, and keeps nobody waiting',
    async (name, code) => {
      // What is slow by itself is slow each time; a machine that does other things is not.
      for (let tries = 1; ; tries++) {
        try {
          await answersInTime(name, { ...code, text: `${code.text}${'\n'.repeat(tries - 1)}` });
          return;
        } catch (error) {
          if (tries === 3) throw error;
        }
      }
    },
    180_000,
  );

  async function answersInTime(name: string, code: SourceText): Promise<void> {
    const { reader, unread } = readerWith();
    await reader.find('first.py', [PLAIN]);
    const used = process.cpuUsage();
    const gap = await longestGap(async () => {
      const program = await reader.find(name, [code]);
      await reader.match(name, readCorpus()[0]!.model, program, {});
    });
    // A second each to find and to match, three for the longest. By the clock a busy machine adds what it likes.
    const { user, system } = process.cpuUsage(used);
    expect((user + system) / 1000).toBeLessThan(5000);
    expect(gap).toBeLessThan(700);
    expect(unread).toEqual([]);
    expect((await reader.find('next.py', [PLAIN])).layers).toHaveLength(1);
  }

  it('takes the cells of a notebook in the thread, however its JSON is nested', async () => {
    const { reader, unread } = readerWith();
    const cell = { cell_type: 'code', source: ['from tensorflow import keras\n', 'keras.layers.Dense(7)'] };
    const text = JSON.stringify({ cells: [cell, { cell_type: 'markdown', source: 'x' }] });
    const cells = await reader.codeCells('train.ipynb', text);
    expect(cells).toEqual([
      { language: 'python', text: 'from tensorflow import keras\nkeras.layers.Dense(7)' },
    ]);
    const deep = `{"keras": ${'['.repeat(5_000_000)}`;
    const gap = await longestGap(async () => {
      expect(await reader.codeCells('deep.ipynb', deep)).toEqual([]);
    });
    expect(gap).toBeLessThan(700);
    expect(unread.length).toBeLessThanOrEqual(1);
    expect(await reader.codeCells('train.py', 'x = 1')).toEqual([{ language: 'python', text: 'x = 1' }]);
  });

  it('ends what takes too long, says so once, and does not try the same content again', async () => {
    const limits = { timeMs: 150, memoryMb: 256 };
    const { reader, unread } = readerWith(limits);
    expect(await reader.find('slow.py', [ENDLESS])).toBe(NO_LAYERS);
    expect(unread).toEqual([['slow.py', { kind: 'exceeded', limit: 'time', limits }]]);
    const began = performance.now();
    expect(await reader.find('slow.py', [ENDLESS])).toBe(NO_LAYERS);
    expect(performance.now() - began).toBeLessThan(100);
    // Changed, it is tried again, and what is said of a file is said once.
    expect(await reader.find('slow.py', [{ language: 'python', text: endless('y') }])).toBe(NO_LAYERS);
    expect(unread).toHaveLength(1);
  });

  it('reads a file once it was changed to what can be read, and others meanwhile', async () => {
    const { reader } = readerWith({ timeMs: 400, memoryMb: 256 });
    const [slow, other] = await Promise.all([
      reader.find('slow.py', [ENDLESS]),
      reader.find('other.py', [PLAIN]),
    ]);
    expect(slow).toBe(NO_LAYERS);
    expect(other.layers).toHaveLength(1);
    const changed = { ...PLAIN, text: `${PLAIN.text}\n` };
    expect((await reader.find('slow.py', [changed])).layers).toHaveLength(1);
  });

  it('ends what takes too much memory, and reads the next file', async () => {
    const limits = { timeMs: 30_000, memoryMb: 24 };
    const { reader, unread } = readerWith(limits);
    expect(await reader.find('large.py', [ENDLESS])).toBe(NO_LAYERS);
    expect(unread).toEqual([['large.py', { kind: 'exceeded', limit: 'memory', limits }]]);
    expect((await reader.find('next.py', [PLAIN])).layers).toHaveLength(1);
  });

  it('ends the reading that is cancelled, without keeping it in mind', async () => {
    const { reader, unread } = readerWith({ timeMs: 30_000, memoryMb: 256 });
    await reader.find('first.py', [PLAIN]);
    const closed = new AbortController();
    const reading = reader.find('slow.py', [ENDLESS], { open: true, signal: closed.signal });
    setTimeout(() => {
      closed.abort();
    }, 50);
    const began = performance.now();
    expect(await reading).toBe(NO_LAYERS);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(unread).toEqual([]);
    expect((await reader.find('next.py', [{ ...PLAIN, text: `${PLAIN.text}\n` }])).layers).toHaveLength(1);
  });

  it('ends its thread with itself, and answers whoever still waits', async () => {
    const { reader } = readerWith({ timeMs: 30_000, memoryMb: 256 });
    const program = await reader.find('first.py', [PLAIN]);
    const reading = reader.find('slow.py', [ENDLESS]);
    setTimeout(() => {
      reader.dispose();
    }, 50);
    expect(await reading).toBe(NO_LAYERS);
    expect(await reader.find('later.py', [{ ...PLAIN, text: `${PLAIN.text}\n` }])).toBe(NO_LAYERS);
    expect(await reader.match('first.py', readCorpus()[0]!.model, program, {})).toBe(NO_MATCH);
  });

  it('says where the thread itself cannot be started', async () => {
    const unread: Unread[] = [];
    const reader = new SourceReader({
      script: join(ROOT, 'dist', 'none.js'),
      onUnread: (_, reason) => unread.push(reason),
    });
    readers.push(reader);
    expect(await reader.find('train.py', [PLAIN])).toBe(NO_LAYERS);
    expect(unread).toMatchObject([{ kind: 'failed' }]);
  });
});
