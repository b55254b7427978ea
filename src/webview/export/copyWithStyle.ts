import { svgElement } from '../parts/svg.js';

/** Properties that a mark takes from the style sheets. */
const WRITTEN_OUT = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'opacity',
  'paint-order',
  'font-size',
  'font-weight',
] as const;

/** A chart's copy as a group, in which each element has the style that it has on the page. */
export function copyWithStyle(source: SVGSVGElement): SVGElement {
  const group = svgElement('g');
  for (const child of source.children) group.append(withStyle(child));
  return group;
}

function withStyle(source: Element): Element {
  const copy = source.cloneNode(false);
  if (!(copy instanceof Element)) return svgElement('g');
  copy.removeAttribute('class');
  if (source instanceof SVGElement && source.localName !== 'title') {
    const style = getComputedStyle(source);
    for (const name of WRITTEN_OUT) {
      const value = style.getPropertyValue(name);
      if (value !== '' && value !== 'normal') copy.setAttribute(name, value);
    }
    // The selected row is a state of the page, not of the data.
    if (source.classList.contains('row')) copy.setAttribute('fill', 'none');
  }
  for (const child of source.childNodes) {
    copy.appendChild(child instanceof Element ? withStyle(child) : child.cloneNode(false));
  }
  return copy;
}
