import type { TreeCursor } from '@lezer/common';
import { patternOf } from './patterns.js';
import {
  NOTHING,
  type Argument,
  type ClassCode,
  type Expression,
  type Origin,
  type Pattern,
  type Site,
  type Statement,
} from './program.js';

/** Reads the node under the walk's cursor. */
type Reader<Read> = (walk: SyntaxWalk) => Read;

/** How the nodes of one language's trees are read, by their names; a node without a reader is looked into. */
export interface Grammar {
  /** Adds the statements of a node: none, one or several. */
  readonly statements: ReadonlyMap<string, (walk: SyntaxWalk, out: Statement[]) => void>;
  /** Null for what has no value: comments, types. */
  readonly expressions: ReadonlyMap<string, Reader<Expression | null>>;
  /** Nodes that bind names and are no expressions. */
  readonly patterns: ReadonlyMap<string, Reader<Pattern>>;
  /** Of a call: the cursor is on its brackets. */
  readonly argumentList: Reader<readonly Argument[]>;
  /** The node that names what a function or class statement defines. */
  readonly definition: string;
  /** Methods and fields of the class whose body the cursor is on. */
  readonly members: Reader<Pick<ClassCode, 'methods' | 'fields'>>;
}

/** A table of readers by the names of nodes. */
export function byNode<Read>(readers: Readonly<Record<string, Read>>): ReadonlyMap<string, Read> {
  return new Map(Object.entries(readers));
}

/** The walk over one top-level statement of either language: cursor, text, and the statement or argument it is in. */
export class SyntaxWalk {
  #anchorFrom = 0;
  #anchorTo = 0;

  constructor(
    readonly grammar: Grammar,
    readonly text: string,
    readonly cursor: TreeCursor,
    readonly origin: Origin,
  ) {}

  /** The statements of the node under the cursor; what is found inside stands on its line. */
  statement(out: Statement[]): void {
    const { cursor } = this;
    this.#anchorFrom = cursor.from;
    this.#anchorTo = cursor.to;
    const read = this.grammar.statements.get(cursor.name);
    if (read !== undefined) read(this, out);
    else
      // Blocks, try, labels, decorated statements, errors: their statements run in order.
      this.children(() => {
        this.statement(out);
      });
  }

  /** The statements of the body under the cursor: a block, or a single statement. */
  body(): Statement[] {
    const out: Statement[] = [];
    this.apart(() => {
      this.statement(out);
    });
    return out;
  }

  /** The value of the node under the cursor; null for a token, a comment or a type. */
  expression(): Expression | null {
    const read = this.grammar.expressions.get(this.cursor.name);
    return read === undefined ? this.#inside() : read(this);
  }

  /** The value of the node under the cursor, or NOTHING where it is no expression. */
  value(): Expression {
    return this.expression() ?? NOTHING;
  }

  /** What the node under the cursor binds or assigns to; null for a token, a comment or a type. */
  target(): Pattern | null {
    const read = this.grammar.patterns.get(this.cursor.name);
    if (read !== undefined) return read(this);
    const value = this.expression();
    return value === null ? null : patternOf(value);
  }

  /** Reads the node under the cursor as an argument or element: what is found inside stands on its line. */
  apart<Read>(read: () => Read): Read {
    const from = this.#anchorFrom;
    const to = this.#anchorTo;
    this.#anchorFrom = this.cursor.from;
    this.#anchorTo = this.cursor.to;
    const result = read();
    this.#anchorFrom = from;
    this.#anchorTo = to;
    return result;
  }

  /** The place of a call that begins at an offset of the text. */
  site(from: number): Site {
    const { base } = this.origin;
    return {
      origin: this.origin,
      from: from - base,
      anchorFrom: this.#anchorFrom - base,
      anchorTo: this.#anchorTo - base,
    };
  }

  /** The text of the node under the cursor. */
  source(): string {
    return this.text.slice(this.cursor.from, this.cursor.to);
  }

  /** Visits each child of the node under the cursor. */
  children(visit: (name: string) => void): void {
    const { cursor } = this;
    if (!cursor.firstChild()) return;
    do visit(cursor.name);
    while (cursor.nextSibling());
    cursor.parent();
  }

  /** Does the node under the cursor have such a child? */
  has(child: string): boolean {
    let isThere = false;
    this.children((name) => {
      isThere ||= name === child;
    });
    return isThere;
  }

  /** The values of the children that have one. */
  expressions(): Expression[] {
    const values: Expression[] = [];
    this.children(() => {
      const value = this.expression();
      if (value !== null) values.push(value);
    });
    return values;
  }

  /** The value of a node of no interest by itself: what stands inside is still looked at. */
  #inside(): Expression | null {
    const { cursor } = this;
    if (!cursor.firstChild()) return null;
    cursor.parent();
    const parts = this.expressions();
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'other', parts };
  }
}
