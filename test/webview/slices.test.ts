import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { finish, inTurn, SlicedWork, type Steps } from '../../src/webview/parts/slices.js';

/** Notes each step; `later` is the first one that may wait. */
function* steps(name: string, count: number, later: number, seen: string[]): Steps<string> {
  for (let step = 0; step < count; step++) {
    seen.push(`${name}${step}`);
    yield step + 1 >= later;
  }
  return `${name} done`;
}

describe('SlicedWork', () => {
  it('does at once what cannot wait, the rest later, and says when it is done', async () => {
    const seen: string[] = [];
    const work = new SlicedWork();
    work.start(steps('a', 4, 2, seen), (result) => seen.push(result));
    expect(seen).toEqual(['a0', 'a1']);
    await expect.poll(() => seen).toEqual(['a0', 'a1', 'a2', 'a3', 'a done']);
  });

  it('drops what is left when it is started again or stopped', async () => {
    const seen: string[] = [];
    const work = new SlicedWork();
    work.start(steps('a', 9, 1, seen), (result) => seen.push(result));
    work.start(steps('b', 2, 1, seen), (result) => seen.push(result));
    await expect.poll(() => seen).toEqual(['a0', 'b0', 'b1', 'b done']);
    work.start(steps('c', 9, 1, seen), (result) => seen.push(result));
    work.stop();
    await wait(30);
    expect(seen.at(-1)).toBe('c0');
  });

  it('finishes at once when asked to', () => {
    const seen: string[] = [];
    const work = new SlicedWork();
    work.start(steps('a', 3, 1, seen), (result) => seen.push(result));
    work.finish();
    expect(seen).toEqual(['a0', 'a1', 'a2', 'a done']);
  });
});

describe('inTurn', () => {
  it('does first what none of them leaves for later', () => {
    const seen: string[] = [];
    const quiet = function* (inner: Steps<string>): Steps {
      yield* inner;
    };
    finish(inTurn([quiet(steps('a', 3, 2, seen)), quiet(steps('b', 2, 1, seen))]));
    expect(seen).toEqual(['a0', 'a1', 'b0', 'a2', 'b1']);
  });
});
