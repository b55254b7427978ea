import { watchTheme } from '../parts/theme.js';
import { keyCommand, type KeyCommand } from './pageKeys.js';

interface PageHandlers {
  /** Something that bears a layer's id was clicked; open: its line of code is wanted, too. */
  readonly chosen: (layer: string, open: boolean) => void;
  /** @returns whether there was something to do */
  readonly commanded: (command: KeyCommand) => boolean;
  readonly resized: () => void;
  readonly themeChanged: () => void;
}

/** Listens to what the reader and the surroundings do to the page; returns what ends it. */
export function listenToPage(main: HTMLElement, handlers: PageHandlers): () => void {
  const clicked = ({ target }: MouseEvent): void => {
    if (!(target instanceof Element)) return;
    const layer = target.closest('[data-layer]')?.getAttribute('data-layer') ?? null;
    // The details show nothing but the selected layer.
    if (layer === null || target.closest('.details') !== null) return;
    handlers.chosen(layer, target.closest('.findings') === null);
  };
  const keyPressed = (event: KeyboardEvent): void => {
    const command = keyCommand(event);
    if (command !== null && handlers.commanded(command)) event.preventDefault();
  };
  const observer = new ResizeObserver(handlers.resized);
  observer.observe(main);
  main.addEventListener('click', clicked);
  document.addEventListener('keydown', keyPressed);
  const unwatch = watchTheme(handlers.themeChanged);
  return () => {
    unwatch();
    observer.disconnect();
    main.removeEventListener('click', clicked);
    document.removeEventListener('keydown', keyPressed);
  };
}
