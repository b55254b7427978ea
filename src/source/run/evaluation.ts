import type { Expression, FunctionCode, Statement } from '../syntax/program.js';
import { isStackOverflow } from '../stackOverflow.js';
import { truthOf } from './arithmetic.js';
import { assign, bind, declare } from './assignment.js';
import type { Given } from './given.js';
import { decidedTruth } from './decided.js';
import { expressionValue } from './expressions.js';
import { importedValue, isLibrary, STAR, STAR_LAYERS } from './imports.js';
import { findMethod } from './classes.js';
import { instantiate } from './instances.js';
import { changesEachTurn } from './loopConditions.js';
import { Scope } from './scope.js';
import {
  isKind,
  mergeAll,
  mergeValues,
  type ClassValue,
  type FunctionValue,
  type InstanceValue,
  type Value,
} from './value.js';
import { World } from './world.js';

/** How a list of statements ended: at its end, by leaving the function, or by leaving the loop's turn. */
type End = 'on' | 'return' | 'stop';

/** Steps of one program's run; a program that needs more is not looked at to its end. */
const MOST_STEPS = 150_000;
/** Items of lists and characters of texts that are copied or put together in one program's run, a text's a sixteenth each. */
const MOST_TOUCHED = 500_000;
const MOST_DEPTH = 40;
/** Ways out of one list of statements that are told apart from what comes after them: each costs what all later ones do. */
const MOST_WAYS = 100;
const MOST_TURNS = 64;

/**
 * Runs a program without data: what literals decide is decided, both ways of any other branch are taken, a loop of
 * unknown length is run once and marked. It never throws for what the program does.
 */
export class Evaluation {
  readonly world = new World();
  readonly module = new Scope(null, true);
  /** Modules that the program imports, as written. */
  readonly imports = new Set<string>();
  readonly python: boolean;
  #steps = 0;
  #touched = 0;
  #depth = 0;
  readonly #running: FunctionCode[] = [];
  /** The function whose defaults do not count, since others may call it with anything. */
  #open: FunctionCode | null = null;
  readonly #called = new Set<FunctionCode>();
  readonly #functions: FunctionValue[] = [];
  /** By class, in the order of definition: an instance of it, once there is one. */
  readonly #classes = new Map<ClassValue, InstanceValue | null>();

  constructor(python: boolean) {
    this.python = python;
  }

  /** The function that is running, the innermost; undefined in the module. */
  get runningCode(): FunctionCode | undefined {
    return this.#running.at(-1);
  }

  get exhausted(): boolean {
    return this.#steps > MOST_STEPS;
  }

  /**
   * Counts the values that an operation is about to touch, since a step may double a list.
   * @returns false where the program needs more than it may: then the operation gives nothing that is known
   */
  touch(...values: readonly Value[]): boolean {
    for (const value of values) {
      if (isKind(value, 'list')) this.#touched += value.items.length;
      else if (isKind(value, 'dict')) this.#touched += value.entries.size;
      else if (isKind(value, 'tensor')) this.#touched += value.nodes.length;
      else if (typeof value === 'string') this.#touched += value.length / 16;
      else if (isKind(value, 'pattern')) this.#touched += value.text.length / 16;
    }
    if (this.#touched > MOST_TOUCHED) this.#steps = MOST_STEPS + 1;
    return !this.exhausted;
  }

  /** The functions of a whole text are there before its first statement runs, in JavaScript. */
  hoistAll(statements: readonly Statement[]): void {
    if (!this.python) this.hoist(statements, this.module);
  }

  runModule(statements: readonly Statement[]): void {
    for (const statement of statements)
      this.guarded(() => {
        this.run([statement], this.module, false);
      });
  }

  /**
   * Runs the functions and classes that the program itself never calls: others may. First with their defaults, then, where
   * they make layers, with unknown ones, since others may give anything else.
   */
  runUncalled(): void {
    const again: (() => void)[] = [];
    // Both lists grow while they are gone through: a for loop goes on to what was added.
    const tried = new Set<ClassValue['code']>();
    for (const type of this.#classes.keys()) {
      // A class that its own methods define, as in code without its last brackets, comes again with each run of it.
      if (!type.code.origin.relevant || tried.has(type.code)) continue;
      tried.add(type.code);
      const { serial } = this.world;
      const ran: FunctionCode[] = [];
      const existing = this.#classes.get(type) ?? null;
      const runMethods = (instance: Value, codes: Iterable<FunctionCode>, isOpen: boolean): void => {
        if (!isKind(instance, 'instance')) return;
        for (const code of codes) {
          if (!isOpen && this.#called.has(code)) continue;
          ran.push(code);
          if (isOpen) this.#open = code;
          this.callFunction({ kind: 'function', code, scope: type.scope, self: instance }, []);
        }
      };
      this.apart(() => {
        runMethods(
          existing ?? instantiate(this, type, []),
          type.code.methods.map(({ code }) => code),
          false,
        );
      });
      if (this.world.serial === serial) continue;
      const codes = [...ran];
      const start = findMethod(type, this.python ? '__init__' : 'constructor')?.code;
      if (existing === null && start !== undefined && hasDefaults(start))
        again.push(() => {
          this.#open = start;
          runMethods(
            instantiate(this, type, []),
            codes.filter((code) => code !== start),
            true,
          );
        });
      else if (codes.some(hasDefaults))
        again.push(() => {
          runMethods(existing ?? instantiate(this, type, []), codes.filter(hasDefaults), true);
        });
    }
    for (const value of this.#functions) {
      const { code } = value;
      if (!code.origin.relevant || this.#called.has(code)) continue;
      const { serial } = this.world;
      this.apart(() => this.callFunction(value, []));
      if (this.world.serial === serial || !hasDefaults(code)) continue;
      again.push(() => {
        this.#open = code;
        this.callFunction(value, []);
      });
    }
    for (const run of again) {
      this.apart(run);
      this.#open = null;
    }
  }

  /** Runs what nothing else calls; where it is nested deeper than the stack goes, as far as it comes. */
  private apart(body: () => void): void {
    this.world.apart(() => {
      this.guarded(body);
    });
  }

  /** Runs a part of the program; one that is nested deeper than the stack goes ends there, and the next part runs. */
  private guarded(body: () => void): void {
    try {
      body();
    } catch (error) {
      if (!isStackOverflow(error)) throw error;
      this.world.loops = 0;
    }
  }

  run(statements: readonly Statement[], scope: Scope, hoist = true): End {
    if (hoist && !this.python) this.hoist(statements, scope);
    return this.runFrom(0, statements, scope, 0);
  }

  /** @param ways number of returns that are decided by none, before this one in these statements */
  private runFrom(first: number, statements: readonly Statement[], scope: Scope, ways: number): End {
    for (let index = first; index < statements.length; index++) {
      const statement = statements[index];
      if (statement === undefined || ++this.#steps > MOST_STEPS) return 'return';
      let end: End = 'on';
      if (statement.kind === 'if') {
        const truth = decidedTruth(this, statement.test, scope);
        if (truth === null) {
          this.evaluate(statement.test, scope);
          if (leaves(statement.yes) && statement.no.length === 0 && ways < MOST_WAYS) {
            // if (x) return a; the rest of the statements are the other way.
            const next = index + 1;
            this.world.inArms([
              () => this.run(statement.yes, scope),
              () => {
                end = this.runFrom(next, statements, scope, ways + 1);
              },
            ]);
            return end;
          }
          this.world.inArms([() => this.run(statement.yes, scope), () => this.run(statement.no, scope)]);
        } else end = this.run(truth ? statement.yes : statement.no, scope);
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
        assign(this, statement.target, statement.operator, value, scope);
        return 'on';
      }
      case 'choice':
        this.world.inArms(statement.arms.map((arm) => () => this.run(arm, scope)));
        return 'on';
      case 'each': {
        const iterable = this.evaluate(statement.iterable, scope);
        this.turns(iterable, (item) => {
          bind(this, statement.target, item, scope);
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
        this.imports.add(statement.module);
        for (const { imported, local } of statement.names)
          if (imported === '*') {
            if (isLibrary(statement.module)) this.module.variables.set(STAR, true);
            if (isLibrary(statement.module) && /\blayers\b/.test(statement.module))
              this.module.variables.set(STAR_LAYERS, true);
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
    const truth = (): boolean | null => {
      const value = test === null ? undefined : this.evaluate(test, scope);
      // Python's empty list is false.
      return this.python && isKind(value, 'list') && !value.open ? value.items.length > 0 : truthOf(value);
    };
    const counts = update !== null || (test !== null && changesEachTurn(test, body));
    if (!counts || truth() === null) {
      if (test !== null) this.evaluate(test, scope);
      this.world.inLoop(() => {
        if (update !== null) this.forgetAssigned(update, scope);
        this.run(body, scope);
      });
      return;
    }
    this.world.loops++;
    for (let turn = 0; turn < MOST_TURNS && truth() === true && !this.exhausted; turn++) {
      if (this.run(body, scope) === 'return') break;
      if (update !== null) this.evaluate(update, scope);
    }
    this.world.loops--;
  }

  /** A counter of a loop of unknown length has no known value inside. */
  private forgetAssigned(update: Expression, scope: Scope): void {
    if (update.kind === 'assignment') bind(this, update.target, undefined, scope);
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

  evaluate(expression: Expression, scope: Scope): Value {
    return ++this.#steps > MOST_STEPS ? undefined : expressionValue(this, expression, scope);
  }

  functionValue(code: FunctionCode, scope: Scope, self: Value): FunctionValue {
    const value: FunctionValue = { kind: 'function', code, scope, self };
    this.#functions.push(value);
    return value;
  }

  classValue(code: ClassValue['code'], scope: Scope): ClassValue {
    const base = code.base === null ? undefined : this.evaluate(code.base, scope);
    const value: ClassValue = {
      kind: 'class',
      code,
      scope,
      base: isKind(base, 'class') || isKind(base, 'path') ? base : null,
    };
    this.#classes.set(value, null);
    return value;
  }

  wasCalled(code: FunctionCode): boolean {
    return this.#called.has(code);
  }

  /** A class that has an instance is not made one just to run its methods. */
  noteInstance(instance: InstanceValue): void {
    if (this.#classes.get(instance.type) === null) this.#classes.set(instance.type, instance);
  }

  callFunction({ code, scope: outer, self }: FunctionValue, given: readonly Given[]): Value {
    if (this.#depth >= MOST_DEPTH || this.exhausted) return undefined;
    if (this.#running.filter((running) => running === code).length >= 2) return undefined;
    this.#called.add(code);
    const scope = new Scope(outer, false, this.world.frame);
    if (code.bindsThis && !this.python) scope.variables.set('this', self);
    const [first] = code.params;
    const takesSelf =
      this.python &&
      self !== undefined &&
      first?.target.kind === 'bind' &&
      /^(self|cls)$/.test(first.target.name);
    const args = takesSelf ? [{ name: null, value: self }, ...given] : given;
    const isOpen = this.#open === code;
    this.#open = null;
    this.bindArguments(code, args, scope, isOpen);
    // Who calls a part that the program itself never calls, and with what, is not known.
    if (this.#depth > 0 || !this.world.isApart)
      for (const { target } of code.params) if (target.kind === 'bind') scope.given.add(target.name);
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

  private bindArguments(code: FunctionCode, args: readonly Given[], scope: Scope, isOpen: boolean): void {
    const positional = args.filter(({ name }) => name === null);
    code.params.forEach((param, index) => {
      if (param.rest) {
        const rest = positional.slice(index).map(({ value }) => value);
        declare(this, param.target, { kind: 'list', items: rest, open: args.length === 0 }, scope);
        return;
      }
      const { target } = param;
      const named =
        target.kind === 'bind' ? args.find(({ name }) => name !== null && name === target.name) : undefined;
      const given = named ?? positional[index];
      const value =
        given === undefined && param.fallback !== null && !isOpen
          ? this.evaluate(param.fallback, scope)
          : given?.value;
      declare(this, target, value, scope);
    });
  }
}

/** The variable that holds what a function returns; no program can have it. */
const RETURNED = 'return value';

function hasDefaults({ params }: FunctionCode): boolean {
  return params.some(({ fallback }) => fallback !== null);
}

function leaves(statements: readonly Statement[]): boolean {
  const last = statements.at(-1);
  return last?.kind === 'return' || last?.kind === 'stop';
}
