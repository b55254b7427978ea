/**
 * The items of two lists that belong together, place by place: a model's inputs and their shapes, arrays, writers.
 * @throws RangeError where the second list is shorter
 */
export function paired<A, B>(first: readonly A[], second: readonly B[]): readonly (readonly [A, B])[] {
  return first.map((item, place) => {
    const other = second[place];
    if (other === undefined) throw new RangeError(`${first.length} items have only ${second.length} others`);
    return [item, other];
  });
}
