import { isTypedArrayElement } from './typedArrays.mjs';

/**
 * `x[i]!` is allowed where x is a typed array: inside its length every element is a number, so that the index alone has
 * to be right. Every other `!` hides a value that may be missing.
 * @type {import('eslint').Rule.RuleModule}
 */
export const nonNullElements = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { refused: 'Only an element of a typed array may be asserted with "!".' },
  },
  create(context) {
    const services = context.sourceCode.parserServices;
    return {
      TSNonNullExpression(node) {
        if (!isTypedArrayElement(services, node.expression)) context.report({ node, messageId: 'refused' });
      },
    };
  },
};
