import type { Expression } from '../syntax/program.js';
import { truthOf } from './arithmetic.js';
import type { Evaluation } from './evaluation.js';
import type { Scope } from './scope.js';

/** Whether a condition holds; null where that is not decided, and both ways are to be taken. */
export function decidedTruth(run: Evaluation, test: Expression, scope: Scope): boolean | null {
  return isDecided(run, test, scope) ? truthOf(run.evaluate(test, scope)) : null;
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
