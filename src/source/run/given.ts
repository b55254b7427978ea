import { nodesIn } from './arithmetic.js';
import type { CallNode, Value } from './value.js';

/** An argument's value; name is Python's keyword, '*' for a spread whose length is not known. */
export interface Given {
  readonly name: string | null;
  readonly value: Value;
}

/** Arguments by their places. */
export function positional(...values: readonly Value[]): readonly Given[] {
  return values.map((value) => ({ name: null, value }));
}

/** The argument of a name: Python's keyword. */
export function keyword(args: readonly Given[], name: string): Value {
  return args.find((arg) => arg.name === name)?.value;
}

/** Every tensor in the arguments. */
export function nodesOf(args: readonly Given[]): readonly CallNode[] {
  return nodesIn(...args.map(({ value }) => value));
}

/** A function that nobody here knows: tensors that go in are taken to come out. */
export function through(args: readonly Given[]): Value {
  const nodes = nodesOf(args);
  return nodes.length === 0 ? undefined : { kind: 'tensor', nodes };
}
