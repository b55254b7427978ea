import { ExpectedError } from '../vocabulary/expectedError.js';
import { openText } from './csv/csvText.js';
import { looksLikeTable } from './csv/sniffCsv.js';
import type { DatasetKind } from './recognize/dataKinds.js';

const START_BYTES = 256;

/** Of a text whose name does not tell: JSON by its first letters, a table by its first rows; null: it is neither. */
export async function kindOfText(path: string): Promise<DatasetKind | null> {
  try {
    const source = await openText(path);
    try {
      const start = Buffer.from(await source.read(0, START_BYTES)).toString('utf8');
      if (/^\ufeff?\s*(\[\s*[[{]|\{\s*")/u.test(start)) return 'json';
      return (await looksLikeTable(source, path)) ? 'csv' : null;
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof ExpectedError) return null;
    throw error;
  }
}
