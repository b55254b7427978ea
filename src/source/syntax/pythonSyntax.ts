import { Lowering, numberOf, patternOf, unquoted } from './lowering.js';
import {
  IGNORE,
  NOTHING,
  type Argument,
  type ClassCode,
  type Clause,
  type Entry,
  type Expression,
  type FunctionCode,
  type Item,
  type Pattern,
  type PatternItem,
  type Statement,
} from './program.js';

/** Lowers the statements of Lezer's Python grammar. */
export class PythonLowering extends Lowering {
  /** The statement under the cursor, as none, one or several. */
  statement(out: Statement[]): void {
    const { cursor } = this;
    this.anchorFrom = cursor.from;
    this.anchorTo = cursor.to;
    switch (cursor.name) {
      case 'AssignStatement':
      case 'UpdateStatement':
        this.assign(out);
        return;
      case 'ExpressionStatement':
        for (const value of this.expressions()) out.push({ kind: 'expression', value });
        return;
      case 'FunctionDefinition':
        out.push({ kind: 'function', code: this.functionCode() });
        return;
      case 'ClassDefinition':
        out.push({ kind: 'class', code: this.classCode() });
        return;
      case 'ReturnStatement': {
        const values = this.expressions();
        const [only] = values;
        const value: Expression | null =
          values.length > 1
            ? { kind: 'list', items: values.map((item) => ({ spread: false, value: item })) }
            : (only ?? null);
        out.push({ kind: 'return', value, leaves: false });
        return;
      }
      case 'RaiseStatement':
        out.push({ kind: 'return', value: null, leaves: true });
        return;
      case 'BreakStatement':
      case 'ContinueStatement':
        out.push({ kind: 'stop' });
        return;
      case 'IfStatement':
        this.branch(out);
        return;
      case 'ForStatement':
        out.push(this.loop());
        return;
      case 'WhileStatement':
        out.push(this.whileLoop());
        return;
      case 'MatchStatement': {
        const arms: Statement[][] = [];
        this.children((name) => {
          if (name === 'MatchBody')
            this.children((part) => {
              if (part === 'MatchClause') arms.push(this.bodyInside());
            });
        });
        out.push({ kind: 'choice', arms });
        return;
      }
      case 'ImportStatement':
        this.imported(out);
        return;
      case 'WithStatement':
        this.withStatement(out);
        return;
      default:
        // try, decorated statements, errors: their statements run in order.
        this.children((name) => {
          if (name === 'Body')
            this.children(() => {
              this.statement(out);
            });
          else if (/(Statement|Definition)$/.test(name)) this.statement(out);
        });
    }
  }

  private body(): Statement[] {
    const { anchorFrom, anchorTo } = this;
    const out: Statement[] = [];
    this.children(() => {
      this.statement(out);
    });
    this.anchorFrom = anchorFrom;
    this.anchorTo = anchorTo;
    return out;
  }

  private bodyInside(): Statement[] {
    let body: Statement[] = [];
    this.children((name) => {
      if (name === 'Body') body = this.body();
    });
    return body;
  }

  private assign(out: Statement[]): void {
    const sides: Item[][] = [[]];
    let operator = '=';
    let spread = false;
    this.children((name) => {
      if (name === 'AssignOp' || name === 'UpdateOp') {
        operator = this.source();
        sides.push([]);
      } else if (name === '*') spread = true;
      else if (name !== 'TypeDef') {
        const value = this.expression();
        if (value === null) return;
        sides.at(-1)?.push({ spread, value });
        spread = false;
      }
    });
    const right = sides.pop();
    if (right === undefined || sides.length === 0) return;
    const value = tuple(right);
    for (const side of sides) out.push({ kind: 'assign', target: patternOf(tuple(side)), operator, value });
  }

  private branch(out: Statement[]): void {
    const arms: { test: Expression | null; body: Statement[] }[] = [];
    let test: Expression | null = null;
    this.children((name) => {
      if (name === 'Body') {
        arms.push({ test, body: this.body() });
        test = null;
      } else test = this.expression() ?? test;
    });
    let no: Statement[] = [];
    for (const arm of arms.reverse()) {
      if (arm.test === null) no = arm.body;
      else no = [{ kind: 'if', test: arm.test, yes: arm.body, no }];
    }
    out.push(...no);
  }

  private loop(): Statement {
    let body: Statement[] = [];
    let after = false;
    const targets: Item[] = [];
    let iterable: Expression = NOTHING;
    this.children((name) => {
      if (name === 'in') after = true;
      else if (name === 'Body') body = body.length === 0 ? this.body() : body;
      else {
        const value = this.expression();
        if (value === null) return;
        if (after) iterable = value;
        else targets.push({ spread: false, value });
      }
    });
    return { kind: 'each', target: patternOf(tuple(targets)), iterable, body };
  }

  private whileLoop(): Statement {
    let test: Expression | null = null;
    let body: Statement[] = [];
    this.children((name) => {
      if (name === 'Body') body = body.length === 0 ? this.body() : body;
      else test ??= this.expression();
    });
    return { kind: 'while', test, update: null, body };
  }

  private withStatement(out: Statement[]): void {
    let last: Expression | null = null;
    let named = false;
    this.children((name) => {
      if (name === 'Body')
        this.children(() => {
          this.statement(out);
        });
      else if (name === 'as') named = true;
      else {
        const value = this.expression();
        if (value === null) return;
        if (named && last !== null)
          out.push({ kind: 'assign', target: patternOf(value), operator: '=', value: last });
        else out.push({ kind: 'expression', value });
        last = value;
        named = false;
      }
    });
  }

  private imported(out: Statement[]): void {
    const words: string[] = [];
    this.children((name) => {
      if (!name.endsWith('Comment') && name !== '(' && name !== ')') words.push(this.source());
    });
    const [first] = words;
    const names: { imported: string | null; local: string }[] = [];
    if (first === 'from') {
      const at = words.indexOf('import');
      const module = words.slice(1, at).join('');
      for (const part of split(words.slice(at + 1))) {
        const [imported, as, local] = part;
        if (imported !== undefined)
          names.push({ imported, local: as === 'as' && local !== undefined ? local : imported });
      }
      out.push({ kind: 'import', module, names });
      return;
    }
    for (const part of split(words.slice(1))) {
      const as = part.indexOf('as');
      const module = (as < 0 ? part : part.slice(0, as)).join('');
      const local = as < 0 ? part[0] : part[as + 1];
      // Without `as` only the first name is bound: import a.b.c binds a.
      if (local !== undefined)
        out.push({
          kind: 'import',
          module: as < 0 ? local : module,
          names: [{ imported: null, local }],
        });
    }
  }

  private functionCode(): FunctionCode {
    let name: string | null = null;
    let params: readonly PatternItem[] = [];
    let body: Statement[] = [];
    const { anchorFrom, anchorTo } = this;
    this.children((part) => {
      if (part === 'VariableName') name = this.source();
      else if (part === 'ParamList') params = this.params();
      else if (part === 'Body') body = this.body();
    });
    this.anchorFrom = anchorFrom;
    this.anchorTo = anchorTo;
    return { name, params, body, bindsThis: true, origin: this.origin };
  }

  private params(): PatternItem[] {
    const items: PatternItem[] = [];
    let rest = false;
    let defaulted = false;
    this.children((part) => {
      if (part === '*' || part === '**') rest = true;
      else if (part === ',') defaulted = false;
      else if (part === 'AssignOp') defaulted = true;
      else if (part === 'TypeDef') return;
      else if (defaulted) {
        const value = this.expression();
        const last = items.at(-1);
        if (value !== null && last !== undefined) items[items.length - 1] = { ...last, fallback: value };
      } else if (part === 'VariableName') {
        items.push({ target: { kind: 'bind', name: this.source() }, fallback: null, rest });
        rest = false;
      }
    });
    return items;
  }

  private classCode(): ClassCode {
    let name: string | null = null;
    let base: Expression | null = null;
    const methods: { name: string; code: FunctionCode; fixed: boolean }[] = [];
    const fields: { name: string; value: Expression; fixed: boolean }[] = [];
    this.children((part) => {
      if (part === 'VariableName') name = this.source();
      else if (part === 'ArgList') base = this.args().find((arg) => arg.name === null)?.value ?? null;
      else if (part === 'Body') {
        for (const statement of this.body()) {
          if (statement.kind === 'function')
            methods.push({ name: statement.code.name ?? '', code: statement.code, fixed: false });
          else if (statement.kind === 'assign' && statement.target.kind === 'bind')
            fields.push({ name: statement.target.name, value: statement.value, fixed: true });
        }
      }
    });
    return { name, base, methods, fields, origin: this.origin };
  }

  protected expression(): Expression | null {
    const { cursor } = this;
    switch (cursor.name) {
      case 'VariableName':
        return { kind: 'name', name: this.source() };
      case 'Number':
        return { kind: 'constant', value: numberOf(this.source()) };
      case 'String':
        return { kind: 'constant', value: unquoted(this.source()) };
      case 'Boolean':
        return { kind: 'constant', value: this.source() === 'True' };
      case 'None':
        return { kind: 'constant', value: null };
      case 'FormatString':
        return this.template();
      case 'ContinuedString':
        return { kind: 'template', parts: this.expressions() };
      case 'MemberExpression':
        return this.member();
      case 'CallExpression':
        return this.call();
      case 'ArrayExpression':
      case 'TupleExpression':
      case 'SetExpression':
        return { kind: 'list', items: this.items() };
      case 'DictionaryExpression':
        return this.dictionary();
      case 'ArrayComprehensionExpression':
      case 'SetComprehensionExpression':
      case 'ComprehensionExpression':
        return this.comprehension();
      case 'LambdaExpression':
        return this.lambda();
      case 'ConditionalExpression': {
        const [yes, test, no] = this.expressions();
        return { kind: 'conditional', test: test ?? NOTHING, yes: yes ?? NOTHING, no: no ?? NOTHING };
      }
      case 'NamedExpression': {
        const [target, value] = this.expressions();
        return {
          kind: 'assignment',
          target: target === undefined ? IGNORE : patternOf(target),
          operator: '=',
          value: value ?? NOTHING,
        };
      }
      case 'BinaryExpression':
      case 'UnaryExpression':
        return this.operation();
      case 'Comment':
      case 'TypeDef':
        return null;
      default:
        return this.other();
    }
  }

  private template(): Expression {
    const source = this.source();
    const { from, to } = this.cursor;
    const quote = /^[a-zA-Z]{0,2}("""|'''|["'])/.exec(source);
    const parts: (string | Expression)[] = [];
    let at = from + (quote?.[0].length ?? 0);
    this.children((name) => {
      if (name !== 'FormatReplacement') return;
      parts.push(this.text.slice(at, this.cursor.from));
      at = this.cursor.to;
      parts.push(this.lower());
    });
    parts.push(this.text.slice(at, Math.max(at, to - (quote?.[1]?.length ?? 0))));
    return { kind: 'template', parts };
  }

  private member(): Expression {
    let object: Expression | null = null;
    let name: string | null = null;
    let sliced = false;
    let index: Expression | null = null;
    this.children((part) => {
      if (object === null) object = this.expression();
      else if (part === 'PropertyName') name = this.source();
      else if (part === ':' || part === ',') sliced = true;
      else index ??= this.expression();
    });
    if (name !== null) return { kind: 'member', object: object ?? NOTHING, name };
    return { kind: 'index', object: object ?? NOTHING, index: sliced ? null : index };
  }

  private call(): Expression {
    const { from } = this.cursor;
    let callee: Expression | null = null;
    let args: Argument[] = [];
    this.children((part) => {
      if (part === 'ArgList') args = this.args();
      else callee ??= this.expression();
    });
    return { kind: 'call', callee: callee ?? NOTHING, args, site: this.site(from) };
  }

  private args(): Argument[] {
    const args: Argument[] = [];
    let spread = false;
    let name: string | null = null;
    let generator = false;
    this.children((part) => {
      if (part === 'for') generator = true;
      else if (part === '*' || part === '**') spread = true;
      else if (part === 'AssignOp') {
        const last = args.pop();
        name = last?.value.kind === 'name' ? last.value.name : null;
      } else if (part !== ',' && part !== '(' && part !== ')' && part !== 'Comment') {
        args.push({ name, spread, value: this.lowerApart() });
        spread = false;
        name = null;
      }
    });
    return generator ? [{ name: null, spread: false, value: this.comprehension() }] : args;
  }

  private items(): Item[] {
    const items: Item[] = [];
    let spread = false;
    this.children((part) => {
      if (part === '*') spread = true;
      else if (!/^([[\](){},]|Comment)$/.test(part)) {
        items.push({ spread, value: this.lowerApart() });
        spread = false;
      }
    });
    return items;
  }

  private dictionary(): Expression {
    const entries: Entry[] = [];
    let key: Expression | null = null;
    let spread = false;
    this.children((part) => {
      if (part === '**') spread = true;
      else if (part === ',' || part === ':') return;
      else {
        const value = this.expression();
        if (value === null) return;
        if (spread) entries.push({ key: null, spread: true, value });
        else if (key === null) {
          key = value;
          return;
        } else
          entries.push({ key: key.kind === 'constant' ? String(key.value) : null, spread: false, value });
        key = null;
        spread = false;
      }
    });
    return { kind: 'object', entries };
  }

  private comprehension(): Expression {
    let element: Expression | null = null;
    const clauses: { target: Pattern; iterable: Expression; filtered: boolean }[] = [];
    let place: 'element' | 'target' | 'iterable' | 'filter' = 'element';
    let targets: Item[] = [];
    this.children((part) => {
      if (part === 'for') {
        place = 'target';
        targets = [];
      } else if (part === 'in' && place === 'target') place = 'iterable';
      else if (part === 'if') {
        place = 'filter';
        const clause = clauses.at(-1);
        if (clause !== undefined) clause.filtered = true;
      } else {
        const value = place === 'element' ? this.apartOrNull() : this.expression();
        if (value === null) return;
        if (place === 'element') element ??= value;
        else if (place === 'target') targets.push({ spread: false, value });
        else if (place === 'iterable')
          clauses.push({ target: patternOf(tuple(targets)), iterable: value, filtered: false });
      }
    });
    return {
      kind: 'comprehension',
      element: element ?? NOTHING,
      clauses: clauses satisfies readonly Clause[],
    };
  }

  private apartOrNull(): Expression | null {
    const { anchorFrom, anchorTo } = this;
    this.anchorFrom = this.cursor.from;
    this.anchorTo = this.cursor.to;
    const value = this.expression();
    this.anchorFrom = anchorFrom;
    this.anchorTo = anchorTo;
    return value;
  }

  private lambda(): Expression {
    let params: readonly PatternItem[] = [];
    let value: Expression | null = null;
    this.children((part) => {
      if (part === 'ParamList') params = this.params();
      else if (part !== 'lambda' && part !== ':') value = this.expression() ?? value;
    });
    return {
      kind: 'function',
      code: {
        name: null,
        params,
        body: [{ kind: 'return', value, leaves: false }],
        bindsThis: false,
        origin: this.origin,
      },
    };
  }

  private operation(): Expression {
    let operator = '';
    const operands: Expression[] = [];
    this.children((part) => {
      const value = this.expression();
      if (part.endsWith('Op') || value === null)
        operator = operator === '' ? this.source() : `${operator} ${this.source()}`;
      else operands.push(value);
    });
    const [left, right] = operands;
    if (left === undefined) return NOTHING;
    if (right !== undefined) return { kind: 'binary', operator, left, right };
    return { kind: 'unary', operator, operand: left };
  }
}

function tuple(items: readonly Item[]): Expression {
  const [only] = items;
  return items.length === 1 && only !== undefined && !only.spread ? only.value : { kind: 'list', items };
}

function split(words: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === ',') parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return parts.filter((part) => part.length > 0);
}
