import { IGNORE, type Expression, type Item, type Pattern } from './program.js';

/** What an expression on the left of an assignment assigns to. */
export function patternOf(expression: Expression): Pattern {
  switch (expression.kind) {
    case 'name':
      return { kind: 'bind', name: expression.name };
    case 'member':
      return { kind: 'place', object: expression.object, name: expression.name };
    case 'index': {
      const { object, index } = expression;
      if (index?.kind !== 'constant') return IGNORE;
      return { kind: 'place', object, name: String(index.value) };
    }
    case 'list':
      return {
        kind: 'list',
        items: expression.items.map(({ spread, value }) => ({
          target: patternOf(value),
          fallback: null,
          rest: spread,
        })),
      };
    default:
      return IGNORE;
  }
}

/** Targets side by side: one stands for itself, several take a list apart. */
export function targetOf(targets: readonly Pattern[]): Pattern {
  const [only] = targets;
  if (targets.length === 1 && only !== undefined) return only;
  return { kind: 'list', items: targets.map((target) => ({ target, fallback: null, rest: false })) };
}

/** Values side by side: one stands for itself, several are a list. */
export function tupleOf(items: readonly Item[]): Expression {
  const [only] = items;
  return items.length === 1 && only !== undefined && !only.spread ? only.value : { kind: 'list', items };
}
