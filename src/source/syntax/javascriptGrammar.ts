import { unquoted } from './literals.js';
import {
  IGNORE,
  NOTHING,
  type ClassCode,
  type Entry,
  type Expression,
  type ImportedName,
  type Pattern,
  type PatternEntry,
  type Statement,
} from './program.js';
import * as expressions from './sharedExpressions.js';
import * as statements from './sharedStatements.js';
import { byNode, type Grammar, type SyntaxWalk } from './syntaxWalk.js';

/** Lezer's JavaScript grammar, TypeScript and JSX included. */
export const JAVASCRIPT_GRAMMAR: Grammar = {
  statements: byNode({
    ExpressionStatement: statements.expressionStatement,
    ExportDeclaration: exportDeclaration,
    VariableDeclaration: variableDeclaration,
    FunctionDeclaration: statements.functionStatement,
    ClassDeclaration: statements.classStatement,
    ReturnStatement: statements.returnStatement,
    ThrowStatement: statements.throwStatement,
    BreakStatement: statements.stopStatement,
    ContinueStatement: statements.stopStatement,
    IfStatement: statements.ifStatement,
    ForStatement: forStatement,
    WhileStatement: statements.whileStatement,
    DoStatement: statements.whileStatement,
    SwitchStatement: switchStatement,
    ImportDeclaration: importDeclaration,
  }),
  expressions: byNode({
    VariableName: expressions.name,
    this: expressions.name,
    super: expressions.name,
    import: expressions.name,
    Number: expressions.number,
    String: expressions.text,
    TemplateString: expressions.template,
    BooleanLiteral: expressions.truth,
    null: expressions.nothing,
    MemberExpression: expressions.member,
    CallExpression: expressions.call,
    NewExpression: expressions.call,
    ArrayExpression: expressions.list,
    ObjectExpression: object,
    ArrowFunction: expressions.arrowFunction,
    FunctionExpression: expressions.namedFunction,
    ClassExpression: expressions.classExpression,
    AssignmentExpression: expressions.assignment,
    BinaryExpression: expressions.operation,
    UnaryExpression: expressions.operation,
    PostfixExpression: expressions.operation,
    ConditionalExpression: expressions.conditional('test', 'yes', 'no'),
    TypeAnnotation: expressions.noValue,
    TypeArgList: expressions.noValue,
    TypeParamList: expressions.noValue,
    LineComment: expressions.noValue,
    BlockComment: expressions.noValue,
    VariableDefinition: expressions.noValue,
  }),
  patterns: byNode({
    VariableDefinition: (walk): Pattern => ({ kind: 'bind', name: walk.source() }),
    ArrayPattern: (walk): Pattern => ({ kind: 'list', items: expressions.patternItems(walk) }),
    ObjectPattern: objectPattern,
  }),
  argumentList: expressions.argumentsOf,
  definition: 'VariableDefinition',
  members,
};

function exportDeclaration(walk: SyntaxWalk, out: Statement[]): void {
  walk.children((part) => {
    if (/(Declaration|Statement)$/.test(part)) walk.statement(out);
    else if (part !== 'ExportGroup') {
      const value = walk.expression();
      if (value !== null) out.push({ kind: 'expression', value });
    }
  });
}

function variableDeclaration(walk: SyntaxWalk, out: Statement[]): void {
  let target: Pattern | null = null;
  walk.children((part) => {
    if (walk.grammar.patterns.has(part)) target = walk.target();
    else if (part === ',') target = null;
    else if (target !== null) {
      const value = walk.expression();
      if (value !== null) out.push({ kind: 'assign', target, operator: 'declare', value });
    }
  });
}

function objectPattern(walk: SyntaxWalk): Pattern {
  const entries: PatternEntry[] = [];
  walk.children((part) => {
    if (part === 'PatternProperty') entries.push(patternEntry(walk));
  });
  return { kind: 'object', entries };
}

function patternEntry(walk: SyntaxWalk): PatternEntry {
  let key = '';
  let target: Pattern = IGNORE;
  let fallback: Expression | null = null;
  let rest = false;
  walk.children((part) => {
    if (part === 'PropertyName') key = walk.source();
    else if (part === 'Spread') rest = true;
    else if (walk.grammar.patterns.has(part)) target = walk.target() ?? IGNORE;
    else fallback = walk.expression() ?? fallback;
  });
  return { key: key === '' ? boundName(target) : key, target, fallback, rest };
}

function boundName(target: Pattern): string {
  return target.kind === 'bind' ? target.name : '';
}

function forStatement(walk: SyntaxWalk, out: Statement[]): void {
  if (walk.has('ForSpec')) countingStatement(walk, out);
  else statements.eachStatement(walk, out);
}

/** for (start; test; update): the start runs once, before the loop. */
function countingStatement(walk: SyntaxWalk, out: Statement[]): void {
  let test: Expression | null = null;
  let update: Expression | null = null;
  let body: readonly Statement[] = [];
  walk.children((part) => {
    if (statements.isBody(part)) body = walk.body();
    else if (part === 'ForSpec') {
      let signs = 0;
      walk.children((token) => {
        if (token === 'VariableDeclaration') {
          // Its sign is part of it.
          variableDeclaration(walk, out);
          signs = 1;
        } else if (token === ';') signs += 1;
        else {
          const value = walk.expression();
          if (value === null) return;
          if (signs === 0) out.push({ kind: 'expression', value });
          else if (signs === 1) test = value;
          else update = value;
        }
      });
    }
  });
  out.push({ kind: 'while', test, update, body });
}

/** One of the cases is run; what is asked is evaluated before. */
function switchStatement(walk: SyntaxWalk, out: Statement[]): void {
  const arms: Statement[][] = [];
  walk.children((part) => {
    if (part === 'ParenthesizedExpression') out.push({ kind: 'expression', value: walk.value() });
    else if (part === 'SwitchBody')
      walk.children((label) => {
        if (label === 'CaseLabel' || label === 'DefaultLabel') arms.push([]);
        else {
          const arm = arms.at(-1);
          if (arm !== undefined) walk.statement(arm);
        }
      });
  });
  out.push({ kind: 'choice', arms: arms.filter((arm) => arm.length > 0) });
}

function importDeclaration(walk: SyntaxWalk, out: Statement[]): void {
  const names: ImportedName[] = [];
  let module = '';
  walk.children((part) => {
    if (part === 'VariableDefinition') names.push({ imported: null, local: walk.source() });
    else if (part === 'String') module = unquoted(walk.source());
    else if (part === 'ImportGroup') names.push(...importGroup(walk));
  });
  out.push({ kind: 'import', module, names });
}

function importGroup(walk: SyntaxWalk): readonly ImportedName[] {
  const names: ImportedName[] = [];
  let outside: string | null = null;
  walk.children((part) => {
    if (part === 'VariableName') outside = walk.source();
    else if (part === 'VariableDefinition') {
      const local = walk.source();
      const imported = outside ?? local;
      names.push({ imported: imported === 'default' ? null : imported, local });
      outside = null;
    }
  });
  return names;
}

function members(walk: SyntaxWalk): Pick<ClassCode, 'methods' | 'fields'> {
  const methods: ClassCode['methods'][number][] = [];
  const fields: ClassCode['fields'][number][] = [];
  walk.children((part) => {
    const fixed = walk.has('static');
    if (part === 'MethodDeclaration') {
      const code = walk.apart(() => expressions.functionCode(walk, true));
      methods.push({ name: code.name ?? '', code, fixed });
    } else if (part === 'PropertyDeclaration') {
      const { key, value } = walk.apart(() => property(walk));
      if (value !== null) fields.push({ name: key ?? '', value, fixed });
    }
  });
  return { methods, fields };
}

function object(walk: SyntaxWalk): Expression {
  const entries: Entry[] = [];
  walk.children((part) => {
    if (part === 'Property') entries.push(walk.apart(() => entryOf(walk)));
  });
  return { kind: 'object', entries };
}

function entryOf(walk: SyntaxWalk): Entry {
  if (walk.has('ParamList')) {
    const code = expressions.functionCode(walk, true);
    return { key: code.name, spread: false, value: { kind: 'function', code } };
  }
  const { key, value, spread } = property(walk);
  return { key, spread, value: value ?? (key === null ? NOTHING : { kind: 'name', name: key }) };
}

/** A field of a class or a property of an object: its key, where it is no computed one, and its value. */
function property(walk: SyntaxWalk): {
  readonly key: string | null;
  readonly spread: boolean;
  readonly value: Expression | null;
} {
  let key: string | null = null;
  let spread = false;
  let isKey = true;
  let value: Expression | null = null;
  walk.children((part) => {
    if (!isKey) value = walk.expression() ?? value;
    else if (part === ':' || part === 'Equals' || part === 'Spread') {
      isKey = false;
      spread = part === 'Spread';
    } else if (part === 'String') key = unquoted(walk.source());
    else if (part === 'Number' || part.endsWith('PropertyDefinition')) key = walk.source();
  });
  return { key, spread, value };
}
