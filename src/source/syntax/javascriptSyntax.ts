import { Lowering, numberOf, patternOf, unquoted } from './lowering.js';
import {
  IGNORE,
  NOTHING,
  type Argument,
  type ClassCode,
  type Entry,
  type Expression,
  type FunctionCode,
  type Item,
  type Pattern,
  type PatternItem,
  type Statement,
} from './program.js';

/** Lowers the statements of Lezer's JavaScript grammar, TypeScript and JSX included. */
export class JavaScriptLowering extends Lowering {
  /** The statement under the cursor, as none, one or several. */
  statement(out: Statement[]): void {
    const { cursor } = this;
    this.anchorFrom = cursor.from;
    this.anchorTo = cursor.to;
    switch (cursor.name) {
      case 'ExpressionStatement':
        this.children(() => {
          const value = this.expression();
          if (value !== null) out.push({ kind: 'expression', value });
        });
        return;
      case 'ExportDeclaration':
        this.exported(out);
        return;
      case 'VariableDeclaration':
        this.variables(out);
        return;
      case 'FunctionDeclaration':
        out.push({ kind: 'function', code: this.functionCode(true) });
        return;
      case 'ClassDeclaration':
        out.push({ kind: 'class', code: this.classCode() });
        return;
      case 'ReturnStatement':
      case 'ThrowStatement': {
        const [value] = this.expressions();
        if (cursor.name === 'ThrowStatement') out.push({ kind: 'return', value: null, leaves: true });
        else out.push({ kind: 'return', value: value ?? null, leaves: false });
        return;
      }
      case 'BreakStatement':
      case 'ContinueStatement':
        out.push({ kind: 'stop' });
        return;
      case 'IfStatement':
        this.branch(out);
        return;
      case 'ForStatement':
        this.loop(out);
        return;
      case 'WhileStatement':
      case 'DoStatement':
        out.push(this.whileLoop());
        return;
      case 'SwitchStatement':
        this.choice(out);
        return;
      case 'ImportDeclaration':
        this.imported(out);
        return;
      default:
        // Blocks, try, labels, namespaces: their statements run in order.
        this.children(() => {
          this.statement(out);
        });
    }
  }

  private exported(out: Statement[]): void {
    const { from, to } = this.cursor;
    this.children((name) => {
      if (/(Declaration|Statement)$/.test(name)) {
        this.statement(out);
        return;
      }
      this.anchorFrom = from;
      this.anchorTo = to;
      if (name === 'ExportGroup' || name === 'VariableDefinition') return;
      const value = this.expression();
      if (value !== null) out.push({ kind: 'expression', value });
    });
  }

  private body(): Statement[] {
    const { anchorFrom, anchorTo } = this;
    const out: Statement[] = [];
    if (this.cursor.name === 'Block')
      this.children(() => {
        this.statement(out);
      });
    else this.statement(out);
    this.anchorFrom = anchorFrom;
    this.anchorTo = anchorTo;
    return out;
  }

  private variables(out: Statement[]): void {
    let target: Pattern | null = null;
    this.children((name) => {
      if (name === 'VariableDefinition' || name === 'ArrayPattern' || name === 'ObjectPattern') {
        target = this.pattern();
      } else if (name === ',') target = null;
      else if (target !== null) {
        const value = this.expression();
        if (value !== null) out.push({ kind: 'assign', target, operator: 'declare', value });
      }
    });
  }

  private pattern(): Pattern {
    switch (this.cursor.name) {
      case 'VariableDefinition':
        return { kind: 'bind', name: this.source() };
      case 'ArrayPattern':
        return { kind: 'list', items: this.patternItems() };
      case 'ObjectPattern': {
        const entries: (PatternItem & { readonly key: string })[] = [];
        this.children((name) => {
          if (name !== 'PatternProperty') return;
          let key = '';
          let target: Pattern | null = null;
          let fallback: Expression | null = null;
          let rest = false;
          this.children((part) => {
            if (part === 'PropertyName') key = this.source();
            else if (part === 'Spread') rest = true;
            else if (part === 'VariableDefinition' || part === 'ArrayPattern' || part === 'ObjectPattern')
              target = this.pattern();
            else fallback = this.expression() ?? fallback;
          });
          const bound: Pattern = target ?? IGNORE;
          if (key === '' && bound.kind === 'bind') key = bound.name;
          entries.push({ key, target: bound, fallback, rest });
        });
        return { kind: 'object', entries };
      }
      default:
        return patternOf(this.lower());
    }
  }

  private patternItems(): PatternItem[] {
    const items: PatternItem[] = [];
    let rest = false;
    let defaulted = false;
    let current: { target: Pattern; fallback: Expression | null; rest: boolean } | null = null;
    this.children((name) => {
      if (name === ',') {
        items.push(current ?? { target: IGNORE, fallback: null, rest: false });
        current = null;
        defaulted = false;
      } else if (name === 'Spread') rest = true;
      else if (name === 'VariableDefinition' || name === 'ArrayPattern' || name === 'ObjectPattern') {
        current = { target: this.pattern(), fallback: null, rest };
        rest = false;
      } else if (name === 'Equals') defaulted = true;
      else if (defaulted && current !== null) {
        const value = this.expression();
        if (value !== null) current.fallback = value;
      }
    });
    if (current !== null) items.push(current);
    return items;
  }

  private branch(out: Statement[]): void {
    let test: Expression = NOTHING;
    const arms: Statement[][] = [];
    this.children((name) => {
      if (name === 'ParenthesizedExpression' && arms.length === 0) test = this.lower();
      else if (name !== 'if' && name !== 'else' && !name.endsWith('Comment')) arms.push(this.body());
    });
    out.push({ kind: 'if', test, yes: arms[0] ?? [], no: arms[1] ?? [] });
  }

  private loop(out: Statement[]): void {
    let body: Statement[] = [];
    let each: { target: Pattern; iterable: Expression } | null = null;
    let test: Expression | null = null;
    let update: Expression | null = null;
    this.children((name) => {
      if (name === 'ForSpec') {
        let place = 0;
        this.children((part) => {
          if (part === 'VariableDeclaration') {
            this.variables(out);
            place = 1;
          } else if (part === ';') place++;
          else {
            const value = this.expression();
            if (value === null) return;
            if (place === 0) out.push({ kind: 'expression', value });
            else if (place === 1) test = value;
            else update = value;
          }
        });
      } else if (name === 'ForOfSpec' || name === 'ForInSpec') {
        let target: Pattern = IGNORE;
        let iterable: Expression = NOTHING;
        let after = false;
        this.children((part) => {
          if (part === 'of' || part === 'in') after = true;
          else if (after) iterable = this.expression() ?? iterable;
          else if (part === 'VariableDefinition' || part.endsWith('Pattern')) target = this.pattern();
        });
        each = { target, iterable: name === 'ForInSpec' ? NOTHING : iterable };
      } else if (name !== 'for' && name !== 'await' && !name.endsWith('Comment')) body = this.body();
    });
    const found = each as { target: Pattern; iterable: Expression } | null;
    if (found === null) out.push({ kind: 'while', test, update, body });
    else out.push({ kind: 'each', ...found, body });
  }

  private whileLoop(): Statement {
    let test: Expression | null = null;
    let body: Statement[] = [];
    this.children((name) => {
      if (name === 'ParenthesizedExpression') test = this.lower();
      else if (name.endsWith('Statement') || name === 'Block') body = this.body();
    });
    return { kind: 'while', test, update: null, body };
  }

  private choice(out: Statement[]): void {
    const arms: Statement[][] = [];
    this.children((name) => {
      if (name === 'ParenthesizedExpression') out.push({ kind: 'expression', value: this.lower() });
      else if (name === 'SwitchBody')
        this.children((part) => {
          if (part === 'CaseLabel' || part === 'DefaultLabel') arms.push([]);
          else if (part !== '{' && part !== '}') {
            const arm = arms.at(-1);
            if (arm !== undefined) this.statement(arm);
          }
        });
    });
    out.push({ kind: 'choice', arms: arms.filter((arm) => arm.length > 0) });
  }

  private imported(out: Statement[]): void {
    const names: { imported: string | null; local: string }[] = [];
    let module = '';
    this.children((name) => {
      if (name === 'VariableDefinition') names.push({ imported: null, local: this.source() });
      else if (name === 'String') module = unquoted(this.source());
      else if (name === 'ImportGroup') {
        let imported: string | null = null;
        this.children((part) => {
          if (part === 'VariableName') imported = this.source();
          else if (part === 'VariableDefinition') {
            const local = this.source();
            const name = imported ?? local;
            names.push({ imported: name === 'default' ? null : name, local });
            imported = null;
          }
        });
      }
    });
    out.push({ kind: 'import', module, names });
  }

  private functionCode(bindsThis: boolean): FunctionCode {
    let name: string | null = null;
    let params: readonly PatternItem[] = [];
    let body: Statement[] = [];
    const { anchorFrom, anchorTo } = this;
    this.children((part) => {
      switch (part) {
        case 'VariableDefinition':
        case 'PropertyDefinition':
        case 'PrivatePropertyDefinition':
          name = this.source();
          return;
        case 'ParamList':
          params = this.patternItems();
          return;
        case 'Block':
          body = this.body();
          return;
        case 'async':
        case 'function':
        case 'Arrow':
        case 'Star':
        case 'TypeAnnotation':
        case 'TypeParamList':
        case '[':
          return;
        default: {
          const { from, to } = this.cursor;
          this.anchorFrom = from;
          this.anchorTo = to;
          const value = this.expression();
          if (value !== null) body = [{ kind: 'return', value, leaves: false }];
        }
      }
    });
    this.anchorFrom = anchorFrom;
    this.anchorTo = anchorTo;
    return { name, params, body, bindsThis, origin: this.origin };
  }

  private classCode(): ClassCode {
    let name: string | null = null;
    let base: Expression | null = null;
    const methods: { name: string; code: FunctionCode; fixed: boolean }[] = [];
    const fields: { name: string; value: Expression; fixed: boolean }[] = [];
    this.children((part) => {
      if (part === 'VariableDefinition') name = this.source();
      else if (part === 'ClassBody')
        this.children((member) => {
          this.anchorFrom = this.cursor.from;
          this.anchorTo = this.cursor.to;
          if (member === 'MethodDeclaration') {
            const fixed = this.has('static');
            const code = this.functionCode(true);
            methods.push({ name: code.name ?? '', code, fixed });
          } else if (member === 'PropertyDeclaration') {
            let key = '';
            let value: Expression | null = null;
            let after = false;
            const fixed = this.has('static');
            this.children((token) => {
              if (token.endsWith('PropertyDefinition')) key = this.source();
              else if (token === 'Equals') after = true;
              else if (after) value = this.expression() ?? value;
            });
            if (value !== null) fields.push({ name: key, value, fixed });
          } else if (member === 'StaticBlock') this.other();
        });
      else if (part !== 'class' && part !== 'extends') base = this.expression() ?? base;
    });
    return { name, base, methods, fields, origin: this.origin };
  }

  private has(token: string): boolean {
    let found = false;
    this.children((name) => {
      found ||= name === token;
    });
    return found;
  }

  protected expression(): Expression | null {
    const { cursor } = this;
    switch (cursor.name) {
      case 'VariableName':
      case 'this':
      case 'super':
        return { kind: 'name', name: this.source() };
      case 'Number':
        return { kind: 'constant', value: numberOf(this.source()) };
      case 'String':
        return { kind: 'constant', value: unquoted(this.source()) };
      case 'BooleanLiteral':
        return { kind: 'constant', value: this.source() === 'true' };
      case 'null':
        return { kind: 'constant', value: null };
      case 'TemplateString':
        return this.template();
      case 'MemberExpression':
        return this.member();
      case 'CallExpression':
      case 'NewExpression':
        return this.call();
      case 'ArrayExpression':
        return { kind: 'list', items: this.items() };
      case 'ObjectExpression':
        return this.object();
      case 'ArrowFunction':
        return { kind: 'function', code: this.functionCode(false) };
      case 'FunctionExpression':
        return { kind: 'function', code: this.functionCode(true) };
      case 'ClassExpression':
        return { kind: 'class', code: this.classCode() };
      case 'AssignmentExpression':
        return this.assignment();
      case 'BinaryExpression':
      case 'UnaryExpression':
      case 'PostfixExpression':
        return this.operation();
      case 'ConditionalExpression': {
        const [test, yes, no] = this.expressions();
        return { kind: 'conditional', test: test ?? NOTHING, yes: yes ?? NOTHING, no: no ?? NOTHING };
      }
      case 'TypeAnnotation':
      case 'TypeArgList':
      case 'TypeParamList':
      case 'LineComment':
      case 'BlockComment':
      case 'VariableDefinition':
        return null;
      case 'import':
        return { kind: 'name', name: 'import' };
      default:
        return this.other();
    }
  }

  private template(): Expression {
    const { from, to } = this.cursor;
    const parts: (string | Expression)[] = [];
    let at = from + 1;
    this.children((name) => {
      if (name !== 'Interpolation') return;
      parts.push(this.text.slice(at, this.cursor.from));
      at = this.cursor.to;
      parts.push(this.lower());
    });
    if (parts.length === 0) return { kind: 'constant', value: unquoted(this.source()) };
    parts.push(this.text.slice(at, to - 1));
    return { kind: 'template', parts };
  }

  private member(): Expression {
    let object: Expression | null = null;
    let name: string | null = null;
    let indexed = false;
    let index: Expression | null = null;
    this.children((part) => {
      if (object === null) object = this.expression();
      else if (part === 'PropertyName' || part === 'PrivatePropertyName') name = this.source();
      else if (part === '[') indexed = true;
      else if (indexed) index ??= this.expression();
    });
    if (name !== null) return { kind: 'member', object: object ?? NOTHING, name };
    return { kind: 'index', object: object ?? NOTHING, index };
  }

  private call(): Expression {
    const { from } = this.cursor;
    let callee: Expression | null = null;
    let args: Argument[] = [];
    this.children((part) => {
      if (part === 'ArgList') args = this.items().map((item) => ({ name: null, ...item }));
      else if (part !== 'new') callee ??= this.expression();
    });
    return { kind: 'call', callee: callee ?? NOTHING, args, site: this.site(from) };
  }

  private items(): Item[] {
    const items: Item[] = [];
    let spread = false;
    this.children((part) => {
      if (part === 'Spread') {
        spread = true;
        return;
      }
      if (part === ',' || part === '(' || part === ')' || part === '[' || part === ']') return;
      if (part.endsWith('Comment')) return;
      items.push({ spread, value: this.lowerApart() });
      spread = false;
    });
    return items;
  }

  private object(): Expression {
    const entries: Entry[] = [];
    this.children((part) => {
      if (part !== 'Property') return;
      const { anchorFrom, anchorTo } = this;
      this.anchorFrom = this.cursor.from;
      this.anchorTo = this.cursor.to;
      let key: string | null = null;
      let spread = false;
      let value: Expression | null = null;
      let keyed = false;
      if (this.has('ParamList')) {
        const code = this.functionCode(true);
        entries.push({ key: code.name, spread: false, value: { kind: 'function', code } });
      } else {
        this.children((token) => {
          if (token === 'PropertyDefinition') key = this.source();
          else if (token === 'Spread') spread = true;
          else if (token === ':') keyed = true;
          else if (token === 'String' && !keyed && key === null) key = unquoted(this.source());
          else if (token === 'Number' && !keyed && key === null) key = this.source();
          else if (keyed || spread) value = this.expression() ?? value;
        });
        value ??= key === null ? NOTHING : { kind: 'name', name: key };
        entries.push({ key, spread, value });
      }
      this.anchorFrom = anchorFrom;
      this.anchorTo = anchorTo;
    });
    return { kind: 'object', entries };
  }

  private assignment(): Expression {
    let target: Pattern | null = null;
    let operator = '=';
    let value: Expression = NOTHING;
    this.children((part) => {
      if (part === 'Equals') operator = '=';
      else if (part === 'UpdateOp') operator = this.source();
      else if (target === null) target = this.pattern();
      else value = this.expression() ?? value;
    });
    return { kind: 'assignment', target: target ?? IGNORE, operator, value };
  }

  private operation(): Expression {
    let operator = '';
    let cast = false;
    const operands: Expression[] = [];
    this.children((part) => {
      if (part === 'as' || part === 'satisfies') cast = true;
      else if (part.endsWith('Op')) operator = this.source();
      else if (!cast) {
        const value = this.expression();
        if (value !== null) operands.push(value);
        else if (operator === '') operator = this.source();
      }
    });
    const [left, right] = operands;
    if (left === undefined) return NOTHING;
    if (cast || (operator === '!' && this.cursor.name === 'PostfixExpression')) return left;
    if (right !== undefined) return { kind: 'binary', operator, left, right };
    if (operator === '++' || operator === '--')
      return {
        kind: 'assignment',
        target: patternOf(left),
        operator: operator === '++' ? '+=' : '-=',
        value: { kind: 'constant', value: 1 },
      };
    return { kind: 'unary', operator, operand: left };
  }
}
