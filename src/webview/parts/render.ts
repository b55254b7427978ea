import { options, render as renderVnode, type ComponentChild } from 'preact';
import { printable } from '../../vocabulary/cleanText.js';

// Every text on the page goes through here: names come from other people's files. Attributes keep the name as it is.
options.vnode = (vnode) => {
  const { type, props }: { readonly type: unknown; readonly props: unknown } = vnode;
  if (type === null && typeof props === 'string') Object.assign(vnode, { props: printable(props) });
};

/** Draws what is not a chart: only what differs from the last time is touched, so focus and scroll stay. */
export function render(content: ComponentChild, root: Element): void {
  renderVnode(content, root);
}
