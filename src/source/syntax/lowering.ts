import type { TreeCursor } from '@lezer/common';
import { IGNORE, NOTHING, type Expression, type Origin, type Pattern, type Site } from './program.js';

/** What the two languages' lowerings share: the cursor, the text, and the statement or argument that one is in. */
export abstract class Lowering {
  protected anchorFrom = 0;
  protected anchorTo = 0;

  constructor(
    protected readonly text: string,
    protected readonly cursor: TreeCursor,
    protected readonly origin: Origin,
  ) {}

  /** Lowers the node under the cursor; null for a token, a comment or a type. */
  protected abstract expression(): Expression | null;

  /** The node under the cursor, or NOTHING where it is no expression. */
  protected lower(): Expression {
    return this.expression() ?? NOTHING;
  }

  /** Lowers the node under the cursor as an argument or element: what is found inside stands on its line. */
  protected lowerApart(): Expression {
    const { anchorFrom, anchorTo } = this;
    this.anchorFrom = this.cursor.from;
    this.anchorTo = this.cursor.to;
    const value = this.lower();
    this.anchorFrom = anchorFrom;
    this.anchorTo = anchorTo;
    return value;
  }

  protected site(from: number): Site {
    const { base } = this.origin;
    return {
      origin: this.origin,
      from: from - base,
      anchorFrom: this.anchorFrom - base,
      anchorTo: this.anchorTo - base,
    };
  }

  protected source(): string {
    return this.text.slice(this.cursor.from, this.cursor.to);
  }

  /** Visits each child of the node under the cursor. */
  protected children(visit: (name: string) => void): void {
    const { cursor } = this;
    if (!cursor.firstChild()) return;
    do visit(cursor.name);
    while (cursor.nextSibling());
    cursor.parent();
  }

  protected expressions(): Expression[] {
    const found: Expression[] = [];
    this.children(() => {
      const value = this.expression();
      if (value !== null) found.push(value);
    });
    return found;
  }

  /** A node of no interest by itself: what stands inside is still looked at. */
  protected other(): Expression | null {
    const { cursor } = this;
    if (!cursor.firstChild()) return null;
    cursor.parent();
    const parts = this.expressions();
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'other', parts };
  }
}

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

/** A number literal of either language: 1_000, 0x10, 1e-3, 2n. */
export function numberOf(source: string): number | null {
  const value = Number(source.replace(/_/g, '').replace(/n$/, ''));
  return Number.isFinite(value) ? value : null;
}

/** The text of a quoted literal, simple escapes undone. */
export function unquoted(source: string): string {
  const inner = source.replace(/^[a-zA-Z]{0,2}("""|'''|["'`])/, '').replace(/("""|'''|["'`])$/, '');
  return inner.includes('\\') ? inner.replace(/\\(.)/gs, (_, char: string) => ESCAPES[char] ?? char) : inner;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };
