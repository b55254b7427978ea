import type { Statement } from './program.js';
import type { Chunk } from './parseSource.js';

/** Marks the statements that can make layers: by what they say, or by naming a function or class that can. */
export function markRelevant(chunks: readonly Chunk[]): void {
  const names = new Set<string>();
  let rest = chunks;
  for (let isNew = true; isNew;) {
    isNew = false;
    const unmarked: Chunk[] = [];
    for (const chunk of rest) {
      chunk.origin.relevant = chunk.makes || mentions(chunk.words, names);
      if (!chunk.origin.relevant) {
        unmarked.push(chunk);
        continue;
      }
      for (const name of chunk.statements.flatMap(definedNames)) {
        isNew ||= !names.has(name);
        names.add(name);
      }
    }
    rest = unmarked;
  }
}

function mentions(words: ReadonlySet<string>, names: ReadonlySet<string>): boolean {
  for (const name of names) if (words.has(name)) return true;
  return false;
}

/** Names that a statement gives to what can be called. */
function definedNames(statement: Statement): readonly string[] {
  switch (statement.kind) {
    case 'function':
    case 'class':
      return statement.code.name === null ? [] : [statement.code.name];
    case 'assign':
      return statement.target.kind === 'bind' ? [statement.target.name] : [];
    default:
      return [];
  }
}
