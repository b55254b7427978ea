import {
  type Expression,
  type CallExpression,
  type FunctionCode,
  type Pattern,
  type PatternItem,
  type Statement,
} from '../syntax/program.js';
import { binaryValue, truthOf, unaryValue } from './arithmetic.js';
import { callValue, type Given } from './calls.js';
import { makeLayer } from './layerCalls.js';
import { findMethod, libraryBase, OWN_GROUP } from './classes.js';
import { impliedValue, importedValue, isLibrary, STAR } from './imports.js';
import { memberValue } from './members.js';
import { Scope } from './scope.js';
import {
  isKind,
  mergeAll,
  mergeValues,
  type ClassValue,
  type FunctionValue,
  type InstanceValue,
  type ListValue,
  type Value,
} from './value.js';
import { World } from './world.js';

/** How a list of statements ended: at its end, by leaving the function, or by leaving the loop's turn. */
type End = 'on' | 'return' | 'stop';

/** Steps of one program's run; a program that needs more is not looked at to its end. */
const MOST_STEPS = 150_000;
const MOST_DEPTH = 40;
const MOST_TURNS = 64;

/**
 * Runs a program without data: what literals decide is decided, both ways of any other branch are taken, a loop of
 * unknown length is run once and marked. It never throws for what the program does.
 */
export class Evaluation {
  readonly world = new World();
  readonly module = new Scope(null, true);
  readonly python: boolean;
  #steps = 0;
  #depth = 0;
  readonly #running: FunctionCode[] = [];
  readonly #called = new Set<FunctionCode>();
  readonly #functions: FunctionValue[] = [];
  readonly #classes: { readonly type: ClassValue; instance: InstanceValue | null }[] = [];

  constructor(python: boolean) {
    this.python = python;
  }

  get exhausted(): boolean {
    return this.#steps > MOST_STEPS;
  }

  /** The functions of a whole text are there before its first statement runs, in JavaScript. */
  hoistAll(statements: readonly Statement[]): void {
    if (!this.python) this.hoist(statements, this.module);
  }

  runModule(statements: readonly Statement[]): void {
    for (const statement of statements) this.run([statement], this.module, false);
  }

  /** Runs the functions and classes that the program itself never calls: others may. */
  runUncalled(): void {
    for (let index = 0; index < this.#classes.length; index++) {
      const known = this.#classes[index];
      if (known?.type.code.origin.relevant !== true) continue;
      this.world.apart(() => {
        const { type } = known;
        const instance = known.instance ?? this.instantiate(type, []);
        if (!isKind(instance, 'instance')) return;
        for (const { code } of type.code.methods)
          if (!this.#called.has(code))
            this.callFunction({ kind: 'function', code, scope: type.scope, self: instance }, []);
      });
    }
    for (let index = 0; index < this.#functions.length; index++) {
      const value = this.#functions[index];
      if (value?.code.origin.relevant === true && !this.#called.has(value.code))
        this.world.apart(() => this.callFunction(value, []));
    }
  }

  run(statements: readonly Statement[], scope: Scope, hoist = true): End {
    if (hoist && !this.python) this.hoist(statements, scope);
    for (let index = 0; index < statements.length; index++) {
      const statement = statements[index];
      if (statement === undefined) break;
      if (++this.#steps > MOST_STEPS) return 'return';
      let end: End = 'on';
      if (statement.kind === 'if') {
        const known = this.isDecided(statement.test, scope)
          ? truthOf(this.evaluate(statement.test, scope))
          : null;
        if (known === null) {
          this.evaluate(statement.test, scope);
          if (leaves(statement.yes) && statement.no.length === 0) {
            // if (x) return a; the rest of the statements are the other way.
            const rest = statements.slice(index + 1);
            const ends: End[] = [];
            this.world.inArms([
              () => ends.push(this.run(statement.yes, scope)),
              () => ends.push(this.run(rest, scope)),
            ]);
            return ends[1] ?? 'on';
          }
          this.world.inArms([() => this.run(statement.yes, scope), () => this.run(statement.no, scope)]);
        } else end = this.run(known ? statement.yes : statement.no, scope);
      } else end = this.step(statement, scope);
      if (end !== 'on') return end;
    }
    return 'on';
  }

  private step(statement: Exclude<Statement, { readonly kind: 'if' }>, scope: Scope): End {
    switch (statement.kind) {
      case 'expression':
        this.evaluate(statement.value, scope);
        return 'on';
      case 'assign': {
        const value = this.evaluate(statement.value, scope);
        this.assign(statement.target, statement.operator, value, scope);
        return 'on';
      }
      case 'block':
        return this.run(statement.body, scope);
      case 'choice':
        this.world.inArms(statement.arms.map((arm) => () => this.run(arm, scope)));
        return 'on';
      case 'each': {
        const iterable = this.evaluate(statement.iterable, scope);
        this.turns(iterable, (item) => {
          this.bind(statement.target, item, scope);
          return this.run(statement.body, scope);
        });
        return 'on';
      }
      case 'while':
        this.whileLoop(statement, scope);
        return 'on';
      case 'function':
        if (this.python) this.define(statement.code, scope);
        return 'on';
      case 'class': {
        const value = this.classValue(statement.code, scope);
        if (statement.code.name !== null) this.world.journal.set(scope.variables, statement.code.name, value);
        return 'on';
      }
      case 'return': {
        if (statement.value !== null) {
          const value = this.evaluate(statement.value, scope);
          const home = scope.variables;
          const before = home.get(RETURNED);
          home.set(RETURNED, home.has(RETURNED) ? mergeValues(before, value) : value);
        }
        return 'return';
      }
      case 'stop':
        return 'stop';
      case 'import':
        for (const { imported, local } of statement.names)
          if (imported === '*') {
            if (isLibrary(statement.module)) this.module.variables.set(STAR, true);
          } else this.module.variables.set(local, importedValue(statement.module, imported, local));
        return 'on';
    }
  }

  private define(code: FunctionCode, scope: Scope): void {
    const value = this.functionValue(code, scope, undefined);
    if (code.name !== null) this.world.journal.set(scope.variables, code.name, value);
  }

  /** JavaScript's functions are there before the first statement runs. */
  private hoist(statements: readonly Statement[], scope: Scope): void {
    for (const statement of statements) if (statement.kind === 'function') this.define(statement.code, scope);
  }

  private whileLoop(
    { test, update, body }: Extract<Statement, { readonly kind: 'while' }>,
    scope: Scope,
  ): void {
    const known = (): boolean | null => (test === null ? null : truthOf(this.evaluate(test, scope)));
    if (update === null || known() === null) {
      if (test !== null) this.evaluate(test, scope);
      this.world.inLoop(() => {
        if (update !== null) this.forgetAssigned(update, scope);
        this.run(body, scope);
      });
      return;
    }
    this.world.loops++;
    for (let turn = 0; turn < MOST_TURNS && known() === true && !this.exhausted; turn++) {
      if (this.run(body, scope) === 'return') break;
      this.evaluate(update, scope);
    }
    this.world.loops--;
  }

  /** A counter of a loop of unknown length has no known value inside. */
  private forgetAssigned(update: Expression, scope: Scope): void {
    if (update.kind === 'assignment') this.bind(update.target, undefined, scope);
  }

  /** Runs a body for each item of a list, or once for any number of turns where the list is not known. */
  turns(iterable: Value, body: (item: Value) => unknown): void {
    if (isKind(iterable, 'list') && !iterable.open && iterable.items.length <= MOST_TURNS) {
      this.world.loops++;
      for (const item of iterable.items) {
        if (this.exhausted || body(item) === 'return') break;
      }
      this.world.loops--;
      return;
    }
    const items = isKind(iterable, 'list') ? iterable.items : [];
    // Not even one may be there, or others than these.
    const item = mergeValues(mergeAll(items), undefined);
    this.world.inLoop(() => body(item));
  }

  assign(target: Pattern, operator: string, value: Value, scope: Scope): void {
    if (operator === '=' || operator === 'declare') {
      if (operator === 'declare') this.declare(target, value, scope);
      else this.bind(target, value, scope);
      return;
    }
    if (target.kind !== 'bind') return;
    const before = scope.find(target.name)?.variables.get(target.name);
    if (operator === '+=' && isKind(before, 'list')) {
      if (isKind(value, 'list')) before.items.push(...value.items);
      else before.open = true;
      return;
    }
    this.bind(target, binaryValue(operator.slice(0, -1), before, value), scope);
  }

  bind(target: Pattern, value: Value, scope: Scope): void {
    const { journal } = this.world;
    switch (target.kind) {
      case 'bind': {
        nameGroup(value, target.name);
        // Python assigns in its own function, JavaScript where the name was declared.
        const home = this.python ? scope : (scope.find(target.name) ?? scope);
        journal.set(home.variables, target.name, value);
        return;
      }
      case 'place': {
        const object = this.evaluate(target.object, scope);
        nameGroup(value, target.name);
        if (isKind(object, 'instance')) journal.set(object.fields, target.name, value);
        else if (isKind(object, 'dict')) journal.set(object.entries, target.name, value);
        return;
      }
      case 'list':
        target.items.forEach((item, index) => {
          if (item.rest) this.bind(item.target, restOf(value, index), scope);
          else this.bindItem(item, isKind(value, 'list') ? value.items[index] : undefined, scope);
        });
        return;
      case 'object':
        for (const entry of target.entries)
          if (!entry.rest)
            this.bindItem(
              entry,
              value === undefined ? undefined : memberValue(this, value, entry.key, null),
              scope,
            );
        return;
      case 'ignore':
    }
  }

  private bindItem({ target, fallback }: PatternItem, value: Value, scope: Scope): void {
    const given = value === undefined && fallback !== null ? this.evaluate(fallback, scope) : value;
    this.bind(target, given, scope);
  }

  /** Is a condition decided inside a function or loop, by what it was given? A switch at the top may stand otherwise. */
  private isDecided(test: Expression, scope: Scope): boolean {
    switch (test.kind) {
      case 'name': {
        if (test.name === '__name__') return true;
        const home = scope.find(test.name);
        return home !== null && (!home.isModule || this.world.loops > 0);
      }
      case 'binary':
        return (
          (test.left.kind === 'constant' || this.isDecided(test.left, scope)) &&
          (test.right.kind === 'constant' || this.isDecidedOrConstant(test.right, scope))
        );
      case 'unary':
        return this.isDecided(test.operand, scope);
      case 'call':
      case 'member':
        return this.world.loops > 0 || !scope.isModule;
      default:
        return false;
    }
  }

  private isDecidedOrConstant(test: Expression, scope: Scope): boolean {
    return test.kind === 'name' || this.isDecided(test, scope);
  }

  evaluate(expression: Expression, scope: Scope): Value {
    if (++this.#steps > MOST_STEPS) return undefined;
    switch (expression.kind) {
      case 'constant':
        return expression.value;
      case 'name':
        return this.nameValue(expression.name, scope);
      case 'member':
        return memberValue(this, this.evaluate(expression.object, scope), expression.name, expression.object);
      case 'index': {
        const object = this.evaluate(expression.object, scope);
        const index = expression.index === null ? undefined : this.evaluate(expression.index, scope);
        if (isKind(object, 'list') && typeof index === 'number' && !object.open)
          return object.items.at(index);
        if (isKind(object, 'dict') && typeof index === 'string') return object.entries.get(index);
        if (isKind(object, 'instance') && typeof index === 'string') return object.fields.get(index);
        return isKind(object, 'tensor') ? object : undefined;
      }
      case 'call': {
        const callee = this.evaluate(expression.callee, scope);
        const args: Given[] = [];
        for (const arg of expression.args) {
          const value = this.evaluate(arg.value, scope);
          if (!arg.spread) args.push({ name: arg.name, value });
          else if (isKind(value, 'list') && !value.open)
            for (const item of value.items) args.push({ name: null, value: item });
          else if (isKind(value, 'dict'))
            for (const [name, item] of value.entries) args.push({ name, value: item });
          else args.push({ name: '*', value });
        }
        return callValue(this, callee, args, expression, scope);
      }
      case 'list': {
        const list: ListValue = { kind: 'list', items: [], open: false };
        for (const { spread, value } of expression.items) {
          const item = this.evaluate(value, scope);
          if (!spread) list.items.push(item);
          else if (isKind(item, 'list')) {
            list.items.push(...item.items);
            list.open ||= item.open;
          } else list.open = true;
        }
        return list;
      }
      case 'object': {
        const entries = new Map<string, Value>();
        for (const { key, spread, value } of expression.entries) {
          const item = this.evaluate(value, scope);
          if (key !== null) entries.set(key, item);
          else if (spread && isKind(item, 'dict'))
            for (const [name, inner] of item.entries) entries.set(name, inner);
        }
        return { kind: 'dict', entries };
      }
      case 'function':
        return this.functionValue(expression.code, scope, undefined);
      case 'class':
        return this.classValue(expression.code, scope);
      case 'binary': {
        const left = this.evaluate(expression.left, scope);
        const right = this.evaluate(expression.right, scope);
        return binaryValue(expression.operator, left, right);
      }
      case 'unary':
        return unaryValue(expression.operator, this.evaluate(expression.operand, scope));
      case 'template': {
        let text: string | undefined = '';
        for (const part of expression.parts) {
          const value = typeof part === 'string' ? part : this.evaluate(part, scope);
          if (typeof value !== 'string' && typeof value !== 'number') text = undefined;
          else if (text !== undefined) text += String(value);
        }
        return text;
      }
      case 'conditional': {
        const known = this.isDecided(expression.test, scope)
          ? truthOf(this.evaluate(expression.test, scope))
          : null;
        if (known !== null) return this.evaluate(known ? expression.yes : expression.no, scope);
        const values: Value[] = [];
        this.evaluate(expression.test, scope);
        this.world.inArms(
          [expression.yes, expression.no].map((arm) => () => values.push(this.evaluate(arm, scope))),
        );
        return mergeAll(values);
      }
      case 'comprehension':
        return this.comprehension(expression, scope);
      case 'assignment': {
        const value = this.evaluate(expression.value, scope);
        this.assign(expression.target, expression.operator, value, scope);
        return value;
      }
      case 'other': {
        let value: Value = undefined;
        for (const part of expression.parts) value = this.evaluate(part, scope);
        return expression.parts.length === 1 ? value : undefined;
      }
    }
  }

  private comprehension(
    { element, clauses }: Extract<Expression, { readonly kind: 'comprehension' }>,
    outer: Scope,
  ): Value {
    const scope = new Scope(outer, false);
    const list: ListValue = { kind: 'list', items: [], open: false };
    const level = (index: number): void => {
      const clause = clauses[index];
      if (clause === undefined) {
        list.items.push(this.evaluate(element, scope));
        return;
      }
      const iterable = this.evaluate(clause.iterable, scope);
      const known = isKind(iterable, 'list') && !iterable.open && !clause.filtered;
      list.open ||= !known;
      this.turns(clause.filtered ? undefined : iterable, (item) => {
        this.bind(clause.target, item, scope);
        level(index + 1);
      });
    };
    level(0);
    return list;
  }

  private nameValue(name: string, scope: Scope): Value {
    const home = scope.find(name);
    if (home !== null) {
      const value = home.variables.get(name);
      // function build(tf) {...}: who passes a library passes this one.
      if (value !== undefined || home.isModule) return value;
      return name === 'tf' ? impliedValue(name, this.python, this.module) : undefined;
    }
    return impliedValue(name, this.python, this.module);
  }

  functionValue(code: FunctionCode, scope: Scope, self: Value): FunctionValue {
    const value: FunctionValue = { kind: 'function', code, scope, self };
    this.#functions.push(value);
    return value;
  }

  private classValue(code: ClassValue['code'], scope: Scope): ClassValue {
    const base = code.base === null ? undefined : this.evaluate(code.base, scope);
    const value: ClassValue = {
      kind: 'class',
      code,
      scope,
      base: isKind(base, 'class') || isKind(base, 'path') ? base : null,
    };
    this.#classes.push({ type: value, instance: null });
    return value;
  }

  /** A new instance of one of the program's classes; one that extends a library's layer is a layer. */
  instantiate(type: ClassValue, args: readonly Given[], call: CallExpression | null = null): Value {
    const instance: InstanceValue = { kind: 'instance', type, fields: new Map() };
    const known = this.#classes.find((one) => one.type === type);
    if (known !== undefined) known.instance ??= instance;
    const library = libraryBase(type);
    if (library === 'layer') return this.customLayer(type, args, call, instance);
    if (library === 'model') return this.subclassModel(type, args, call, instance);
    this.construct(type, args, instance);
    return instance;
  }

  private construct(type: ClassValue, args: readonly Given[], instance: InstanceValue): void {
    const chain: ClassValue[] = [];
    for (let at: ClassValue['base'] = type; at?.kind === 'class'; at = at.base) chain.unshift(at);
    for (const one of chain) {
      const scope = new Scope(one.scope, false);
      scope.variables.set('this', instance);
      for (const { name, value } of one.code.fields) instance.fields.set(name, this.evaluate(value, scope));
    }
    const method = findMethod(type, this.python ? '__init__' : 'constructor');
    if (method !== null) this.callFunction({ kind: 'function', ...method, self: instance }, args);
  }

  /** super(...) of JavaScript. */
  constructBase(self: InstanceValue, args: readonly Given[]): void {
    const { base } = self.type;
    const method = base?.kind === 'class' ? findMethod(base, 'constructor') : null;
    if (method !== null) this.callFunction({ kind: 'function', ...method, self }, args);
  }

  /** The program's own layer class: what it makes inside is no layer of the model. */
  private customLayer(
    type: ClassValue,
    args: readonly Given[],
    call: CallExpression | null,
    instance: InstanceValue,
  ): Value {
    const from = this.world.serial;
    this.construct(type, args, instance);
    for (const { name, code } of type.code.methods)
      if (name === 'call' && !this.#called.has(code))
        this.callFunction({ kind: 'function', code, scope: type.scope, self: instance }, []);
    for (const made of this.world.madeSince(from)) made.wrapped = true;
    if (call === null) return instance;
    return makeLayer(this, call, type.code.name ?? '', args);
  }

  /** A class that extends Model: its layers are those that its constructor makes, in the order of its call. */
  private subclassModel(
    type: ClassValue,
    args: readonly Given[],
    call: CallExpression | null,
    instance: InstanceValue,
  ): Value {
    const group = this.world.makeGroup(call, 'subclass');
    group.group.variable = type.code.name;
    instance.fields.set(OWN_GROUP, group);
    const from = this.world.serial;
    this.construct(type, args, instance);
    const method = findMethod(type, 'call');
    if (method !== null) this.callFunction({ kind: 'function', ...method, self: instance }, []);
    const made = this.world.madeSince(from).filter(({ grouped, wrapped }) => !grouped && !wrapped);
    made.sort((a, b) => (a.first?.order ?? Infinity) - (b.first?.order ?? Infinity) || a.serial - b.serial);
    for (const item of made) this.world.addMade(group.group, item);
    return instance;
  }

  callFunction({ code, scope: outer, self }: FunctionValue, given: readonly Given[]): Value {
    if (this.#depth >= MOST_DEPTH || this.exhausted) return undefined;
    if (this.#running.filter((one) => one === code).length >= 2) return undefined;
    this.#called.add(code);
    const scope = new Scope(outer, false);
    if (code.bindsThis && !this.python) scope.variables.set('this', self);
    const [first] = code.params;
    const takesSelf =
      this.python &&
      self !== undefined &&
      first?.target.kind === 'bind' &&
      /^(self|cls)$/.test(first.target.name);
    const args = takesSelf ? [{ name: null, value: self }, ...given] : given;
    this.bindArguments(code, args, scope);
    this.#depth++;
    this.#running.push(code);
    try {
      this.run(code.body, scope);
    } finally {
      this.#depth--;
      this.#running.pop();
    }
    return scope.variables.get(RETURNED);
  }

  private bindArguments(code: FunctionCode, args: readonly Given[], scope: Scope): void {
    const positional = args.filter(({ name }) => name === null);
    code.params.forEach((param, index) => {
      if (param.rest) {
        const rest = positional.slice(index).map(({ value }) => value);
        this.declare(param.target, { kind: 'list', items: rest, open: args.length === 0 }, scope);
        return;
      }
      const { target } = param;
      const named =
        target.kind === 'bind' ? args.find(({ name }) => name !== null && name === target.name) : undefined;
      const given = named ?? positional[index];
      const value =
        given === undefined && param.fallback !== null ? this.evaluate(param.fallback, scope) : given?.value;
      this.declare(target, value, scope);
    });
  }

  /** Binds a parameter or declaration: its names are the function's own, whatever stands outside. */
  private declare(target: Pattern, value: Value, scope: Scope): void {
    for (const name of namesOf(target))
      if (!scope.variables.has(name)) this.world.journal.set(scope.variables, name, undefined);
    this.bind(target, value, scope);
  }
}

/** The variable that holds what a function returns; no program can have it. */
const RETURNED = 'return value';

function leaves(statements: readonly Statement[]): boolean {
  const last = statements.at(-1);
  return last?.kind === 'return' || last?.kind === 'stop';
}

function namesOf(target: Pattern): readonly string[] {
  switch (target.kind) {
    case 'bind':
      return [target.name];
    case 'list':
    case 'object': {
      const items: readonly PatternItem[] = target.kind === 'list' ? target.items : target.entries;
      return items.flatMap((item) => namesOf(item.target));
    }
    default:
      return [];
  }
}

function restOf(value: Value, index: number): Value {
  if (!isKind(value, 'list')) return undefined;
  return { kind: 'list', items: value.items.slice(index), open: value.open };
}

function nameGroup(value: Value, name: string): void {
  if (isKind(value, 'group')) value.group.variable ??= name;
}
