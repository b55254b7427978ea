import type { Expression } from '../syntax/program.js';
import { truthOf } from './arithmetic.js';
import type { Evaluation } from './evaluation.js';
import type { Scope } from './scope.js';
import type { Value } from './value.js';

/** Whether a condition holds; null where that is not decided, and both ways are to be taken. */
export function decidedTruth(run: Evaluation, test: Expression, scope: Scope): boolean | null {
  const isNothing = nothingness(run, test, scope);
  if (isNothing !== null) return isNothing;
  return isDecided(run, test, scope) ? truthOf(run.evaluate(test, scope)) : null;
}

/** What a condition about a parameter that was given nothing says: `x is None`, `x`, `not x`; null for any other. */
function nothingness(run: Evaluation, test: Expression, scope: Scope): boolean | null {
  switch (test.kind) {
    case 'name':
      return givenValue(run, test.name, scope) === null ? false : null;
    case 'unary': {
      const inner = /^(not|!)$/.test(test.operator) ? nothingness(run, test.operand, scope) : null;
      return inner === null ? null : !inner;
    }
    case 'binary': {
      const { left, right, operator } = test;
      if (left.kind !== 'name' || right.kind !== 'constant' || right.value !== null) return null;
      const value = givenValue(run, left.name, scope);
      if (value === undefined || (typeof value === 'object' && value !== null)) return null;
      if (/^(is|===?)$/.test(operator)) return value === null;
      return /^(is not|!==?)$/.test(operator) ? value !== null : null;
    }
    default:
      return null;
  }
}

/** What a call gave for a parameter; undefined where that is not known, or may be another by a loop's next turn. */
function givenValue(run: Evaluation, name: string, scope: Scope): Value {
  const home = scope.find(name);
  if (home?.given.has(name) !== true) return undefined;
  for (let { frame } = run.world; frame !== null && frame !== home.frame; frame = frame.outer)
    if (frame.kind === 'loop') return undefined;
  return home.variables.get(name);
}

/** Is a condition decided inside a function or loop, by what it was given? A switch at the top may stand otherwise. */
function isDecided(run: Evaluation, test: Expression, scope: Scope): boolean {
  switch (test.kind) {
    case 'name': {
      if (test.name === '__name__') return true;
      const home = scope.find(test.name);
      return home !== null && (!home.isModule || run.world.loops > 0);
    }
    case 'binary':
      return (
        (test.left.kind === 'constant' || isDecided(run, test.left, scope)) &&
        (test.right.kind === 'constant' || isDecidedOrConstant(run, test.right, scope))
      );
    case 'unary':
      return isDecided(run, test.operand, scope);
    case 'call':
    case 'member':
      return run.world.loops > 0 || !scope.isModule;
    default:
      return false;
  }
}

function isDecidedOrConstant(run: Evaluation, test: Expression, scope: Scope): boolean {
  return test.kind === 'name' || isDecided(run, test, scope);
}
