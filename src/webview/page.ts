import type { PageState } from '../protocol/pageState.js';
import { parseReport } from '../report/parseReport.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { filePort } from './page/filePort.js';
import { PageView } from './page/pageView.js';

/** The HTML report's start: its data stand in the file itself. */
const main = document.querySelector('main');
if (main !== null) {
  const state = stateInFile();
  new PageView(main, filePort(state)).show(state);
}

function stateInFile(): PageState {
  const text = document.getElementById('entroscope-data')?.textContent;
  if (text === undefined || text === null)
    return { kind: 'empty', title: null, text: 'Nothing analyzed yet.' };
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content !== 'object' || content === null || !('report' in content)) {
      return failed('This file holds no report: write it again.');
    }
    const previous = 'previous' in content ? content.previous : null;
    return {
      kind: 'done',
      data: {
        report: parseReport(content.report, 'this file'),
        previous: previous === null ? null : parseReport(previous, 'the previous run in this file'),
        counts: 'inside',
      },
    };
  } catch (error) {
    if (!(error instanceof ExpectedError) && !(error instanceof SyntaxError)) throw error;
    return failed(`The report cannot be read: ${error.message}`);
  }
}

function failed(message: string): PageState {
  return { kind: 'error', title: null, message, code: null, parts: null, data: null };
}
