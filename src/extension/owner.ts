import type * as vscode from 'vscode';

/** Something that ends: VS Code's disposables, watchers and emitters of our own. */
export interface Ending {
  readonly dispose: () => unknown;
}

/** The lifetime of whatever owns others: what it made ends with it, the newest first. */
export abstract class Owner implements vscode.Disposable {
  readonly #parts: Ending[] = [];

  /** Takes a part over, on the line that makes it. */
  protected own<Part extends Ending>(part: Part): Part {
    this.#parts.push(part);
    return part;
  }

  protected ownAll(...parts: readonly Ending[]): void {
    this.#parts.push(...parts);
  }

  dispose(): void {
    for (const part of this.#parts.splice(0).reverse()) part.dispose();
  }
}
