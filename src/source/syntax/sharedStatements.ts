import { targetOf, tupleOf } from './patterns.js';
import { NOTHING, type Expression, type Pattern, type Statement } from './program.js';
import { classCode, functionCode } from './sharedExpressions.js';
import type { SyntaxWalk } from './syntaxWalk.js';

/**
 * Statements that both languages have. Their grammars call other things by other names, so that one list of names
 * serves both.
 */

/** Is a child of a statement its body? */
export function isBody(part: string): boolean {
  return /^(Block|Body|;|\w+(Statement|Declaration))$/.test(part);
}

export function expressionStatement(walk: SyntaxWalk, out: Statement[]): void {
  for (const value of walk.expressions()) out.push({ kind: 'expression', value });
}

export function functionStatement(walk: SyntaxWalk, out: Statement[]): void {
  out.push({ kind: 'function', code: functionCode(walk, true) });
}

export function classStatement(walk: SyntaxWalk, out: Statement[]): void {
  out.push({ kind: 'class', code: classCode(walk) });
}

export function returnStatement(walk: SyntaxWalk, out: Statement[]): void {
  const items = walk.expressions().map((value) => ({ spread: false, value }));
  out.push({ kind: 'return', value: items.length === 0 ? null : tupleOf(items), leaves: false });
}

/** throw and raise. */
export function throwStatement(_: SyntaxWalk, out: Statement[]): void {
  out.push({ kind: 'return', value: null, leaves: true });
}

/** break and continue. */
export function stopStatement(_: SyntaxWalk, out: Statement[]): void {
  out.push({ kind: 'stop' });
}

/** if with any number of tests; JavaScript's `else if` is a body that is an if. */
export function ifStatement(walk: SyntaxWalk, out: Statement[]): void {
  const arms: { readonly test: Expression | null; readonly body: readonly Statement[] }[] = [];
  let test: Expression | null = null;
  walk.children((part) => {
    if (isBody(part)) {
      arms.push({ test, body: walk.body() });
      test = null;
    } else test = walk.expression() ?? test;
  });
  let otherwise: readonly Statement[] = [];
  for (const arm of arms.reverse())
    otherwise = arm.test === null ? arm.body : [{ kind: 'if', test: arm.test, yes: arm.body, no: otherwise }];
  out.push(...otherwise);
}

/** while and do; what Python runs after the loop is left out. */
export function whileStatement(walk: SyntaxWalk, out: Statement[]): void {
  let test: Expression | null = null;
  let body: readonly Statement[] = [];
  walk.children((part) => {
    if (!isBody(part)) test ??= walk.expression();
    else if (body.length === 0) body = walk.body();
  });
  out.push({ kind: 'while', test, update: null, body });
}

/** A loop over a list. JavaScript's head is a node of its own. */
export function eachStatement(walk: SyntaxWalk, out: Statement[]): void {
  const targets: Pattern[] = [];
  let iterable: Expression = NOTHING;
  let body: readonly Statement[] = [];
  let isTarget = true;
  const read = (part: string): void => {
    if (part === 'ForOfSpec' || part === 'ForInSpec') walk.children(read);
    else if (part === 'of' || part === 'in') isTarget = false;
    else if (isBody(part)) {
      if (body.length === 0) body = walk.body();
    } else if (isTarget) {
      const target = walk.target();
      if (target !== null) targets.push(target);
    } else iterable = walk.expression() ?? iterable;
    // The keys of an object, not its items.
    if (part === 'ForInSpec') iterable = NOTHING;
  };
  walk.children(read);
  out.push({ kind: 'each', target: targetOf(targets), iterable, body });
}
