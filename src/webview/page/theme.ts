import { interpolateRgbBasis } from 'd3';

/** Colours that must be known as values: those of canvases and ramps. All others are CSS custom properties. */
export interface Theme {
  readonly ground: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  /** High contrast: outlines and bar heights instead of tints. */
  readonly contrast: boolean;
  /** Share 0..1 to colour, from near the ground to the strongest contrast. */
  readonly ramp: (share: number) => string;
}

/** Reads the theme from the style sheet's custom properties as they hold for root. */
export function readTheme(root: HTMLElement): Theme {
  const probe = document.createElement('span');
  probe.hidden = true;
  root.append(probe);
  const colour = (name: string): string => {
    probe.style.setProperty('color', `var(${name})`);
    return getComputedStyle(probe).color;
  };
  const interpolate = interpolateRgbBasis([
    colour('--es-ramp-0'),
    colour('--es-ramp-1'),
    colour('--es-ramp-2'),
    colour('--es-ramp-3'),
  ]);
  const theme: Theme = {
    ground: colour('--es-ground'),
    text: colour('--es-text'),
    muted: colour('--es-muted'),
    grid: colour('--es-grid'),
    contrast: isHighContrast(),
    ramp: (share) => interpolate(Math.min(1, Math.max(0, share))),
  };
  probe.remove();
  return theme;
}

function isHighContrast(): boolean {
  if (matchMedia('print').matches) return false;
  return (
    document.body.classList.contains('vscode-high-contrast') ||
    document.body.classList.contains('vscode-high-contrast-light') ||
    matchMedia('(forced-colors: active)').matches ||
    matchMedia('(prefers-contrast: more)').matches
  );
}

/** Calls back when the system's or VS Code's theme changes; returns what ends it. */
export function watchTheme(changed: () => void): () => void {
  const media = [
    '(prefers-color-scheme: dark)',
    '(forced-colors: active)',
    '(prefers-contrast: more)',
    'print',
  ].map((query) => matchMedia(query));
  for (const list of media) list.addEventListener('change', changed);
  // VS Code changes the body's class when its theme changes.
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  return () => {
    for (const list of media) list.removeEventListener('change', changed);
    observer.disconnect();
  };
}
