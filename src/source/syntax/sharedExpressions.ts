import { numberOf, textWithin, unquoted } from './literals.js';
import { patternOf } from './patterns.js';
import {
  IGNORE,
  FORMAT,
  NOTHING,
  type Argument,
  type ClassCode,
  type Expression,
  type FunctionCode,
  type Item,
  type Pattern,
  type PatternItem,
  type Statement,
} from './program.js';
import type { SyntaxWalk } from './syntaxWalk.js';

/** Expressions that both languages have; as in sharedStatements, one list of names serves both. */

const SPREAD: ReadonlySet<string> = new Set(['Spread', '*', '**']);
const PUNCTUATION: ReadonlySet<string> = new Set([',', '(', ')', '[', ']', '{', '}']);

export function name(walk: SyntaxWalk): Expression {
  return { kind: 'name', name: walk.source() };
}

export function number(walk: SyntaxWalk): Expression {
  return { kind: 'constant', value: numberOf(walk.source()) };
}

export function text(walk: SyntaxWalk): Expression {
  return { kind: 'constant', value: unquoted(walk.source()) };
}

export function truth(walk: SyntaxWalk): Expression {
  return { kind: 'constant', value: walk.source().toLowerCase() === 'true' };
}

/** null and None. */
export function nothing(): Expression {
  return { kind: 'constant', value: null };
}

/** Comments and types. */
export function noValue(): null {
  return null;
}

/** A text with places for values; without any it is a text like others. In Python's {{ is a brace. */
export function template(walk: SyntaxWalk): Expression {
  const source = walk.source();
  const { from } = walk.cursor;
  const { begin, end } = textWithin(source);
  const isFormat = /^[a-z]*f/i.test(source.slice(0, begin));
  const plain = (part: string): string =>
    isFormat ? part.replace(/\{\{|\}\}/g, (pair) => pair.charAt(0)) : part;
  const parts: (string | Expression)[] = [];
  let textFrom = begin;
  walk.children((part) => {
    if (part !== 'Interpolation' && part !== 'FormatReplacement') return;
    parts.push(plain(source.slice(textFrom, walk.cursor.from - from)));
    textFrom = walk.cursor.to - from;
    const spec = isFormat ? /[!:=]([^!:=]*)\}$/.exec(walk.source())?.[1] : undefined;
    const value = walk.value();
    // The format is a part of its own beside the value.
    const left = value.kind === 'other' ? (value.parts[0] ?? NOTHING) : value;
    const right = { kind: 'constant', value: spec ?? '' } as const;
    parts.push(spec === undefined ? value : { kind: 'binary', operator: FORMAT, left, right });
  });
  if (parts.length === 0) {
    const whole = text(walk);
    return whole.kind === 'constant' && typeof whole.value === 'string'
      ? { ...whole, value: plain(whole.value) }
      : whole;
  }
  parts.push(plain(source.slice(textFrom, end)));
  return { kind: 'template', parts };
}

/** object.name, object[index] and object[from:to]; of several axes none is known. */
export function member(walk: SyntaxWalk): Expression {
  let object: Expression | null = null;
  let property: string | null = null;
  const bounds: (Expression | null)[] = [null];
  let axes = false;
  walk.children((part) => {
    if (object === null) object = walk.expression();
    else if (part === 'PropertyName' || part === 'PrivatePropertyName') property = walk.source();
    else if (part === ':') bounds.push(null);
    else if (part === ',') axes = true;
    else bounds[bounds.length - 1] ??= walk.expression();
  });
  if (property !== null) return { kind: 'member', object: object ?? NOTHING, name: property };
  if (bounds.length > 1 && !axes) return { kind: 'slice', object: object ?? NOTHING, bounds };
  return { kind: 'index', object: object ?? NOTHING, index: axes ? null : (bounds[0] ?? null) };
}

export function call(walk: SyntaxWalk): Expression {
  const { from } = walk.cursor;
  let callee: Expression | null = null;
  let args: readonly Argument[] = [];
  walk.children((part) => {
    if (part === 'ArgList') args = walk.grammar.argumentList(walk);
    else callee ??= walk.expression();
  });
  return { kind: 'call', callee: callee ?? NOTHING, args, site: walk.site(from) };
}

/** The arguments of a call, or the elements of a list, each in its own place. */
export function argumentsOf(walk: SyntaxWalk): readonly Argument[] {
  const args: Argument[] = [];
  let spread = false;
  let keyword: string | null = null;
  walk.children((part) => {
    if (SPREAD.has(part)) spread = true;
    else if (part === 'AssignOp') {
      const last = args.pop();
      keyword = last?.value.kind === 'name' ? last.value.name : null;
    } else if (!PUNCTUATION.has(part) && !part.endsWith('Comment')) {
      args.push({ name: keyword, spread, value: walk.apart(() => walk.value()) });
      spread = false;
      keyword = null;
    }
  });
  return args;
}

export function list(walk: SyntaxWalk): Expression {
  const items = argumentsOf(walk).map(({ spread, value }): Item => ({ spread, value }));
  return { kind: 'list', items };
}

/** @param order of the three parts */
export function conditional(...order: readonly ('test' | 'yes' | 'no')[]): (walk: SyntaxWalk) => Expression {
  return (walk) => {
    const values = walk.expressions();
    const part = (of: 'test' | 'yes' | 'no'): Expression => values[order.indexOf(of)] ?? NOTHING;
    return { kind: 'conditional', test: part('test'), yes: part('yes'), no: part('no') };
  };
}

/** An assignment inside an expression: a = b, a += b, (a := b). */
export function assignment(walk: SyntaxWalk): Expression {
  let target: Pattern | null = null;
  let operator = '=';
  let value: Expression = NOTHING;
  walk.children((part) => {
    if (part === 'UpdateOp') operator = walk.source();
    else if (target === null) target = walk.target();
    else value = walk.expression() ?? value;
  });
  return { kind: 'assignment', target: target ?? IGNORE, operator, value };
}

/** Operators before, between and after their operands. A half-written one has an operator that means nothing. */
export function operation(walk: SyntaxWalk): Expression {
  const words: string[] = [];
  let cast = false;
  const operands: Expression[] = [];
  walk.children((part) => {
    if (part === 'as' || part === 'satisfies') cast = true;
    if (cast || part.endsWith('Comment')) return;
    const value = part.endsWith('Op') ? null : walk.expression();
    if (value === null) words.push(walk.source());
    else operands.push(value);
  });
  const operator = words.join(' ');
  const [left, right] = operands;
  if (left === undefined) return NOTHING;
  if (cast || (operator === '!' && walk.cursor.name === 'PostfixExpression')) return left;
  if (right !== undefined) return { kind: 'binary', operator, left, right };
  if (operator === '++' || operator === '--')
    return {
      kind: 'assignment',
      target: patternOf(left),
      operator: operator === '++' ? '+=' : '-=',
      value: { kind: 'constant', value: 1 },
    };
  return { kind: 'unary', operator, operand: left };
}

/** A function or method that may have a name, and a `this` of its own. */
export function namedFunction(walk: SyntaxWalk): Expression {
  return { kind: 'function', code: functionCode(walk, true) };
}

/** An arrow function or lambda. */
export function arrowFunction(walk: SyntaxWalk): Expression {
  return { kind: 'function', code: functionCode(walk, false) };
}

/** @param bindsThis false for arrow functions and lambdas, which have no name either; their body may be an expression */
export function functionCode(walk: SyntaxWalk, bindsThis: boolean): FunctionCode {
  let ownName: string | null = null;
  let params: readonly PatternItem[] = [];
  let body: readonly Statement[] = [];
  walk.children((part) => {
    if (part === 'ParamList') params = patternItems(walk);
    else if (part === 'Block' || part === 'Body') body = walk.body();
    else if (!bindsThis) {
      const value = walk.apart(() => walk.expression());
      if (value !== null) body = [{ kind: 'return', value, leaves: false }];
    } else if (part === walk.grammar.definition || part.endsWith('PropertyDefinition'))
      ownName = walk.source();
  });
  return { name: ownName, params, body, bindsThis, origin: walk.origin };
}

/** Parameters, or the items of an array pattern, with their defaults. */
export function patternItems(walk: SyntaxWalk): readonly PatternItem[] {
  const items: PatternItem[] = [];
  let rest = false;
  let defaulted = false;
  let previous = '';
  walk.children((part) => {
    if (part.endsWith('Comment')) return;
    if (part === ',') {
      if (PUNCTUATION.has(previous)) items.push({ target: IGNORE, fallback: null, rest: false });
      // Python's bare * takes nothing: it only says that what follows is given by name.
      rest = false;
      defaulted = false;
    } else if (SPREAD.has(part)) rest = true;
    else if (part === 'Equals' || part === 'AssignOp') defaulted = true;
    else if (defaulted) {
      const value = walk.expression();
      const last = items.pop();
      if (last !== undefined) items.push({ ...last, fallback: value ?? last.fallback });
    } else if (part === 'VariableName' || walk.grammar.patterns.has(part)) {
      items.push({ target: walk.target() ?? IGNORE, fallback: null, rest });
      rest = false;
    }
    previous = part;
  });
  return items;
}

export function classExpression(walk: SyntaxWalk): Expression {
  return { kind: 'class', code: classCode(walk) };
}

export function classCode(walk: SyntaxWalk): ClassCode {
  let ownName: string | null = null;
  let base: Expression | null = null;
  let members: Pick<ClassCode, 'methods' | 'fields'> = { methods: [], fields: [] };
  walk.children((part) => {
    if (part === walk.grammar.definition) ownName = walk.source();
    else if (part === 'ClassBody' || part === 'Body') members = walk.grammar.members(walk);
    else if (part === 'ArgList') base = argumentsOf(walk).find((arg) => arg.name === null)?.value ?? null;
    else base = walk.expression() ?? base;
  });
  return { name: ownName, base, ...members, origin: walk.origin };
}
