import { ExpectedError } from '../vocabulary/expectedError.js';
import type { DatasetFinding } from './dataset.js';

/** More values than this are no classes: a regression's target, an identifier. */
const MOST_CLASSES = 1000;

/** Labels take four bytes each: a file that unpacks without end must not take all memory. */
const MOST_LABELS = 2 ** 27;

/** A label as files hold it. */
export type Label = string | number;

export interface Classes {
  /** In the contract's order; ["all"] where there are none. */
  readonly classes: readonly string[];
  readonly classOf: Int32Array;
  readonly labelled: boolean;
  readonly findings: readonly DatasetFinding[];
}

/** Gathers the samples' labels in four bytes each and puts the classes in order at the end. */
export class LabelCollector {
  readonly #values = new Map<string, number>();
  #ids = new Int32Array(1024);
  #count = 0;
  #tooMany = false;
  #missing = false;

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
    this.#ids[this.#count++] = label === null ? this.#unlabelled() : this.#idOf(String(label));
  }

  /** The label of a sample; null where labels are missing or of no use. */
  at(index: number): string | null {
    if (this.#missing || this.#tooMany) return null;
    this.#texts ??= [...this.#values.keys()];
    return this.#texts[this.#ids[index] ?? -1] ?? null;
  }
  #texts: readonly string[] | null = null;

  /** True where there are more values than classes can be. */
  get tooMany(): boolean {
    return this.#tooMany;
  }

  /** From here on the labels count as unusable, as those of another collector were. */
  giveUp(): void {
    this.#tooMany = true;
    this.#values.clear();
  }

  #unlabelled(): number {
    this.#missing = true;
    return 0;
  }

  #idOf(text: string): number {
    if (this.#tooMany) return 0;
    const known = this.#values.get(text);
    if (known !== undefined) return known;
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
    if (this.#missing || this.#count === 0) return this.#none('no-labels', 'info', NO_LABELS);
    if (this.#tooMany)
      return this.#none(
        'labels-unusable',
        'warning',
        `the labels have more than ${MOST_CLASSES} values, so they are no classes: the data counts as unlabelled`,
      );
    const texts = [...this.#values.keys()];
    const numeric = texts.every(isNumeric);
    const odd = numeric ? texts.find((text) => !Number.isInteger(Number(text))) : undefined;
    if (odd !== undefined)
      return this.#none(
        'labels-unusable',
        'warning',
        `the labels are no whole numbers (${odd}), so they are no classes: the data counts as unlabelled`,
      );
    const names = texts.map((text) => (numeric && !keepText ? String(Number(text) + 0) : text));
    const classes = orderClasses([...new Set(names)]);
    const place = new Map(classes.map((name, index) => [name, index]));
    const classOfId = names.map((name) => place.get(name) ?? 0);
    const classOf = this.#ids.slice(0, this.#count);
    for (let i = 0; i < classOf.length; i++) classOf[i] = classOfId[classOf[i] ?? 0] ?? 0;
    return { classes, classOf, labelled: true, findings: [] };
  }

  #none(code: string, severity: 'info' | 'warning', message: string): Classes {
    return {
      classes: ['all'],
      classOf: new Int32Array(this.#count),
      labelled: false,
      findings: [{ code, severity, message }],
    };
  }
}

const NO_LABELS =
  'the data has no labels: all samples count as one class, and the gap is 0 (name them: "labels" or "labelColumn" in entroscope.json, --labels or --label-column)';

const NUMERIC = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^[+-]?(Infinity|inf)$|^nan$/i;

/** Does a text read as a number (NaN and infinity included: they are numbers, if no classes)? */
export function isNumeric(text: string): boolean {
  return NUMERIC.test(text.trim());
}

/** Ascending numbers where all are numbers, else by UTF-16 code units. */
export function orderClasses(names: readonly string[]): readonly string[] {
  const byUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  if (!names.every(isNumeric)) return [...names].sort(byUnits);
  return [...names].sort((a, b) => Number(a) - Number(b) || byUnits(a, b));
}

/** The place of the largest of values[from..from+length-1], the first of equals: a one-hot row's class. */
export function argmax(values: ArrayLike<number>, from: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++)
    if ((values[from + i] ?? -Infinity) > (values[from + best] ?? -Infinity)) best = i;
  return best;
}
