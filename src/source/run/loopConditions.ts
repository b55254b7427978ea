import type { Expression, Statement } from '../syntax/program.js';

/** Does a loop's body change, each turn, something that its condition compares: a counter, a list that it takes from? */
export function changesEachTurn(test: Expression, body: readonly Statement[]): boolean {
  const names = new Set(namesIn(test));
  return body.some((statement) => {
    switch (statement.kind) {
      case 'assign':
        return (
          (statement.target.kind === 'bind' && names.has(statement.target.name)) ||
          takesFrom(statement.value, names)
        );
      case 'expression': {
        const { value } = statement;
        if (value.kind === 'assignment' && value.target.kind === 'bind' && names.has(value.target.name))
          return true;
        return takesFrom(value, names);
      }
      default:
        return false;
    }
  });
}

function namesIn(test: Expression): readonly string[] {
  switch (test.kind) {
    case 'name':
      return [test.name];
    case 'member':
      return namesIn(test.object);
    case 'call':
      return test.args.flatMap(({ value }) => namesIn(value));
    case 'binary':
      return [...namesIn(test.left), ...namesIn(test.right)];
    case 'unary':
      return namesIn(test.operand);
    default:
      return [];
  }
}

/** Does an expression take an item from one of some lists, each time that it is evaluated? */
function takesFrom(expression: Expression, names: ReadonlySet<string>): boolean {
  switch (expression.kind) {
    case 'call': {
      const { callee, args } = expression;
      if (
        callee.kind === 'member' &&
        callee.object.kind === 'name' &&
        /^(pop|shift|popleft)$/.test(callee.name)
      )
        return names.has(callee.object.name);
      return takesFrom(callee, names) || args.some(({ value }) => takesFrom(value, names));
    }
    case 'member':
      return takesFrom(expression.object, names);
    case 'assignment':
      return takesFrom(expression.value, names);
    case 'object':
      return expression.entries.some(({ value }) => takesFrom(value, names));
    default:
      return false;
  }
}
