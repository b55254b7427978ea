import type { Expression } from '../syntax/program.js';
import { findMethod, OWN_GROUP, SUPER } from './classes.js';
import type { Evaluation } from './evaluation.js';
import { asPattern, folderOf, textOf } from './textPatterns.js';
import { isKind, mergeAll, type GroupValue, type Value } from './value.js';

/** The value of object.name. */
export function memberValue(run: Evaluation, object: Value, name: string, place: Expression | null): Value {
  const method: Value = { kind: 'method', self: object, name, place };
  const text = textOf(object);
  if (text !== null && name === 'parent')
    return isKind(object, 'pattern') ? asPattern(folderOf(text)) : folderOf(text);
  if (typeof object !== 'object' || object === null) return method;
  switch (object.kind) {
    case 'path':
      return (name === 'keras' || name === 'default') && object.segments[0] === 'tf'
        ? object
        : { kind: 'path', segments: [...object.segments, name] };
    case 'dict':
      return object.entries.has(name) ? object.entries.get(name) : method;
    case 'instance': {
      if (object.fields.has(name)) return object.fields.get(name);
      const ownMethod = findMethod(object.type, name);
      if (ownMethod !== null) return { kind: 'function', ...ownMethod, self: object };
      const model = object.fields.get(OWN_GROUP);
      return isKind(model, 'group') ? groupMember(run, model, name) : undefined;
    }
    case 'class': {
      const field = object.code.fields.find((own) => own.name === name);
      if (field !== undefined) return run.evaluate(field.value, object.scope);
      const ownMethod = findMethod(object, name);
      return ownMethod === null ? method : { kind: 'function', ...ownMethod, self: object };
    }
    case 'list':
      return name === 'length' && !object.open ? object.items.length : method;
    case 'layer':
      return name === 'output' && object.made.last !== null
        ? { kind: 'tensor', nodes: [object.made.last] }
        : method;
    case 'group':
      return groupMember(run, object, name);
    case 'tensor':
      return name === 'output' ? object : method;
    case 'union':
      return mergeAll(object.options.map((option) => memberValue(run, option, name, place)));
    case 'method':
      // super().name of Python.
      return object.name === SUPER ? { ...object, name: `${SUPER}.${name}` } : method;
    case 'function':
    case 'partial':
    case 'pattern':
    case 'file':
    case 'json':
    case 'checkpoint':
      return method;
  }
}

function groupMember(run: Evaluation, value: GroupValue, name: string): Value {
  const { group } = value;
  if (name === 'output' || name === 'outputs') {
    const tensor =
      group.outputs.length > 0
        ? ({ kind: 'tensor', nodes: group.outputs } as const)
        : run.world.callOn(group, []);
    return name === 'output' ? tensor : { kind: 'list', items: [tensor], open: false };
  }
  if (name === 'input' || name === 'inputs') return { kind: 'tensor', nodes: [] };
  if (name === 'layers') return { kind: 'list', items: [], open: true };
  return { kind: 'method', self: value, name, place: null };
}
