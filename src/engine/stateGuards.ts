import type { PatternState } from './patternKeys.js';
import type { TapState } from './tapAccumulator.js';
import type { TaskState } from './task.js';

/** Is a value from a part file a tap's state? Whether it is of the right tap, TapAccumulator.merge says. */
export function isTapState(value: unknown): value is TapState {
  return (
    isRecord(value) &&
    value['version'] === 1 &&
    isCount(value['samples']) &&
    value['classCounts'] instanceof Int32Array &&
    value['groupCounts'] instanceof Int32Array &&
    value['nonFinite'] instanceof Uint8Array &&
    value['magnitudes'] instanceof Float64Array &&
    isPatternState(value['patterns'])
  );
}

/** Is a value from a part file a task's state? Whether it is of the right model, TaskAccumulator.merge says. */
export function isTaskState(value: unknown): value is TaskState {
  return (
    isRecord(value) &&
    value['version'] === 1 &&
    value['confusion'] instanceof Uint32Array &&
    value['samples'] instanceof Uint32Array
  );
}

function isPatternState(value: unknown): value is PatternState {
  return (
    isRecord(value) &&
    value['keys'] instanceof Float64Array &&
    value['counts'] instanceof Uint32Array &&
    value['distinct'] instanceof Uint32Array &&
    value['keys'].length === value['counts'].length
  );
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
