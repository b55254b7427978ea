import type { SettingName } from '../vocabulary/options.js';

/** Keys that say how an entry's data is read: they mean nothing for other data, and are left out with it. */
export const OF_THE_DATA = [
  'labels',
  'labelColumn',
  'x',
  'y',
  'drop',
  'split',
] as const satisfies readonly SettingName[];
