import type * as vscode from 'vscode';

/** Where training code defines layers of an analyzed model. */
export interface LayerPlace {
  /** Absolute path of the model file. */
  readonly model: string;
  /** Ids of the model's layers, in order; several where a loop or a helper makes them. */
  readonly layers: readonly string[];
  /** The document, a notebook's cell where it is one. */
  readonly uri: vscode.Uri;
  /** The statement or argument that defines them: offsets in the document. */
  readonly from: number;
  readonly to: number;
  /** False where another reading of the code is possible, though less likely. */
  readonly sure: boolean;
  /** Hash of the text: tells whether the line was changed since a run. */
  readonly textHash: string;
}
