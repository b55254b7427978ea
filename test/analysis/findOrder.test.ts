import { describe, expect, it } from 'vitest';
import { findOrder, type FoundOrder } from '../../src/analysis/assemble/findOrder.js';
import { sortedLabels } from '../../src/engine/classOrders.js';

/** What is found where a model's outputs are in an order, and it answers rightly in so many of twenty samples a class. */
function found(
  labels: readonly string[],
  outputs: readonly string[],
  { right = 18, classes = labels.map((_, c) => c) }: { right?: number; classes?: readonly number[] } = {},
): FoundOrder | null {
  const confusion = classes.map((c) => {
    const row = outputs.map(() => 0);
    const output = outputs.indexOf(labels[c] ?? '');
    row[output] = right;
    for (let sample = right; sample < 20; sample++) {
      const wrong = (output + 1 + ((c + sample) % (outputs.length - 1))) % outputs.length;
      row[wrong] = (row[wrong] ?? 0) + 1;
    }
    return row;
  });
  return findOrder({ labels, classes, outputs: outputs.length, order: null, confusion });
}

const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, c) => String(c));

describe('the order of outputs that answers show', () => {
  it('text against number is taken with 100 classes: 0, 1, 10, 11, 12 …', () => {
    const labels = numbered(100);
    const outputs = sortedLabels(labels, 'text');
    expect(outputs.slice(0, 4)).toEqual(['0', '1', '10', '11']);
    expect(found(labels, outputs)).toMatchObject({ how: 'taken', order: outputs, accuracy: 0.9 });
  });

  it('number against text is taken with 100 classes whose names hold numbers', () => {
    const byNumber = numbered(100).map((number) => `class ${number}`);
    expect(found(sortedLabels(byNumber, 'text'), byNumber)).toMatchObject({ how: 'taken', order: byNumber });
  });

  it('is taken by number where the run holds a few of 100 classes only', () => {
    const labels = numbered(100);
    const outputs = sortedLabels(labels, 'text');
    expect(found(labels, outputs, { classes: [3, 17, 42, 58, 71, 99] })).toMatchObject({
      how: 'taken',
      order: outputs,
    });
  });

  it('any other is offered, with 100 and with 1,000 outputs', () => {
    for (const count of [100, 1000]) {
      const labels = numbered(count);
      const outputs = labels.map((_, output) => String((output * 7 + 3) % count));
      expect(found(labels, outputs)).toMatchObject({ how: 'offered', order: outputs, accuracy: 0.9 });
    }
  });

  it('is matched where two classes share their commonest answer', () => {
    const confusion = [
      [0, 100, 95],
      [0, 190, 10],
      [195, 0, 5],
    ];
    const answers = { labels: ['a', 'b', 'c'], classes: [0, 1, 2], outputs: 3, order: null, confusion };
    expect(findOrder(answers)).toMatchObject({ how: 'offered', order: ['c', 'b', 'a'] });
  });

  it('says nothing where the order is right, or nothing is clear', () => {
    const labels = numbered(100);
    expect(found(labels, labels)).toBeNull();
    expect(found(labels, sortedLabels(labels, 'text'), { right: 5 })).toBeNull();
  });

  it('says nothing of a model that always answers the same', () => {
    const confusion = [
      [0, 20],
      [0, 2],
    ];
    const answers = { labels: ['a', 'b'], classes: [0, 1], outputs: 2, order: null, confusion };
    expect(findOrder(answers)).toBeNull();
  });
});
