import { ExpectedError } from '../vocabulary/expectedError.js';
import { parseReport } from '../report/parseReport.js';
import './page/page.css';
import type { PageState } from '../protocol/pageState.js';
import { filePort } from './page/filePort.js';
import { PageView } from './page/pageView.js';

/** The HTML report's start: its data stand in the file itself. */
const main = document.querySelector('main');
if (main !== null) {
  const view = new PageView(main, filePort);
  view.show(stateInFile());
}

function stateInFile(): PageState {
  const text = document.getElementById('entroscope-data')?.textContent;
  if (text === undefined || text === null)
    return { kind: 'empty', title: null, text: 'Nothing analysed yet.' };
  try {
    const held: unknown = JSON.parse(text);
    if (typeof held !== 'object' || held === null || !('report' in held)) {
      return {
        kind: 'error',
        title: null,
        message: 'This file holds no report: write it again.',
        data: null,
      };
    }
    const previous = 'previous' in held && held.previous !== null ? held.previous : null;
    return {
      kind: 'done',
      data: {
        report: parseReport(held.report, 'this file'),
        previous: previous === null ? null : parseReport(previous, 'the previous run in this file'),
      },
    };
  } catch (error) {
    if (!(error instanceof ExpectedError) && !(error instanceof SyntaxError)) throw error;
    return { kind: 'error', title: null, message: `The report cannot be read: ${error.message}`, data: null };
  }
}
