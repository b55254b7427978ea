import { mergeAll, type Value } from './value.js';

/** Variables of a module, function or block of the program that is run. */
export class Scope {
  readonly variables = new Map<string, Value>();

  constructor(
    readonly outer: Scope | null,
    /** Its function's call; null at the top level. */
    readonly isModule: boolean,
  ) {}

  find(name: string): Scope | null {
    if (this.variables.has(name)) return this;
    return this.outer?.find(name) ?? null;
  }
}

interface Old {
  readonly value: Value;
  readonly there: boolean;
}

/** By the map of variables or fields, then by name. */
type Changes = Map<Map<string, Value>, Map<string, Old>>;

/** Remembers what variables and fields held, so that the ways through a branch can be run side by side and merged. */
export class Journal {
  #open: Map<Map<string, Value>, Map<string, { readonly value: Value; readonly there: boolean }>> | null =
    null;

  set(place: Map<string, Value>, name: string, value: Value): void {
    if (this.#open !== null) {
      let old = this.#open.get(place);
      if (old === undefined) this.#open.set(place, (old = new Map<string, Old>()));
      if (!old.has(name)) old.set(name, { value: place.get(name), there: place.has(name) });
    }
    place.set(name, value);
  }

  /** Runs each way from the same state; afterwards every variable holds what any of them gave it. */
  ways(arms: readonly (() => void)[]): void {
    const outer = this.#open;
    const results: { place: Map<string, Value>; name: string; value: Value }[][] = [];
    const before: Changes = new Map();
    for (const arm of arms) {
      const mine: Changes = new Map();
      this.#open = mine;
      try {
        arm();
      } finally {
        this.#open = outer;
      }
      const found: { place: Map<string, Value>; name: string; value: Value }[] = [];
      for (const [place, names] of mine)
        for (const [name, old] of names) {
          found.push({ place, name, value: place.get(name) });
          if (old.there) place.set(name, old.value);
          else place.delete(name);
          let kept = before.get(place);
          if (kept === undefined) before.set(place, (kept = new Map<string, Old>()));
          kept.set(name, old);
        }
      results.push(found);
    }
    for (const [place, names] of before)
      for (const [name, old] of names) {
        const given = results.map((found) => found.find((one) => one.place === place && one.name === name));
        // A way that leaves a name undeclared does not say that it is something else.
        const values = given.flatMap((one) =>
          one !== undefined ? [one.value] : old.there ? [old.value] : [],
        );
        this.set(place, name, mergeAll(values));
      }
  }
}
