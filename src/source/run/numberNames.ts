import { ANY_NUMBER, type MadeLayer, type NameNumbers } from './value.js';

/**
 * Counts the automatic names of a program's layers: Keras and TensorFlow.js number the layers of a class in the order of
 * making, from dense and dense_Dense1 on. A loop of unknown length leaves all that follows open, a branch its own layers.
 * @param all the program's layers in the order of making
 */
export function numberNames(all: readonly MadeLayer[]): void {
  const counts = new Map<string, NameNumbers>();
  for (const made of all) {
    // What nothing calls is made at a time that is not known; a name given by hand takes no number.
    if (made.bucket !== 0 || made.name !== null) {
      made.numbers = ANY_NUMBER;
      continue;
    }
    const { from, to } = counts.get(made.type) ?? { from: 0, to: 0 };
    const looped = isLooped(made);
    made.numbers = { from, to: looped ? Infinity : to };
    const isCertain = made.frame === null && !made.nameHidden;
    counts.set(made.type, { from: isCertain ? from + 1 : from, to: looped ? Infinity : to + 1 });
  }
}

function isLooped({ frame: inner }: MadeLayer): boolean {
  for (let frame = inner; frame !== null; frame = frame.outer) if (frame.kind === 'loop') return true;
  return false;
}
