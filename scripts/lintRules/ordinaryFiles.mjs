import { join, sep } from 'node:path';

const files = join(import.meta.dirname, '..', '..', 'src', 'files') + sep;

/** What of Node opens a file to read or to write it. */
const OPENS =
  /^(?:readFile|writeFile|appendFile|open|openAsBlob|createReadStream|createWriteStream|truncate)(?:Sync)?$/u;
const MODULES = /^(?:node:)?fs(?:\/promises)?$/u;

/**
 * Files are opened in src/files alone: it refuses pipes, devices and folders, and says what the system says. Refuses the
 * functions of node:fs that open one, and the module as a whole, by which they could be reached unseen.
 * @type {import('eslint').Rule.RuleModule}
 */
export const ordinaryFiles = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      opens: 'Open files through src/files, not by {{name}} of {{source}}.',
      whole: 'Import what you need of {{source}} by name, so that it can be seen whether files are opened.',
    },
  },
  create(context) {
    if (context.filename.startsWith(files)) return {};
    const isFs = (source) => typeof source?.value === 'string' && MODULES.test(source.value);
    const whole = (node) =>
      context.report({ node, messageId: 'whole', data: { source: String(node.source.value) } });
    const check = (node, name, source) => {
      if (OPENS.test(name)) context.report({ node, messageId: 'opens', data: { name, source } });
      if (name === 'promises') context.report({ node, messageId: 'whole', data: { source } });
    };
    return {
      ImportDeclaration(node) {
        if (!isFs(node.source) || node.importKind === 'type') return;
        for (const specifier of node.specifiers) {
          if (specifier.type !== 'ImportSpecifier') whole(node);
          else if (specifier.importKind !== 'type')
            check(specifier, String(specifier.imported.name ?? specifier.imported.value), node.source.value);
        }
      },
      ExportNamedDeclaration(node) {
        if (!isFs(node.source)) return;
        for (const specifier of node.specifiers)
          check(specifier, String(specifier.local.name ?? specifier.local.value), node.source.value);
      },
      ExportAllDeclaration: (node) => isFs(node.source) && whole(node),
      ImportExpression: (node) => isFs(node.source) && whole(node),
    };
  },
};
