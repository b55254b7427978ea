import { isTypedArrayElement } from './typedArrays.mjs';

/**
 * Refuses `x[i] ?? 0` where x is a typed array: an index out of range would become a silent 0.
 * @type {import('eslint').Rule.RuleModule}
 */
export const noZeroForMissing = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      refused: 'An index out of range becomes a silent 0: make the index right, and write "!" instead.',
    },
  },
  create(context) {
    const services = context.sourceCode.parserServices;
    return {
      LogicalExpression(node) {
        const { operator, left, right } = node;
        if (operator !== '??' || right.type !== 'Literal' || (right.value !== 0 && right.value !== 0n))
          return;
        if (isTypedArrayElement(services, left)) context.report({ node, messageId: 'refused' });
      },
    };
  },
};
