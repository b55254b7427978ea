import { patternOf, targetOf, tupleOf } from './patterns.js';
import {
  NOTHING,
  type Argument,
  type ClassCode,
  type Entry,
  type Expression,
  type ImportedName,
  type Item,
  type Pattern,
  type Statement,
} from './program.js';
import * as expressions from './sharedExpressions.js';
import * as statements from './sharedStatements.js';
import { byNode, type Grammar, type SyntaxWalk } from './syntaxWalk.js';

/** Lezer's Python grammar. */
export const PYTHON_GRAMMAR: Grammar = {
  statements: byNode({
    AssignStatement: assignStatement,
    UpdateStatement: assignStatement,
    ExpressionStatement: statements.expressionStatement,
    FunctionDefinition: statements.functionStatement,
    ClassDefinition: statements.classStatement,
    ReturnStatement: statements.returnStatement,
    RaiseStatement: statements.throwStatement,
    BreakStatement: statements.stopStatement,
    ContinueStatement: statements.stopStatement,
    IfStatement: statements.ifStatement,
    ForStatement: statements.eachStatement,
    WhileStatement: statements.whileStatement,
    MatchStatement: matchStatement,
    ImportStatement: importStatement,
    WithStatement: withStatement,
  }),
  expressions: byNode({
    VariableName: expressions.name,
    Number: expressions.number,
    String: expressions.text,
    FormatString: expressions.template,
    ContinuedString: continuedString,
    Boolean: expressions.truth,
    None: expressions.nothing,
    MemberExpression: expressions.member,
    CallExpression: expressions.call,
    ArrayExpression: expressions.list,
    TupleExpression: expressions.list,
    SetExpression: expressions.list,
    DictionaryExpression: dictionary,
    ArrayComprehensionExpression: comprehension,
    SetComprehensionExpression: comprehension,
    ComprehensionExpression: comprehension,
    LambdaExpression: expressions.arrowFunction,
    ConditionalExpression: expressions.conditional('yes', 'test', 'no'),
    NamedExpression: expressions.assignment,
    BinaryExpression: expressions.operation,
    UnaryExpression: expressions.operation,
    Comment: expressions.noValue,
    TypeDef: expressions.noValue,
  }),
  patterns: new Map(),
  argumentList,
  definition: 'VariableName',
  members,
};

/** Each `=` but the last ends a target; sides with commas are lists. */
function assignStatement(walk: SyntaxWalk, out: Statement[]): void {
  const sides: Item[][] = [[]];
  let operator = '=';
  let spread = false;
  walk.children((part) => {
    if (part === 'AssignOp' || part === 'UpdateOp') {
      operator = walk.source();
      sides.push([]);
    } else if (part === '*') spread = true;
    else {
      const value = walk.expression();
      if (value === null) return;
      sides.at(-1)?.push({ spread, value });
      spread = false;
    }
  });
  const [right, ...targets] = sides.reverse();
  if (right === undefined) return;
  const value = tupleOf(right);
  for (const side of targets.reverse())
    out.push({ kind: 'assign', target: patternOf(tupleOf(side)), operator, value });
}

function matchStatement(walk: SyntaxWalk, out: Statement[]): void {
  const arms: (readonly Statement[])[] = [];
  const read = (part: string): void => {
    if (part === 'MatchBody' || part === 'MatchClause') walk.children(read);
    else if (part === 'Body') arms.push(walk.body());
  };
  walk.children(read);
  out.push({ kind: 'choice', arms });
}

function withStatement(walk: SyntaxWalk, out: Statement[]): void {
  let last: Expression | null = null;
  let named = false;
  walk.children((part) => {
    if (part === 'Body') walk.statement(out);
    else if (part === 'as') named = true;
    else {
      const value = walk.expression();
      if (value === null) return;
      if (named && last !== null)
        out.push({ kind: 'assign', target: patternOf(value), operator: '=', value: last });
      else out.push({ kind: 'expression', value });
      last = value;
      named = false;
    }
  });
}

function importStatement(walk: SyntaxWalk, out: Statement[]): void {
  const words: string[] = [];
  walk.children((part) => {
    if (!part.endsWith('Comment') && part !== '(' && part !== ')') words.push(walk.source());
  });
  if (words[0] === 'from') {
    const end = words.indexOf('import');
    const names = split(words.slice(end + 1)).flatMap(([imported, as, local]): readonly ImportedName[] =>
      imported === undefined
        ? []
        : [{ imported, local: as === 'as' && local !== undefined ? local : imported }],
    );
    out.push({ kind: 'import', module: words.slice(1, end).join(''), names });
    return;
  }
  for (const path of split(words.slice(1))) {
    const end = path.indexOf('as');
    // Without `as` only the first name is bound: import a.b.c binds a.
    const local = end < 0 ? path[0] : path[end + 1];
    if (local === undefined) continue;
    const module = end < 0 ? local : path.slice(0, end).join('');
    out.push({ kind: 'import', module, names: [{ imported: null, local }] });
  }
}

/** Words between commas. */
function split(words: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === ',') parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts.filter((part) => part.length > 0);
}

/** Methods are the functions of the body; what it assigns belongs to the class. */
function members(walk: SyntaxWalk): Pick<ClassCode, 'methods' | 'fields'> {
  const methods: ClassCode['methods'][number][] = [];
  const fields: ClassCode['fields'][number][] = [];
  for (const statement of walk.body()) {
    if (statement.kind === 'function')
      methods.push({ name: statement.code.name ?? '', code: statement.code, fixed: false });
    else if (statement.kind === 'assign' && statement.target.kind === 'bind')
      fields.push({ name: statement.target.name, value: statement.value, fixed: true });
  }
  return { methods, fields };
}

/** Arguments, or one generator without brackets of its own. */
function argumentList(walk: SyntaxWalk): readonly Argument[] {
  if (!walk.has('for')) return expressions.argumentsOf(walk);
  return [{ name: null, spread: false, value: comprehension(walk) }];
}

/** Texts side by side are one. */
function continuedString(walk: SyntaxWalk): Expression {
  return { kind: 'template', parts: walk.expressions() };
}

function dictionary(walk: SyntaxWalk): Expression {
  const entries: Entry[] = [];
  let key: Expression | null = null;
  let spread = false;
  walk.children((part) => {
    if (part === '**') spread = true;
    const value = walk.apart(() => walk.expression());
    if (value === null) return;
    if (spread) entries.push({ key: null, spread, value });
    else if (key === null) {
      key = value;
      return;
    } else entries.push({ key: key.kind === 'constant' ? String(key.value) : null, spread, value });
    key = null;
    spread = false;
  });
  return { kind: 'object', entries };
}

function comprehension(walk: SyntaxWalk): Expression {
  let element: Expression | null = null;
  const clauses: { target: Pattern; iterable: Expression; filtered: boolean }[] = [];
  let place: 'element' | 'target' | 'iterable' | 'filter' = 'element';
  let targets: Pattern[] = [];
  walk.children((part) => {
    const clause = clauses.at(-1);
    if (part === 'for') {
      place = 'target';
      targets = [];
    } else if (part === 'in' && place === 'target') place = 'iterable';
    else if (part === 'if') {
      place = 'filter';
      if (clause !== undefined) clause.filtered = true;
    } else if (place === 'element') element ??= walk.apart(() => walk.expression());
    else if (place === 'target') {
      const target = walk.target();
      if (target !== null) targets.push(target);
    } else {
      const value = walk.expression();
      if (value !== null && place === 'iterable')
        clauses.push({ target: targetOf(targets), iterable: value, filtered: false });
    }
  });
  return { kind: 'comprehension', element: element ?? NOTHING, clauses };
}
