import { describe, expect, it } from 'vitest';
import { RunQueue } from '../../src/extension/runs/runQueue.js';

/** A task that says when it starts, and ends when it is told to or cancelled. */
function task(
  key: string,
  events: string[],
): { key: string; run: (signal: AbortSignal) => Promise<void>; end: () => void } {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    key,
    end,
    run: async (signal) => {
      events.push(`${key} starts`);
      await Promise.race([
        ended,
        new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => {
            resolve();
          });
        }),
      ]);
      events.push(signal.aborted ? `${key} cancelled` : `${key} ends`);
    },
  };
}

describe('the queue of analyses', () => {
  it('runs one at a time, in order', async () => {
    const events: string[] = [];
    const queue = new RunQueue();
    const [a, b] = [task('a', events), task('b', events)];
    const done = [queue.add(a), queue.add(b)];
    expect(events).toEqual(['a starts']);
    a.end();
    await done[0];
    b.end();
    await done[1];
    expect(events).toEqual(['a starts', 'a ends', 'b starts', 'b ends']);
    expect(queue.has('a') || queue.has('b')).toBe(false);
  });

  it('runs the newer of two requests for what waits, once', async () => {
    const events: string[] = [];
    const queue = new RunQueue();
    const [a, b, newer] = [task('a', events), task('b', events), task('newer b', events)];
    const all = [queue.add(a), queue.add(b), queue.add({ ...newer, key: 'b' })];
    a.end();
    newer.end();
    await Promise.all(all);
    expect(events).toEqual(['a starts', 'a ends', 'newer b starts', 'newer b ends']);
  });

  it('runs again what is asked for while it runs', async () => {
    const events: string[] = [];
    const queue = new RunQueue();
    const [first, second] = [task('a', events), task('a', events)];
    const all = [queue.add(first), queue.add(second)];
    first.end();
    second.end();
    await Promise.all(all);
    expect(events).toEqual(['a starts', 'a ends', 'a starts', 'a ends']);
  });

  it('cancels what runs, and never starts what was cancelled while it waited', async () => {
    const events: string[] = [];
    const queue = new RunQueue();
    const [a, b, c] = [task('a', events), task('b', events), task('c', events)];
    const all = [queue.add(a), queue.add(b), queue.add(c)];
    queue.cancel('b');
    queue.cancel('a');
    c.end();
    await Promise.all(all);
    expect(events).toEqual(['a starts', 'a cancelled', 'c starts', 'c ends']);
  });

  it('cancels everything when it is closed, and takes nothing more', async () => {
    const events: string[] = [];
    const queue = new RunQueue();
    const all = [queue.add(task('a', events)), queue.add(task('b', events))];
    await queue.close();
    await Promise.all([...all, queue.add(task('late', events))]);
    expect(events).toEqual(['a starts', 'a cancelled']);
  });
});
