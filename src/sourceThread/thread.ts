import { parentPort } from 'node:worker_threads';
import { assertNever } from '../vocabulary/assertNever.js';
import { notebookCells } from '../source/codeCells.js';
import { findLayersInCells } from '../source/findLayers.js';
import { matchLayers } from '../source/match/matchLayers.js';
import { SourceCache } from '../source/sourceCache.js';
import type { FromThread, Question, ToThread } from './threadMessages.js';

/** The thread that reads training code (dist/source.js): whoever started it ends it when it takes too much. */
const port = parentPort;
if (port === null) throw new Error('dist/source.js runs as a worker thread only');

/** By open document: its last parse. */
const caches = new Map<string, SourceCache>();

port.on('message', (message: ToThread) => {
  if (message.kind === 'forget') {
    caches.delete(message.document);
    return;
  }
  try {
    say(answerTo(message));
  } catch (error) {
    if (message.kind === 'find' && message.document !== null) caches.delete(message.document);
    say({ kind: 'failed', detail: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
say({ kind: 'ready' });

function say(message: FromThread): void {
  port?.postMessage(message);
}

function answerTo(question: Question): FromThread {
  switch (question.kind) {
    case 'find': {
      const { cells, document } = question;
      return { kind: 'program', program: findLayersInCells(cells, cacheOf(document)) };
    }
    case 'match': {
      const { layers, program, options } = question;
      return { kind: 'match', match: matchLayers(layers, program, options) };
    }
    case 'notebook':
      return { kind: 'cells', cells: notebookCells(question.text) };
    default:
      return assertNever(question);
  }
}

function cacheOf(document: string | null): SourceCache | undefined {
  if (document === null) return undefined;
  const cache = caches.get(document) ?? new SourceCache();
  caches.set(document, cache);
  return cache;
}
