import { ExpectedError } from '../../vocabulary/expectedError.js';
import { finding, type KnownFinding } from '../../vocabulary/findings/finding.js';
import { isNumeric, orderClasses } from './classOrder.js';

/** More values than this are no classes: a regression's target, an identifier. */
const MOST_CLASSES = 1000;

/** Labels take four bytes each: a file that unpacks without end must not take all memory. */
const MOST_LABELS = 2 ** 27;

/** A label as files hold it. */
export type Label = string | number;

export interface Classes {
  /** In the contract's order; ["all"] where there are none. */
  readonly classes: readonly string[];
  /** Class of each sample, an index into classes. */
  readonly classOf: Int32Array;
  readonly labelled: boolean;
  /** Why there are no classes. */
  readonly finding: KnownFinding | null;
}

/** Gathers the samples' labels in four bytes each and puts the classes in order at the end. */
export class LabelCollector {
  readonly #values = new Map<string, number>();
  #ids = new Int32Array(1024);
  #count = 0;
  #tooMany = false;
  #missing = false;
  #texts: readonly string[] | null = null;

  /** Of data without labels. */
  static unlabeled(samples: number): LabelCollector {
    const labels = new LabelCollector();
    for (let sample = 0; sample < samples; sample++) labels.add(null);
    return labels;
  }

  get length(): number {
    return this.#count;
  }

  /**
   * @param label null: the data has no labels
   * @throws ExpectedError data-malformed for more samples than are read
   */
  add(label: Label | null): void {
    if (this.#count === MOST_LABELS)
      throw new ExpectedError(
        'data-malformed',
        `the data or its labels go on beyond ${MOST_LABELS} samples, and no more are read: give a part of them`,
      );
    if (this.#count === this.#ids.length) {
      const wider = new Int32Array(this.#ids.length * 2);
      wider.set(this.#ids);
      this.#ids = wider;
    }
    this.#ids[this.#count++] = label === null ? this.#unlabeled() : this.#idOf(String(label));
  }

  /** The label of a sample; null where labels are missing, of no use, or fewer. */
  at(index: number): string | null {
    if (this.#missing || this.#tooMany || index >= this.#count) return null;
    this.#texts ??= [...this.#values.keys()];
    return this.#texts[this.#ids[index]!] ?? null;
  }

  /** True where there are more values than classes can be. */
  get tooMany(): boolean {
    return this.#tooMany;
  }

  /** From here on the labels count as unusable, as those of another collector were. */
  giveUp(): void {
    this.#tooMany = true;
    this.#values.clear();
  }

  #unlabeled(): number {
    this.#missing = true;
    return 0;
  }

  #idOf(text: string): number {
    if (this.#tooMany) return 0;
    const earlier = this.#values.get(text);
    if (earlier !== undefined) return earlier;
    if (this.#values.size === MOST_CLASSES) {
      this.giveUp();
      return 0;
    }
    const id = this.#values.size;
    this.#values.set(text, id);
    return id;
  }

  /**
   * @param keepText true for names of folders: "007" stays, though it is ordered as the number 7
   */
  finish(keepText = false): Classes {
    const limit = MOST_CLASSES;
    if (this.#tooMany)
      return this.#none(finding('labels-unusable', { why: 'too-many', limit, example: null }));
    if (this.#missing || this.#count === 0) return this.#none(finding('no-labels', { samples: this.#count }));
    const texts = [...this.#values.keys()];
    const numeric = texts.every(isNumeric);
    const example = numeric ? texts.find((text) => !Number.isInteger(Number(text))) : undefined;
    if (example !== undefined)
      return this.#none(finding('labels-unusable', { why: 'no-whole-numbers', limit, example }));
    const names = texts.map((text) => (numeric && !keepText ? String(Number(text) + 0) : text));
    const classes = orderClasses([...new Set(names)]);
    const classOfId = Int32Array.from(names, (name) => classes.indexOf(name));
    return { classes, classOf: this.#taken().map((id) => classOfId[id]!), labelled: true, finding: null };
  }

  #taken(): Int32Array {
    return this.#ids.subarray(0, this.#count);
  }

  #none(why: KnownFinding): Classes {
    return { classes: ['all'], classOf: new Int32Array(this.#count), labelled: false, finding: why };
  }
}
