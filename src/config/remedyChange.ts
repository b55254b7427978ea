import type { Remedy } from '../vocabulary/findings/remedy.js';
import { settingSchema } from '../vocabulary/optionKinds.js';
import { specOf } from '../vocabulary/options.js';
import { fits } from '../vocabulary/schema.js';
import type { EntryChange } from './writeEntry.js';

/** What a remedy sets, as keys of an entry; null where a value is none that its key takes. */
export function remedyChange({ settings }: Remedy): EntryChange | null {
  const entries = settings.map(({ option, value }) => {
    const { kind } = specOf(option);
    return { option, kind, setting: kind.t === 'numbers' ? numbersOf(value) : value };
  });
  if (!entries.every(({ kind, setting }) => fits(settingSchema(kind), setting))) return null;
  return Object.fromEntries(entries.map(({ option, setting }) => [option, setting]));
}

/** "0.485,0.456" */
function numbersOf(value: string | readonly string[]): readonly number[] {
  return (typeof value === 'string' ? value.split(',') : value).map(Number);
}

/** Does an entry say all of this already? */
export function saysAlready(entry: object, change: EntryChange): boolean {
  const said: Readonly<Record<string, unknown>> = { ...entry };
  return Object.entries(change).every(
    ([key, value]) => JSON.stringify(said[key] ?? null) === JSON.stringify(value ?? null),
  );
}
