import { inflateSync } from 'node:zlib';
import { readText } from '../files/openFile.js';
import { couldBeCounted, countsSize } from '../report/countsSize.js';
import { parseReportText } from '../report/parseReport.js';
import { MOST_REPORT_BYTES, type LayerReport, type Report } from '../report/report.js';
import { ExpectedError } from '../vocabulary/expectedError.js';
import { file, phrase } from '../vocabulary/phrase.js';

/**
 * The text of a report's file.
 * @param shown its name, for messages
 * @throws ExpectedError report-malformed where it cannot be read, or is larger than any report
 */
export function readReportText(path: string, shown: string): Promise<string> {
  const use = {
    code: 'report-malformed',
    subject: [file(shown)],
    absent: 'name a file that "entroscope analyze --json" wrote',
  } as const;
  return readText(path, use, MOST_REPORT_BYTES);
}

/**
 * A report that somebody else may have written: as parseReportText, and its counts are unpacked once, no further than
 * neurons and classes allow, and looked at.
 * @throws ExpectedError report-malformed, report-newer
 */
export function parseForeignReport(text: string, shown: string): Report {
  const report = parseReportText(text, shown);
  const samples = report.dataset.classes.map((one) => one.samples);
  for (const layer of report.layers) {
    const wrong = wrongCounts(layer, samples);
    if (wrong === null) continue;
    throw new ExpectedError(
      'report-malformed',
      phrase`${file(shown)} is not a valid report: layers[${report.layers.indexOf(layer)}].counts.${wrong}; write it again with "entroscope analyze --json"`,
    );
  }
  return report;
}

/** @throws ExpectedError report-malformed for more bytes than a report may have */
export function refuseSize(bytes: number, shown: string): void {
  if (bytes <= MOST_REPORT_BYTES) return;
  throw new ExpectedError(
    'report-malformed',
    phrase`${file(shown)} has more than ${MOST_REPORT_BYTES} bytes, which no report has: write it again with "entroscope analyze --json"`,
  );
}

/** The field that cannot be right, and why; null: none. */
function wrongCounts({ counts, neurons }: LayerReport, samples: readonly number[]): string | null {
  if (counts === null || samples.length === 0) return null;
  const { numbers, mostMeans } = countsSize(counts, neurons.total, samples.length);
  const data = unpacked(counts.data, numbers);
  if (data?.length !== 4 * numbers) return 'data does not fit its neurons and classes';
  if (!couldBeCounted(new Uint32Array(data.buffer, data.byteOffset, numbers), samples))
    return 'data counts more samples than there are';
  if (counts.channelMeans === undefined) return null;
  const means = unpacked(counts.channelMeans, mostMeans);
  if (means === null || means.length % (4 * samples.length) !== 0)
    return 'channelMeans does not fit its channels and classes';
  return couldBeCounted(new Float32Array(means.buffer, means.byteOffset, means.length / 4), samples)
    ? null
    : 'channelMeans are no means of counts';
}

/** @returns null where it is damaged, or holds more than so many numbers */
function unpacked(base64: string, numbers: number): Buffer | null {
  const most = Math.max(1, 4 * numbers);
  try {
    const bytes = inflateSync(Buffer.from(base64, 'base64'), { maxOutputLength: most });
    // At the beginning of memory of its own, as numbers of four bytes need it.
    return bytes.byteOffset % 4 === 0 ? bytes : Buffer.from(Uint8Array.from(bytes).buffer);
  } catch {
    return null;
  }
}
