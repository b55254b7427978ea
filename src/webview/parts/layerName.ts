import { printable } from '../../vocabulary/cleanText.js';

/** A layer's id, cut to what fits. */
export interface ShortName {
  /** The containers it lies in, with "/" at the end; "…/" where there is no room for them. */
  readonly containers: string;
  readonly name: string;
  readonly whole: boolean;
}

/** Shorter ids are never cut. */
const LEAST = 6;

/**
 * What fits of a layer's id: of a long path the containers give way first, then the middle of the layer's own name, since
 * its beginning and its end tell it apart.
 * @param room characters
 */
export function shortName(id: string, room: number): ShortName {
  const cut = id.lastIndexOf('/') + 1;
  const [containers, name] = [id.slice(0, cut), id.slice(cut)];
  if (id.length <= room || id.length < LEAST) return { containers, name, whole: true };
  const short = containers === '' || name.length + 2 > room ? '' : '…/';
  return { containers: short, name: middleCut(name, room - short.length), whole: false };
}

/** The same as one text. */
export function shortText(id: string, room: number): string {
  const { containers, name } = shortName(id, room);
  return printable(containers + name);
}

function middleCut(text: string, room: number): string {
  const letters = Array.from(text);
  if (letters.length <= room) return text;
  const left = Math.max(4, room - 1);
  const head = Math.ceil(left / 2);
  return `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (left - head)).join('')}`;
}
