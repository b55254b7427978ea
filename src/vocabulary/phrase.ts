import { optionFlag, settingKey, type OptionName } from './options.js';

/**
 * A sentence that is not yet words: text with typed places. Whoever shows it (a terminal, an editor, a page) decides how
 * a file, a layer or an option is said there; nobody has to find them in a finished sentence again.
 */
export type Phrase = readonly PhrasePart[];

export type PhrasePart =
  | string
  /** A file that the sentence is about, absolute or as the user gave it; line counts from 1. */
  | { readonly file: string; readonly line?: number }
  /** The id of a layer of the model. */
  | { readonly layer: string }
  /** Options of a run: flags on a terminal, keys of entroscope.json in an editor. */
  | { readonly options: readonly OptionUse[]; readonly joined: 'and' | 'or' }
  /** What a short telling leaves out: intervals, method, second sentences. */
  | { readonly detail: Phrase };

export interface OptionUse {
  readonly name: OptionName;
  /** What to set it to, where the sentence says so. */
  readonly value?: string | number;
}

/** Where a sentence is read. */
export type Reader = 'terminal' | 'editor';

/** A template whose places are parts or other phrases: phrase`${file(path)} is empty: give another file`. */
export function phrase(
  texts: TemplateStringsArray,
  ...places: readonly (PhrasePart | Phrase | number)[]
): Phrase {
  const parts: PhrasePart[] = [];
  texts.forEach((text, index) => {
    add(parts, text);
    const place = places[index];
    if (place === undefined) return;
    if (typeof place === 'number') add(parts, String(place));
    else if (isPhrase(place)) for (const part of place) add(parts, part);
    else add(parts, place);
  });
  return parts;
}

function add(parts: PhrasePart[], part: PhrasePart): void {
  if (part === '') return;
  const last = parts.at(-1);
  if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part;
  else parts.push(part);
}

function isPhrase(place: PhrasePart | Phrase): place is Phrase {
  return Array.isArray(place);
}

/** @param line counts from 1 */
export function file(path: string, line?: number): PhrasePart {
  return line === undefined ? { file: path } : { file: path, line };
}

export function layer(id: string): PhrasePart {
  return { layer: id };
}

/** One option, with the value to set it to where the sentence says so. */
export function option(name: OptionName, value?: string | number): PhrasePart {
  return { options: [value === undefined ? { name } : { name, value }], joined: 'and' };
}

/** "--scale, --mean and --std". */
export function options(joined: 'and' | 'or', ...names: readonly OptionName[]): PhrasePart {
  return { options: names.map((name) => ({ name })), joined };
}

export function detail(texts: TemplateStringsArray, ...places: Parameters<typeof phrase>[1][]): PhrasePart {
  return { detail: phrase(texts, ...places) };
}

/** Phrases one after the other, with a text between: ", " by default. */
export function joined(phrases: readonly Phrase[], between = ', '): Phrase {
  return phrases.flatMap((one, index) => (index === 0 ? one : [between, ...one]));
}

/** At most `limit` phrases, and how many more there are. */
export function listedPhrases(phrases: readonly Phrase[], limit: number): Phrase {
  const rest = phrases.length - limit;
  const shown = joined(phrases.slice(0, limit));
  return rest <= 0 ? shown : [...shown, ` and ${rest} more`];
}

/** A phrase in words. */
export function phraseText(words: Phrase, reader: Reader, telling: 'whole' | 'brief' = 'whole'): string {
  return words
    .map((part) => partText(part, reader, telling))
    .join('')
    .trimEnd();
}

/** A part in words; '' for a detail where the telling is brief. */
export function partText(part: PhrasePart, reader: Reader, telling: 'whole' | 'brief' = 'whole'): string {
  if (typeof part === 'string') return part;
  if ('file' in part) return part.line === undefined ? part.file : `${part.file}:${part.line}`;
  if ('layer' in part) return part.layer;
  if ('options' in part) return reader === 'terminal' ? flagsText(part) : settingsText(part);
  return telling === 'brief' ? '' : part.detail.map((inner) => partText(inner, reader, telling)).join('');
}

/** The first file that a phrase names; null where it names none. */
export function fileIn(words: Phrase): { readonly path: string; readonly line: number | null } | null {
  for (const part of words) {
    if (typeof part === 'object' && 'file' in part) return { path: part.file, line: part.line ?? null };
  }
  return null;
}

type OptionsPart = Extract<PhrasePart, { readonly options: unknown }>;

function flagsText({ options: uses, joined: word }: OptionsPart): string {
  const texts = uses.map(({ name, value }) =>
    value === undefined ? optionFlag(name) : `${optionFlag(name)} ${value}`,
  );
  return series(texts, word);
}

/** `"workers": 1 in entroscope.json`; what only the command line has keeps its flag. */
function settingsText(part: OptionsPart): string {
  const texts = part.options.map(({ name, value }) => {
    const key = settingKey(name);
    if (key === null) return null;
    return value === undefined ? `"${key}"` : `"${key}": ${JSON.stringify(value)}`;
  });
  const known = texts.filter((text) => text !== null);
  return known.length < texts.length ? flagsText(part) : `${series(known, part.joined)} in entroscope.json`;
}

function series(texts: readonly string[], word: 'and' | 'or'): string {
  const last = texts.at(-1) ?? '';
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(', ')} ${word} ${last}`;
}
