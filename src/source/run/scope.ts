import type { Frame } from './frame.js';
import { mergeAll, type Value } from './value.js';

/** Variables of a module, function or block of the program that is run. */
export class Scope {
  readonly variables = new Map<string, Value>();
  /** Parameters that hold what a call of this program gave, as long as nothing else is assigned to them. */
  readonly given = new Set<string>();

  constructor(
    readonly outer: Scope | null,
    /** Are its variables those of the whole program? */
    readonly isModule: boolean,
    /** The loop or branch that its function was called in. */
    readonly frame: Frame | null = null,
  ) {}

  /** The innermost scope that has a variable; null where none has. */
  find(name: string): Scope | null {
    if (this.variables.has(name)) return this;
    let scope = this.outer;
    while (scope !== null && !scope.variables.has(name)) scope = scope.outer;
    return scope;
  }
}

/** A variable or field as it was before it was set. */
interface Earlier {
  readonly place: Map<string, Value>;
  readonly name: string;
  readonly value: Value;
  readonly declared: boolean;
}

/** What a variable held before a branch, and what each way that set it gave it. */
interface Branched extends Earlier {
  readonly given: Value[];
}

/** What the ways through a branch set, by place and name. */
type Changes = Map<Earlier['place'], Map<string, Branched>>;

function branchedIn(ofPlace: ReadonlyMap<string, Branched>): readonly Branched[] {
  return [...ofPlace.values()];
}

/** Remembers what variables and fields held, so that the ways through a branch can be run side by side and merged. */
export class Journal {
  #log: Earlier[] | null = null;

  /** Sets a variable or field. */
  set(place: Map<string, Value>, name: string, value: Value): void {
    this.#log?.push({ place, name, value: place.get(name), declared: place.has(name) });
    place.set(name, value);
  }

  /** Runs each way from the same state; afterwards every variable holds what any of them gave it. */
  ways(arms: readonly (() => void)[]): void {
    const outer = this.#log;
    const changed: Changes = new Map();
    for (const arm of arms) {
      const log: Earlier[] = [];
      this.#log = log;
      try {
        arm();
      } finally {
        this.#log = outer;
      }
      takeBack(log, changed);
    }
    for (const { place, name, value, declared, given } of [...changed.values()].flatMap(branchedIn)) {
      // A way that leaves a name undeclared does not say that it is something else.
      if (declared) for (let more = given.length; more < arms.length; more++) given.push(value);
      this.set(place, name, mergeAll(given));
    }
  }
}

/** Undoes what a way set, and notes what it gave. */
function takeBack(log: readonly Earlier[], changed: Changes): void {
  const touched = new Set<Branched>();
  for (const earlier of log) {
    // Every way begins in the same state, so the first note of any of them is how it was.
    const ofPlace = changed.get(earlier.place) ?? new Map<string, Branched>();
    changed.set(earlier.place, ofPlace);
    const entry = ofPlace.get(earlier.name) ?? { ...earlier, given: [] };
    ofPlace.set(earlier.name, entry);
    touched.add(entry);
  }
  for (const { place, name, value, declared, given } of touched) {
    given.push(place.get(name));
    if (declared) place.set(name, value);
    else place.delete(name);
  }
}
