import { interpolateRgbBasis } from 'd3';

/** Colors that must be known as values: those of canvases and ramps. All others are CSS custom properties. */
export interface Theme {
  readonly ground: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  /** High contrast: outlines and bar heights instead of tints. */
  readonly contrast: boolean;
  /** Share 0..1 to color, from near the ground to the strongest contrast. */
  readonly ramp: (share: number) => string;
}

/** Tells the style sheets which contrast is wanted, and reads the theme from their custom properties. */
export function readTheme(root: HTMLElement): Theme {
  const contrast = wantedContrast();
  if (contrast === null) delete document.body.dataset['contrast'];
  else document.body.dataset['contrast'] = contrast;
  const probe = document.createElement('span');
  probe.hidden = true;
  root.append(probe);
  const color = (name: string): string => {
    probe.style.setProperty('color', `var(${name})`);
    return getComputedStyle(probe).color;
  };
  const interpolate = interpolateRgbBasis([
    color('--es-ramp-0'),
    color('--es-ramp-1'),
    color('--es-ramp-2'),
    color('--es-ramp-3'),
  ]);
  const theme: Theme = {
    ground: color('--es-ground'),
    text: color('--es-text'),
    muted: color('--es-muted'),
    grid: color('--es-grid'),
    contrast: contrast !== null,
    ramp: (share) => interpolate(Math.min(1, Math.max(0, share))),
  };
  probe.remove();
  return theme;
}

/** As `body[data-contrast]`: the system's own colors, or more contrast, whoever asks for it; none on paper. */
function wantedContrast(): 'forced' | 'more' | null {
  if (matchMedia('print').matches) return null;
  if (matchMedia('(forced-colors: active)').matches) return 'forced';
  const { classList } = document.body;
  const theme = ['vscode-high-contrast', 'vscode-high-contrast-light'].some((name) =>
    classList.contains(name),
  );
  // A theme of VS Code's has the contrast that its reader chose.
  const chosen = ['vscode-dark', 'vscode-light'].some((name) => classList.contains(name));
  return theme || (!chosen && matchMedia('(prefers-contrast: more)').matches) ? 'more' : null;
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
