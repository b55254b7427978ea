import type { SourceText } from '../source/findLayers.js';
import type { MatchOptions, ProgramMatch } from '../source/match/matchLayers.js';
import type { ModelLayer } from '../source/match/modelLayer.js';
import type { SourceProgram } from '../source/sourceProgram.js';

/** What the thread is asked; it answers a question before it takes the next one. */
export type Question =
  | {
      readonly kind: 'find';
      readonly cells: readonly SourceText[];
      /** A document that is open: its last parse is kept, which makes the next one fast. Null for none. */
      readonly document: string | null;
    }
  | {
      /** The code cells of a notebook, of whatever size and nesting its JSON is. */
      readonly kind: 'notebook';
      readonly text: string;
    }
  | {
      readonly kind: 'match';
      readonly layers: readonly ModelLayer[];
      readonly program: SourceProgram;
      readonly options: MatchOptions;
    };

export type ToThread =
  | Question
  /** A document was closed; nothing is answered. */
  | { readonly kind: 'forget'; readonly document: string };

export type FromThread =
  /** Said once, when the thread can be asked. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'program'; readonly program: SourceProgram }
  | { readonly kind: 'match'; readonly match: ProgramMatch }
  | { readonly kind: 'cells'; readonly cells: readonly SourceText[] }
  /** A fault of ours, with its stack. */
  | { readonly kind: 'failed'; readonly detail: string };
