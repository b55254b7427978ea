import { describe, expect, it } from 'vitest';
import { taskState } from '../../src/engine/states.js';
import { outputOfClass } from '../../src/engine/classOrders.js';
import { TaskAccumulator, type TaskOptions } from '../../src/engine/task.js';
import { fits } from '../../src/vocabulary/schema.js';

function open(over: Partial<TaskOptions>): TaskAccumulator {
  const task = TaskAccumulator.open({
    ...{ labels: ['a', 'b', 'c'], classes: [0, 1, 2], classOf: Int32Array.of(0, 0, 1, 2) },
    ...{ outputs: 3, activation: 'softmax', ...over },
  });
  if (task === null) throw new Error('the outputs do not fit the labels');
  return task;
}

describe('which output is right', () => {
  it('is the whole number that a label is, where all are below the number of outputs', () => {
    expect(outputOfClass(['3', '7'], 10)).toEqual([3, 7]);
    expect(outputOfClass(['0', '1'], 2)).toEqual([0, 1]);
  });

  it('is the class’s place where there are as many classes as outputs', () => {
    expect(outputOfClass(['cat', 'dog'], 2)).toEqual([0, 1]);
    expect(outputOfClass(['1', '2', '3'], 3)).toEqual([0, 1, 2]);
  });

  it('is a side of the threshold where one output serves two classes', () => {
    expect(outputOfClass(['no', 'yes'], 1)).toEqual([0, 1]);
  });

  it('is unknown elsewhere', () => {
    expect(outputOfClass(['all'], 10)).toBeNull();
    expect(outputOfClass(['all'], 1)).toBeNull();
    expect(outputOfClass(['a', 'b', 'c'], 1)).toBeNull();
    expect(outputOfClass(['0', '12'], 10)).toBeNull();
    expect(outputOfClass(['', '1'], 10)).toBeNull();
    expect(
      TaskAccumulator.open({
        labels: ['all'],
        classes: [0],
        classOf: Int32Array.of(0),
        outputs: 5,
        activation: null,
      }),
    ).toBeNull();
  });
});

describe('task', () => {
  const outputs = Float32Array.of(0.8, 0.1, 0.1, 0.2, 0.5, 0.3, 0, 1, 0, 0.4, 0.5, 0.1);

  it('counts answers by class, with the chance of the commonest class', () => {
    const task = open({});
    task.add(outputs, 4, 0);
    expect(task.numbers()).toEqual({
      accuracy: 0.5,
      chance: 0.5,
      perClass: [0.5, 1, 0],
      confusion: [
        [1, 1, 0],
        [0, 1, 0],
        [0, 1, 0],
      ],
    });
  });

  it('never counts NaN as right, but counts its sample', () => {
    const task = open({});
    task.add(
      Float32Array.from(outputs, (value, at) => (at === 1 ? NaN : value)),
      4,
      0,
    );
    const { accuracy, perClass, confusion } = task.numbers();
    expect({ accuracy, perClass }).toEqual({ accuracy: 0.25, perClass: [0, 1, 0] });
    expect(confusion[0]).toEqual([0, 1, 0]);
  });

  it('adds up from parts', () => {
    const [whole, first, second] = [open({}), open({}), open({})];
    whole.add(outputs, 4, 0);
    first.add(outputs.subarray(0, 3), 1, 0);
    second.add(outputs.subarray(3), 3, 1);
    expect(fits(taskState, second.state())).toBe(true);
    expect(fits(taskState, { version: 1 })).toBe(false);
    first.merge(structuredClone(second.state()));
    expect(first.numbers()).toEqual(whole.numbers());
    expect(() => {
      first.merge(open({ labels: ['0', '1', '2'], outputs: 4 }).state());
    }).toThrow(RangeError);
  });

  it('knows the outputs of a part of the classes', () => {
    const task = open({ classes: [1, 2], classOf: Int32Array.of(0, 1) });
    task.add(Float32Array.of(0, 1, 0, 0, 0, 1), 2, 0);
    expect(task.numbers()).toMatchObject({ accuracy: 1, chance: 0.5 });
  });

  it.each([
    { activation: 'sigmoid', values: [0.4, 0.6], accuracy: 1 },
    { activation: null, values: [-0.1, 0.1], accuracy: 1 },
    { activation: null, values: [0.4, 0.6], accuracy: 0.5 },
  ])('divides one output at its activation’s middle: $activation $values', (one) => {
    const task = open({
      ...{ labels: ['no', 'yes'], classes: [0, 1], classOf: Int32Array.of(0, 1), outputs: 1 },
      activation: one.activation,
    });
    task.add(Float32Array.from(one.values), 2, 0);
    expect(task.numbers().accuracy).toBe(one.accuracy);
  });

  it('has no accuracy without samples', () => {
    expect(() => open({}).numbers()).toThrow(RangeError);
  });
});
