/**
 * A program as far as it can build a model, in one form for JavaScript and Python: names, calls, literals, branches,
 * loops, functions and classes. What has no say in that is an `other` expression.
 */

/** Where a top-level statement begins in the text; it moves when text before it is edited, so positions stay valid. */
export interface Origin {
  base: number;
  /** Index of the notebook cell that it stands in; 0 for a file. */
  cell: number;
  /** Can the statement make layers, or call what does? Functions that cannot are not run unless called. */
  relevant: boolean;
}

/** Positions of a call, relative to its origin; anchor is the statement or argument that the call stands in. */
export interface Site {
  readonly origin: Origin;
  readonly from: number;
  readonly anchorFrom: number;
  readonly anchorTo: number;
}

/** The operator of a value in a Python f-string, whose right side is its format. */
export const FORMAT = 'format';

export type Expression =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly object: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly object: Expression; readonly index: Expression | null }
  /** Python's object[from:to:step]; null for a bound that is not given. */
  | { readonly kind: 'slice'; readonly object: Expression; readonly bounds: readonly (Expression | null)[] }
  | CallExpression
  | { readonly kind: 'constant'; readonly value: number | string | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  | { readonly kind: 'object'; readonly entries: readonly Entry[] }
  | { readonly kind: 'function'; readonly code: FunctionCode }
  | { readonly kind: 'class'; readonly code: ClassCode }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression }
  | { readonly kind: 'template'; readonly parts: readonly (string | Expression)[] }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    }
  | { readonly kind: 'comprehension'; readonly element: Expression; readonly clauses: readonly Clause[] }
  | {
      readonly kind: 'assignment';
      readonly target: Pattern;
      readonly operator: string;
      readonly value: Expression;
    }
  | { readonly kind: 'other'; readonly parts: readonly Expression[] };

export interface CallExpression {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly args: readonly Argument[];
  readonly site: Site;
}

export interface Argument {
  /** Python's keyword; null for a positional one. */
  readonly name: string | null;
  readonly spread: boolean;
  readonly value: Expression;
}

export interface Item {
  readonly spread: boolean;
  readonly value: Expression;
}

/** One property of an object or dictionary; a null key is a spread, or a key that is computed. */
export interface Entry {
  readonly key: string | null;
  readonly spread: boolean;
  readonly value: Expression;
}

export interface Clause {
  readonly target: Pattern;
  readonly iterable: Expression;
  readonly filtered: boolean;
}

export type Pattern =
  | { readonly kind: 'bind'; readonly name: string }
  | { readonly kind: 'place'; readonly object: Expression; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly PatternItem[] }
  | { readonly kind: 'object'; readonly entries: readonly PatternEntry[] }
  | { readonly kind: 'ignore' };

export interface PatternItem {
  readonly target: Pattern;
  readonly fallback: Expression | null;
  readonly rest: boolean;
}

/** A property that an object pattern takes; a rest has no key. */
export interface PatternEntry extends PatternItem {
  readonly key: string;
}

export interface FunctionCode {
  readonly name: string | null;
  readonly params: readonly PatternItem[];
  readonly body: readonly Statement[];
  /** Arrow functions and lambdas keep the outer `this`. */
  readonly bindsThis: boolean;
  readonly origin: Origin;
}

export interface ClassCode {
  readonly name: string | null;
  readonly base: Expression | null;
  readonly methods: readonly {
    readonly name: string;
    readonly code: FunctionCode;
    readonly fixed: boolean;
  }[];
  readonly fields: readonly { readonly name: string; readonly value: Expression; readonly fixed: boolean }[];
  readonly origin: Origin;
}

export type Statement =
  | {
      readonly kind: 'assign';
      readonly target: Pattern;
      readonly operator: string;
      readonly value: Expression;
    }
  | { readonly kind: 'expression'; readonly value: Expression }
  | {
      readonly kind: 'if';
      readonly test: Expression;
      readonly yes: readonly Statement[];
      readonly no: readonly Statement[];
    }
  | {
      readonly kind: 'each';
      readonly target: Pattern;
      readonly iterable: Expression;
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'while';
      readonly test: Expression | null;
      readonly update: Expression | null;
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'choice'; readonly arms: readonly (readonly Statement[])[] }
  | { readonly kind: 'function'; readonly code: FunctionCode }
  | { readonly kind: 'class'; readonly code: ClassCode }
  | { readonly kind: 'return'; readonly value: Expression | null; readonly leaves: boolean }
  | { readonly kind: 'stop' }
  | {
      readonly kind: 'import';
      readonly module: string;
      readonly names: readonly ImportedName[];
    };

/** imported null is the module itself; '*' puts all its names in scope. */
export interface ImportedName {
  readonly imported: string | null;
  readonly local: string;
}

export const NOTHING: Expression = { kind: 'other', parts: [] };
export const IGNORE: Pattern = { kind: 'ignore' };
