import type { RequestOptions } from '../config/requestOptions.js';
import type { Gate } from '../report/gates.js';
import type { OutputTarget } from './outputFiles.js';

/** Options of the commands that end in a report. */
export interface ReportOutputOptions {
  readonly json?: string;
  readonly csv?: string;
  readonly html?: string;
  readonly markdown?: string;
  readonly failOn?: readonly Gate[];
  readonly baselineReport?: string;
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** Options of `analyze` as commander hands them over: what was not given is undefined. */
export interface AnalyzeOptions extends ReportOutputOptions, RequestOptions {
  readonly config?: string;
  readonly baseline?: boolean;
  readonly probe?: boolean;
  readonly rank?: boolean;
}

/** The outputs that were asked for, in a fixed order. */
export function targetsOf(options: ReportOutputOptions): readonly OutputTarget[] {
  return (['json', 'csv', 'html', 'markdown'] as const).flatMap((name) => {
    const path = options[name];
    return path === undefined ? [] : [{ option: `--${name}` as const, path }];
  });
}
