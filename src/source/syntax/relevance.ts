import type { Statement } from './program.js';
import type { Chunk } from './parseSource.js';

/**
 * Marks the statements that can make layers: by what they say, or by naming a function or class that can. It takes time
 * that grows with the number of words.
 */
export function markRelevant(chunks: readonly Chunk[]): void {
  const defining = new Set(chunks.flatMap(({ statements }) => statements.flatMap(definedNames)));
  const mentioning = new Map<string, Chunk[]>();
  for (const chunk of chunks)
    for (const word of chunk.words) {
      if (!defining.has(word)) continue;
      const those = mentioning.get(word);
      if (those === undefined) mentioning.set(word, [chunk]);
      else those.push(chunk);
    }
  for (const chunk of chunks) chunk.origin.relevant = chunk.makes;
  const relevant = chunks.filter(({ makes }) => makes);
  // The list grows while it is gone through.
  for (const { statements } of relevant)
    for (const name of statements.flatMap(definedNames)) {
      for (const chunk of mentioning.get(name) ?? []) {
        if (chunk.origin.relevant) continue;
        chunk.origin.relevant = true;
        relevant.push(chunk);
      }
      mentioning.delete(name);
    }
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
