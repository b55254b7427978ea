import type { Pattern, PatternEntry, PatternItem } from '../syntax/program.js';
import { binaryValue } from './arithmetic.js';
import type { Evaluation } from './evaluation.js';
import { memberValue } from './members.js';
import type { Scope } from './scope.js';
import { addAll, isKind, type Value } from './value.js';

/** Assigns a value to a pattern; operator `declare` makes its names the function's own. */
export function assign(run: Evaluation, target: Pattern, operator: string, value: Value, scope: Scope): void {
  if (operator === '=' || operator === 'declare') {
    if (operator === 'declare') declare(run, target, value, scope);
    else bind(run, target, value, scope);
    return;
  }
  if (target.kind !== 'bind') return;
  const before = scope.find(target.name)?.variables.get(target.name);
  if (!run.touch(value)) return;
  if (operator === '+=' && isKind(before, 'list')) {
    if (isKind(value, 'list')) addAll(before.items, value.items);
    else before.open = true;
    return;
  }
  if (run.touch(before)) bind(run, target, binaryValue(operator.slice(0, -1), before, value), scope);
}

/** Gives a pattern's names, fields or items a value. */
export function bind(run: Evaluation, target: Pattern, value: Value, scope: Scope): void {
  const { journal } = run.world;
  switch (target.kind) {
    case 'bind': {
      nameGroup(value, target.name);
      // Python assigns in its own function, JavaScript where the name was declared.
      const home = run.python ? scope : (scope.find(target.name) ?? scope);
      home.given.delete(target.name);
      journal.set(home.variables, target.name, value);
      return;
    }
    case 'place': {
      const object = run.evaluate(target.object, scope);
      nameGroup(value, target.name);
      if (isKind(object, 'instance')) journal.set(object.fields, target.name, value);
      else if (isKind(object, 'dict')) journal.set(object.entries, target.name, value);
      return;
    }
    case 'list':
      target.items.forEach((item, index) => {
        // What a layer gives for several outputs goes on from that layer, whichever it is.
        if (isKind(value, 'tensor')) bind(run, item.target, value, scope);
        else if (item.rest) bind(run, item.target, restOf(value, index), scope);
        else bindItem(run, item, isKind(value, 'list') ? value.items[index] : undefined, scope);
      });
      return;
    case 'object':
      for (const entry of target.entries)
        if (entry.rest) bind(run, entry.target, restOfObject(value, target.entries), scope);
        else
          bindItem(
            run,
            entry,
            value === undefined ? undefined : memberValue(run, value, entry.key, null),
            scope,
          );
      return;
    case 'ignore':
  }
}

function bindItem(run: Evaluation, { target, fallback }: PatternItem, value: Value, scope: Scope): void {
  const given = value === undefined && fallback !== null ? run.evaluate(fallback, scope) : value;
  bind(run, target, given, scope);
}

/** Binds a parameter or declaration: its names are the function's own, whatever stands outside. */
export function declare(run: Evaluation, target: Pattern, value: Value, scope: Scope): void {
  for (const name of namesOf(target))
    if (!scope.variables.has(name)) run.world.journal.set(scope.variables, name, undefined);
  bind(run, target, value, scope);
}

function namesOf(target: Pattern): readonly string[] {
  switch (target.kind) {
    case 'bind':
      return [target.name];
    case 'list':
    case 'object': {
      const items: readonly PatternItem[] = target.kind === 'list' ? target.items : target.entries;
      return items.flatMap((item) => namesOf(item.target));
    }
    default:
      return [];
  }
}

function restOf(value: Value, index: number): Value {
  if (!isKind(value, 'list')) return undefined;
  return { kind: 'list', items: value.items.slice(index), open: value.open };
}

function restOfObject(value: Value, entries: readonly PatternEntry[]): Value {
  if (!isKind(value, 'dict')) return undefined;
  const taken = new Set(entries.map(({ key }) => key));
  return { kind: 'dict', entries: new Map([...value.entries].filter(([key]) => !taken.has(key))) };
}

function nameGroup(value: Value, name: string): void {
  if (isKind(value, 'group')) value.group.variable ??= name;
}
