export type KeyCommand =
  | { readonly t: 'help' }
  /** Closes what is open, and goes back to the layers. */
  | { readonly t: 'close' }
  /** The selected layer's line of code. */
  | { readonly t: 'open' }
  | { readonly t: 'details' }
  /** Another layer; the focus stays where it is in the timeline. */
  | { readonly t: 'move'; readonly to: Move; readonly focus: boolean };

export type Move = 'ArrowDown' | 'ArrowUp' | 'Home' | 'End';

/** What a key asks for; null where it is not the page's, or somebody else's already. */
export function keyCommand(event: KeyboardEvent): KeyCommand | null {
  if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return null;
  const target = event.target instanceof Element ? event.target : null;
  if (target !== null && target.closest('input, select, textarea, vscode-dropdown') !== null) return null;
  const inTimeline = target !== null && target.closest('.timeline-scroll') !== null;
  const onRows = inTimeline || (target !== null && target.closest('[role="listbox"]') !== null);
  switch (event.key) {
    case '?':
      return { t: 'help' };
    case 'Escape':
      return { t: 'close' };
    case 'Enter':
      return onRows ? { t: 'open' } : null;
    case ' ':
      return onRows ? { t: 'details' } : null;
    case 'ArrowDown':
    case 'ArrowUp':
    case 'Home':
    case 'End':
      return onRows ? { t: 'move', to: event.key, focus: !inTimeline } : null;
    default:
      return null;
  }
}

/** The item that a key leads to from the one at an index, -1 for none; undefined where there are none. */
export function movedTo<Item>(items: readonly Item[], index: number, move: Move): Item | undefined {
  const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: items.length - 1 }[move];
  return items[Math.min(items.length - 1, Math.max(0, next))];
}
