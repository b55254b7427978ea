import { TreeFragment, type Tree, type TreeCursor } from '@lezer/common';
import { parser as javascript } from '@lezer/javascript';
import type { LRParser } from '@lezer/lr';
import { parser as python } from '@lezer/python';
import { isStackOverflow } from '../stackOverflow.js';
import { JAVASCRIPT_GRAMMAR } from './javascriptGrammar.js';
import type { Origin, Statement } from './program.js';
import { PYTHON_GRAMMAR } from './pythonGrammar.js';
import { SyntaxWalk } from './syntaxWalk.js';

export type SourceLanguage = 'javascript' | 'typescript' | 'jsx' | 'tsx' | 'python';

const PARSERS: Readonly<Record<SourceLanguage, LRParser>> = {
  // Much JavaScript is written with JSX in files called .js.
  javascript: javascript.configure({ dialect: 'jsx' }),
  jsx: javascript.configure({ dialect: 'jsx' }),
  typescript: javascript.configure({ dialect: 'ts' }),
  tsx: javascript.configure({ dialect: 'ts jsx' }),
  python,
};

/** One statement at the top level, lowered. */
export interface Chunk {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly origin: Origin;
  readonly statements: readonly Statement[];
  /** Does its text say something that makes layers or models? */
  readonly makes: boolean;
  /** All words in it. */
  readonly words: ReadonlySet<string>;
}

/** A text, parsed. Only the latest of a chain is valid: parsing an edited text moves the statements it keeps. */
export interface ParsedSource {
  readonly text: string;
  readonly language: SourceLanguage;
  readonly tree: Tree;
  readonly chunks: readonly Chunk[];
}

/** Parses a text whatever its errors, reusing what an earlier version of it has in common. */
export function parseSource(
  text: string,
  language: SourceLanguage,
  previous: ParsedSource | null,
): ParsedSource {
  const parser = PARSERS[language];
  if (previous?.language !== language) {
    const tree = parser.parse(text);
    return { text, language, tree, chunks: lowerChunks(text, language, tree, null) };
  }
  const change = changedRange(previous.text, text);
  const fragments = TreeFragment.applyChanges(TreeFragment.addTree(previous.tree), [change]);
  const tree = parser.parse(text, fragments);
  return {
    text,
    language,
    tree,
    chunks: lowerChunks(text, language, tree, { chunks: previous.chunks, change }),
  };
}

interface Change {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

/** The one range outside which two texts are the same. */
function changedRange(before: string, after: string): Change {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before.charCodeAt(from) === after.charCodeAt(from)) from++;
  let end = 0;
  while (
    end < shorter - from &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end++;
  return { fromA: from, toA: before.length - end, fromB: from, toB: after.length - end };
}

const WORDS = /[A-Za-z_$][\w$]*/g;
/** Words that stand wherever layers or models are made, put together or saved. */
const MAKING =
  /layers|[sS]equential|\bModel\b|\bmodel\s*\(|\.add\b|\.apply\b|\.save\b|save_keras_model|\bInput\b|\b(?:[A-Z][A-Za-z]*[a-z0-9])?(?:Dense|Conv|LSTM|GRU|RNN|Pool|Embedding|Dropout|Norm|Attention)/;

function lowerChunks(
  text: string,
  language: SourceLanguage,
  tree: Tree,
  previous: { readonly chunks: readonly Chunk[]; readonly change: Change } | null,
): readonly Chunk[] {
  const earlier = new Map<number, Chunk>();
  for (const chunk of previous?.chunks ?? []) earlier.set(chunk.from, chunk);
  const chunks: Chunk[] = [];
  const cursor = tree.cursor();
  if (!cursor.firstChild()) return chunks;
  do {
    const { name, from, to } = cursor;
    const kept = previous === null ? null : keptChunk(earlier, previous.change, { name, from, to });
    if (kept === null) chunks.push(lowerChunk(text, language, cursor));
    else {
      kept.origin.base = from;
      chunks.push({ ...kept, from, to });
    }
  } while (cursor.nextSibling());
  return chunks;
}

/** The earlier version of a statement that an edit left alone, the characters right beside it too. */
function keptChunk(
  earlier: ReadonlyMap<number, Chunk>,
  { fromA, toA, fromB, toB }: Change,
  { name, from, to }: { readonly name: string; readonly from: number; readonly to: number },
): Chunk | null {
  const shift = to < fromB ? 0 : from > toB ? fromA - fromB + (toA - fromA) - (toB - fromB) : null;
  if (shift === null) return null;
  const chunk = earlier.get(from + shift);
  return chunk?.name === name && chunk.to === to + shift ? chunk : null;
}

function lowerChunk(text: string, language: SourceLanguage, cursor: TreeCursor): Chunk {
  const { name, from, to } = cursor;
  const origin = { base: from, cell: 0, relevant: true };
  const statements: Statement[] = [];
  const grammar = language === 'python' ? PYTHON_GRAMMAR : JAVASCRIPT_GRAMMAR;
  // A cursor of its own: where the walk ends early, the next statement is found all the same.
  const walk = new SyntaxWalk(grammar, text, cursor.node.cursor(), origin);
  try {
    walk.statement(statements);
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
  }
  const words = text.slice(from, to);
  return {
    name,
    from,
    to,
    origin,
    statements,
    makes: MAKING.test(words),
    words: new Set(words.match(WORDS)),
  };
}
