/** A `ref` for a place that holds a node made elsewhere: a chart that draws itself. */
export function holding(node: Element): (place: Element | null) => void {
  return (place) => {
    if (place !== null && node.parentNode !== place) place.replaceChildren(node);
  };
}
