import { FORMAT } from '../syntax/program.js';
import { concatenated, joinedPath, PERCENTS, textOf, withFields } from './textPatterns.js';
import { isKind, mergeValues, type CallNode, type Value } from './value.js';

/** The value of an operator; undefined where an operand is not known. Tensors go through any of them. */
export function binaryValue(operator: string, left: Value, right: Value): Value {
  if (isKind(left, 'tensor') || isKind(right, 'tensor'))
    return mergeValues(
      isKind(left, 'tensor') ? left : undefined,
      isKind(right, 'tensor') ? right : undefined,
    );
  switch (operator) {
    case '||':
    case 'or':
    case '??':
      return mergeValues(left, right);
    case '&&':
    case 'and': {
      const truth = truthOf(left);
      return truth === null ? undefined : truth ? right : left;
    }
    default:
  }
  if (isKind(left, 'list') && isKind(right, 'list') && operator === '+')
    return { kind: 'list', items: [...left.items, ...right.items], open: left.open || right.open };
  if (
    isKind(left, 'list') &&
    typeof right === 'number' &&
    operator === '*' &&
    right * left.items.length <= 256
  )
    return { kind: 'list', items: Array.from({ length: right }, () => left.items).flat(), open: left.open };
  if (
    operator === 'in' &&
    isKind(right, 'list') &&
    !right.open &&
    isPlain(left) &&
    right.items.every(isPlain)
  )
    return right.items.includes(left);
  if (typeof left === 'number' && typeof right === 'number') return numbers(operator, left, right);
  if (operator === '+' && isText(left) && isText(right)) return String(left) + String(right);
  const text = textOf(left) ?? textOf(right);
  if (operator === '+' && text !== null) return concatenated([left, right]);
  // pathlib's, of which one side is text or a path.
  if (operator === '/' && text !== null) return joinedPath([left, right]);
  if (operator === '%' && typeof left === 'string') return withFields(left, PERCENTS);
  if (operator === FORMAT) return formatted(left, right);
  if (isPlain(left) && isPlain(right)) return compared(operator, left, right);
  return undefined;
}

function numbers(operator: string, left: number, right: number): Value {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '//':
      return Math.floor(left / right);
    case '%':
      return left % right;
    case '**':
    case '** **':
      return left ** right;
    case '<<':
      return left << right;
    case '>>':
      return left >> right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
    default:
      return compared(operator, left, right);
  }
}

/** A value in an f-string, as its format says: whole numbers and texts alone. */
function formatted(value: Value, spec: Value): Value {
  if (typeof value === 'string') return spec === 's' || spec === '' ? value : undefined;
  const [, zero, width] = (typeof spec === 'string' ? /^(0?)(\d{0,2})d?$/.exec(spec) : null) ?? [];
  if (typeof value !== 'number' || !Number.isInteger(value) || width === undefined) return undefined;
  return String(value).padStart(Number(width), zero === '0' ? '0' : ' ');
}

function compared(operator: string, left: Value, right: Value): Value {
  switch (operator) {
    case '==':
    case '===':
    case 'is':
      return left === right;
    case '!=':
    case '!==':
    case 'is not':
      return left !== right;
    default:
      return undefined;
  }
}

export function unaryValue(operator: string, operand: Value): Value {
  switch (operator) {
    case '-':
      return typeof operand === 'number' ? -operand : undefined;
    case '+':
      return operand;
    case '!':
    case 'not': {
      const truth = truthOf(operand);
      return truth === null ? undefined : !truth;
    }
    default:
      return isKind(operand, 'tensor') ? operand : undefined;
  }
}

/** Is a value true, false or not known? null counts as not known: it often only says "not yet". */
export function truthOf(value: Value): boolean | null {
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return Boolean(value);
  if (isKind(value, 'layer') || isKind(value, 'function')) return true;
  return null;
}

function isPlain(value: Value): boolean {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
}

function isText(value: Value): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** Every tensor in some values, each once; lists and dictionaries are looked into, which may hold themselves. */
export function nodesIn(...values: readonly Value[]): readonly CallNode[] {
  const nodes = new Set<CallNode>();
  const seen = new Set<Value>();
  const look = (value: Value): void => {
    if (typeof value !== 'object' || seen.has(value)) return;
    seen.add(value);
    if (isKind(value, 'tensor')) for (const node of value.nodes) nodes.add(node);
    else if (isKind(value, 'list')) value.items.forEach(look);
    else if (isKind(value, 'dict')) value.entries.forEach(look);
    else if (isKind(value, 'union')) value.options.forEach(look);
  };
  values.forEach(look);
  return [...nodes];
}
