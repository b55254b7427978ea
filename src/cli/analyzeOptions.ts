import type { RefusedName, RunOptions } from '../vocabulary/options.js';
import type { PrintOptions } from './context.js';
import type { OutputTarget } from './outputFiles.js';

/** Options of the commands that end in a report. */
export type ReportOutputOptions = PrintOptions &
  Pick<RunOptions, 'json' | 'csv' | 'html' | 'markdown' | 'failOn' | 'baselineReport' | 'quiet'>;

/** Options of `analyze` as commander hands them over: what was not given is undefined. */
export type AnalyzeOptions = PrintOptions &
  Omit<RunOptions, 'color'> & { readonly [Name in RefusedName]?: boolean };

/** The outputs that were asked for, in a fixed order. */
export function targetsOf(options: ReportOutputOptions): readonly OutputTarget[] {
  return (['json', 'csv', 'html', 'markdown'] as const).flatMap((format) => {
    const path = options[format];
    return path === undefined ? [] : [{ format, path }];
  });
}
