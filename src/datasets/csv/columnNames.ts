import { ExpectedError, type ErrorCode } from '../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import { placeOfName } from '../mapping/usualNames.js';
import type { CsvForm } from './csvForm.js';

type NamingOption = 'x' | 'y' | 'drop' | 'labelColumn';

/** Columns that somebody named, and by which option. */
export interface NamedColumns {
  readonly names: readonly string[];
  readonly by: NamingOption;
  readonly path: string;
}

const RANGE = /^(\d+)(?:-(\d+))?$/u;
const MOST_SHOWN = 10;

/**
 * The places (from 0) of columns that are named: as in the header, letter for letter or without regard to case, else by
 * number from 1 or as a range of numbers.
 * @throws ExpectedError data-labels or data-shape naming the columns that there are
 */
export function placesOf({ names, by, path }: NamedColumns, form: CsvForm): readonly number[] {
  const code: ErrorCode = by === 'y' || by === 'labelColumn' ? 'data-labels' : 'data-shape';
  const places = names.flatMap((name) => {
    const place = form.names === null ? -1 : placeOfName(form.names, name);
    if (place >= 0) return [place];
    const [, from = '', to = from] = RANGE.exec(name) ?? [];
    const first = Number(from) - 1;
    const last = Number(to) - 1;
    if (from !== '' && first >= 0 && first <= last && last < form.columns)
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    throw new ExpectedError(
      code,
      form.names === null
        ? phrase`${file(path)} has no header: give ${option(by)} a number from 1 to ${form.columns} instead of ${name}`
        : phrase`${file(path)} has no column ${name}; it has ${shownNames(form.names)}: correct ${option(by)}`,
    );
  });
  const twice = places.find((place, i) => places.indexOf(place) !== i);
  if (twice === undefined) return places;
  throw new ExpectedError(
    code,
    phrase`column ${columnName(twice, form)} of ${file(path)} is named twice: correct ${option(by)}`,
  );
}

function shownNames(names: readonly string[]): string {
  return `${names.slice(0, MOST_SHOWN).join(', ')}${names.length > MOST_SHOWN ? ', ...' : ''}`;
}

/** A column as an option takes it: its name where that is one alone, else its number from 1. */
export function columnName(place: number, { names }: CsvForm): string {
  const name = names?.[place] ?? '';
  const plain = name !== '' && !RANGE.test(name) && !name.includes(',');
  return plain && names?.indexOf(name) === names?.lastIndexOf(name) ? name : String(place + 1);
}

/** Columns as an option takes them: names of a few, else ranges of numbers. */
export function columnNames(places: readonly number[], form: CsvForm): readonly string[] {
  if (form.names !== null && places.length <= MOST_SHOWN)
    return places.map((place) => columnName(place, form));
  const ranges: { from: number; to: number }[] = [];
  for (const place of places) {
    const last = ranges.at(-1);
    if (last?.to === place - 1) last.to = place;
    else ranges.push({ from: place, to: place });
  }
  return ranges.map(({ from, to }) => (from === to ? String(from + 1) : `${from + 1}-${to + 1}`));
}
