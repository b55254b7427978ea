import type * as vscode from 'vscode';
import type { runJob } from '../../analysis/client/runJob.js';
import { shownPath } from '../models/workspacePath.js';
import { nodePath } from './nodePath.js';

export interface ChildParts {
  readonly log: vscode.LogOutputChannel;
  /** Absolute path of the child's bundle. */
  readonly childPath: string;
}

/** What every child for a model is started with: its bundle, the Node of the settings, and what it says in the log. */
export function childOptions(
  file: string,
  { log, childPath }: ChildParts,
): Pick<Parameters<typeof runJob>[1], 'childPath' | 'execPath' | 'onStart' | 'onLog'> {
  const path = shownPath(file);
  const execPath = nodePath(file);
  return {
    childPath,
    ...(execPath === null ? {} : { execPath }),
    onStart: (pid, node) => {
      log.info(`${path}: child ${pid}, Node ${node}`);
    },
    onLog: (level, text) => {
      if (level === 'warning') log.warn(`${path}: ${text}`);
      else log.info(`${path}: ${text}`);
    },
  };
}
