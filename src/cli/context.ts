import type { TextOptions } from '../outputs/terminal/reportText.js';

/** What a command gets from the process that runs it. */
export interface CommandContext {
  /** Absolute path of the current folder. */
  readonly folder: string;
}

/** Options of every command that prints. */
export interface PrintOptions {
  readonly color: boolean;
}

/** Commands end with these; 2 is the parser's, 130 the signal's. */
export const EXIT = { done: 0, failed: 1, usage: 2, gate: 3, interrupted: 130 } as const;
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

/** Width and colors of standard output. NO_COLOR (no-color.org) counts when it is not empty. */
export function textOptions({ color }: PrintOptions): TextOptions {
  const { stdout } = process;
  const noColor = (process.env['NO_COLOR'] ?? '') !== '' || process.env['TERM'] === 'dumb';
  return {
    columns: stdout.isTTY ? stdout.columns : Number(process.env['COLUMNS']) || 100,
    // isTTY is undefined, not false, in a pipe; undefined would let the CI variable turn colors on.
    color: stdout.isTTY ? color && !noColor : false,
  };
}
