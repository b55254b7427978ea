import { writeEntry } from '../../config/writeEntry.js';
import type { DatasetChoice } from './chooseDataset.js';
import { rememberEntry } from './settingsFile.js';

/** Writes the choice into the model's entry, as rememberEntry does. */
export function rememberDataset(model: string, choice: DatasetChoice): Promise<string> {
  return rememberEntry(model, (place) => writeEntry(place, { model, ...choice }));
}
