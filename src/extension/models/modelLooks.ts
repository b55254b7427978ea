import { stat } from 'node:fs/promises';
import { isKerasName, type ModelFormat } from '../../models/findModels.js';

/** What a file is: a model, or one that is damaged or being written. */
export type ModelLook = ModelFormat | 'damaged';

interface Held {
  readonly look: ModelLook;
  /** What it was when it was last whole; null where it never was. */
  readonly format: ModelFormat | null;
}

/** What the files of a workspace are. A model that is being saved again stays what it was until it is whole or gone. */
export class ModelLooks {
  #held = new Map<string, Held>();

  /** Absolute paths of the models, sorted. */
  get models(): readonly string[] {
    return this.files.filter((file) => this.formatOf(file) !== null);
  }

  /** The models, and the files that are damaged models; sorted. */
  get files(): readonly string[] {
    return [...this.#held.keys()].sort();
  }

  formatOf(file: string): ModelFormat | null {
    return this.#held.get(file)?.format ?? null;
  }

  /**
   * @param look null: it is none, or gone
   * @returns whether that changes what the lists say
   */
  set(file: string, look: ModelLook | null): boolean {
    const before = this.#held.get(file);
    if (look === null) return this.#held.delete(file);
    if (before?.look === look) return false;
    const now = heldOf(look, before);
    this.#held.set(file, now);
    return before === undefined || before.format !== now.format;
  }

  /** All of them anew; a file that is damaged now keeps what it was. */
  replace(found: ReadonlyMap<string, ModelLook>): void {
    const before = this.#held;
    this.#held = new Map([...found].map(([file, look]) => [file, heldOf(look, before.get(file))]));
  }
}

function heldOf(look: ModelLook, before: Held | undefined): Held {
  return { look, format: look === 'damaged' ? (before?.format ?? null) : look };
}

/** Is a file that was a model, and is none now, being saved? One of Keras that is there, or one that is empty. */
export async function isWaitedFor(file: string): Promise<boolean> {
  const stats = await stat(file).catch(() => null);
  return stats?.isFile() === true && (stats.size === 0 || isKerasName(file));
}
