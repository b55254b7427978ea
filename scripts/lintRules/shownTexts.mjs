import { join } from 'node:path';

const extension = join(import.meta.dirname, '..', '..', 'src', 'extension');

/** The one file that may call them. */
const SAY = join(extension, 'say.ts');

/** What of VS Code's `window` shows a text that may become a link or an icon; TreeItem is a class of `vscode` itself. */
const SHOWS =
  /^(?:show(?:Information|Warning|Error)Message|showQuickPick|showInputBox|createQuickPick|createInputBox|withProgress|createStatusBarItem|setStatusBarMessage|TreeItem)$/u;

/**
 * Refuses VS Code's own functions that show texts, outside of src/extension/say.ts, however they are reached: as a
 * member, by a name in brackets, or taken out of an object.
 * @type {import('eslint').Rule.RuleModule}
 */
export const shownTexts = {
  meta: {
    type: 'problem',
    schema: [],
    messages: { refused: 'Show texts through src/extension/say.ts, not by {{name}}.' },
  },
  create(context) {
    if (context.filename === SAY) return {};
    const check = (node, key, computed) => {
      const name = keyName(key, computed);
      if (name !== null && SHOWS.test(name)) context.report({ node, messageId: 'refused', data: { name } });
    };
    return {
      MemberExpression: (node) => check(node, node.property, node.computed),
      ImportSpecifier: (node) => check(node, node.imported, false),
      ObjectPattern({ properties }) {
        for (const property of properties)
          if (property.type === 'Property') check(property, property.key, property.computed);
      },
    };
  },
};

/** @returns the name of a key; null where it is known only at run time */
function keyName(key, computed) {
  if (key.type === 'Literal') return String(key.value);
  if (key.type === 'TemplateLiteral' && key.expressions.length === 0) return key.quasis[0].value.cooked;
  return key.type === 'Identifier' && !computed ? key.name : null;
}
