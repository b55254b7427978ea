import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { PACKAGES, ROOMS, isInside, roomOf } from './rooms.mjs';

const src = join(import.meta.dirname, '..', '..', 'src');

/**
 * A file of src imports what its room may import (rooms.mjs), types included, and lies in a room.
 * @type {import('eslint').Rule.RuleModule}
 */
export const roomImports = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      noRoom: 'src/{{path}} lies in no room: see scripts/lintRules/rooms.mjs',
      room: 'src/{{room}} may not import src/{{target}}: see docs/architecture.md',
      outside: 'src never imports what lies outside of it ({{target}})',
      package: 'only src/{{owner}} imports {{target}}',
      node: 'src/{{room}} has no Node: it may not import {{target}}',
    },
  },
  create(context) {
    const path = below(src, context.filename);
    const room = roomOf(path);
    if (room === null) {
      const message = { messageId: 'noRoom', data: { path } };
      return { Program: (node) => context.report({ node, ...message }) };
    }

    const check = (source) => {
      if (typeof source?.value !== 'string') return;
      const problem = problemOf(room, source.value, context.filename);
      if (problem !== null) context.report({ node: source, ...problem });
    };
    return {
      ImportDeclaration: ({ source }) => check(source),
      ExportNamedDeclaration: ({ source }) => check(source),
      ExportAllDeclaration: ({ source }) => check(source),
      ImportExpression: ({ source }) => check(source),
      TSImportType: ({ source }) => check(source),
    };
  },
};

/** @param {string} room @param {string} specifier @param {string} filename */
function problemOf(room, specifier, filename) {
  const { imports, runs } = ROOMS[room];
  if (!specifier.startsWith('.')) {
    if (runs !== 'host' && isBuiltin(specifier))
      return { messageId: 'node', data: { room, target: specifier } };
    const owner = PACKAGES.find(({ name }) => name.test(specifier))?.room;
    if (owner === undefined || owner === room) return null;
    return { messageId: 'package', data: { owner, target: specifier } };
  }
  const target = below(src, resolve(dirname(filename), specifier));
  if (target.startsWith('../')) {
    // Types and data that ship with the package may be read; tests and benchmarks may not.
    const isCode = !specifier.endsWith('.json');
    return isCode ? { messageId: 'outside', data: { target: specifier } } : null;
  }
  if ([room, ...imports].some((folder) => isInside(target, folder))) return null;
  return { messageId: 'room', data: { room, target: roomOf(target) ?? target } };
}

/** @param {string} folder @param {string} file */
function below(folder, file) {
  return relative(folder, file).split(sep).join('/');
}
