import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { seededUniform } from '../../src/engine/random.js';
import { parseForeignReport } from '../../src/outputs/readReport.js';
import { compareReports } from '../../src/report/compareReports.js';
import type { LayerCounts, Report } from '../../src/report/report.js';
import { ExpectedError } from '../../src/vocabulary/expectedError.js';
import { decodeCounts } from '../../src/webview/details/decodeCounts.js';
import { renderMarkdown } from '../../src/outputs/markdown/markdown.js';
import { layersCsv } from '../../src/outputs/csv/layersCsv.js';
import { convReport, denseReport } from '../support/sampleReport.js';
import { mutatedText } from '../support/mutatedText.js';

const packed = (numbers: Uint32Array | Float32Array): string =>
  deflateSync(new Uint8Array(numbers.buffer)).toString('base64');

/** The small conv net's report, with other counts in its first layer: 784 neurons in 16 channels, 10 classes of 100. */
function withCounts(change: Partial<LayerCounts>): Report {
  const report = convReport();
  const [first, ...others] = report.layers;
  if (first === undefined || first.counts === null) throw new Error('it has counts');
  return { ...report, layers: [{ ...first, counts: { ...first.counts, ...change } }, ...others] };
}

/** A report written as a file and read back. */
function readBack(report: unknown): Report {
  return parseForeignReport(JSON.stringify(report), 'r.json');
}

const numbers = (count: number, value = 1): Uint32Array => new Uint32Array(count).fill(value);
const means = (count: number, value: number): Float32Array => new Float32Array(count).fill(value);

describe('a report that is read back', () => {
  it('is let through as it is', () => {
    for (const report of [convReport(), denseReport()]) expect(readBack(report)).toEqual(report);
  });

  it.each<[string, Partial<LayerCounts>]>([
    ['fewer counts than neurons and classes', { data: packed(numbers(7839)) }],
    ['more of them', { data: packed(numbers(7841)) }],
    ['counts above the samples', { data: packed(numbers(7840, 101)) }],
    ['no deflated data', { data: 'AAAA' }],
    ['no data', { data: '' }],
    ['counts of more neurons than there are', { neurons: { rule: 'x', number: 4096 } }],
    ['counts of part of a neuron', { neurons: { rule: 'x', number: 0.5 } }],
    ['counts of fewer than no neuron', { neurons: { rule: 'x', number: -1 } }],
    ['means that do not fit the classes', { channelMeans: packed(means(161, 1)) }],
    ['means that are no number', { channelMeans: packed(means(160, NaN)) }],
    ['means below 0', { channelMeans: packed(means(160, -1)) }],
    ['infinite means', { channelMeans: packed(means(160, Infinity)) }],
    ['means of more channels than a report has', { channelMeans: packed(means(10 * 4097, 1)) }],
  ])('is refused with %s', (_, change) => {
    expect(() => readBack(withCounts(change))).toThrow(ExpectedError);
    expect(() => readBack(withCounts(change))).toThrow(/r\.json is not a valid report: layers\[0\]\.counts/);
  });

  it.each<[string, RegExp, object]>([
    ['a ragged confusion', /task\.confusion\[1\] has 2 entries/, { confusion: [[1], [1, 0]] }],
    ['too few rows', /task\.confusion has 1 entries/, { confusion: [[1, 0]] }],
    [
      'negative counts',
      /task\.confusion\[0\]\[1\] should be a count, is -1/,
      {
        confusion: [
          [1, -1],
          [0, 1],
        ],
      },
    ],
    [
      'fractions',
      /task\.confusion\[0\]\[0\] should be a count, is 0\.5/,
      {
        confusion: [
          [0.5, 0],
          [0, 1],
        ],
      },
    ],
    [
      'more answers than samples',
      /counts more samples/,
      {
        confusion: [
          [1000, 0],
          [0, 1],
        ],
      },
    ],
    ['too few classes', /task\.perClass has 1 entries/, { perClass: [1] }],
  ])('is refused with %s in its task', (_, message, change) => {
    const report = denseReport({ classes: ['a', 'b'] });
    expect(() => readBack({ ...report, task: { ...report.task, ...change } })).toThrow(message);
  });

  it.each([
    ['dead', -1],
    ['alwaysOn', 0.5],
    ['dead', 129],
    ['measured', 129],
    ['apoz', 2],
  ])('is refused with neurons.%s of %d', (name, value) => {
    const report = denseReport();
    const [first, ...others] = report.layers;
    const layers = [{ ...first, neurons: { ...first?.neurons, [name]: value } }, ...others];
    expect(() => readBack({ ...report, layers })).toThrow(new RegExp(`layers\\[0\\]\\.neurons\\.${name}`));
  });

  it('is refused within little memory where counts unpack to gigabytes, on the page, too', async () => {
    // 4 GB of zeros, packed as four blocks: the text has 5 MB.
    const data = deflateSync(Buffer.alloc(2 ** 30)).toString('base64');
    const before = process.resourceUsage().maxRSS;
    const report = withCounts({ data });
    expect(() => readBack(report)).toThrow(/does not fit its neurons/);
    expect(() => readBack(withCounts({ channelMeans: data }))).toThrow(/does not fit its channels/);
    const counts = report.layers[0]?.counts;
    if (counts === null || counts === undefined) throw new Error('it has counts');
    await expect(decodeCounts(counts, 10)).rejects.toThrow(/more than a layer has/);
    expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(200);
  });

  it('is let through by the page only with counts of its samples', async () => {
    const counts = { neurons: 'all', channels: false, data: packed(Uint32Array.of(1, 2, 3, 4)) } as const;
    expect(await decodeCounts(counts, 2, [2, 4])).not.toBeNull();
    expect(await decodeCounts(counts, 2, [1, 4])).toBeNull();
    const nan = { ...counts, channels: true, channelMeans: packed(Float32Array.of(NaN, 1)) };
    expect((await decodeCounts(nan, 2, [2, 4]))?.map.channels).toBe(false);
  });

  it('is read, or refused with a code, whatever was changed in it', () => {
    const random = seededUniform(16);
    const texts = [convReport(), denseReport({ classes: ['a', 'b'] })].map((report) =>
      JSON.stringify(report),
    );
    const rounds = Number(process.env['ENTROSCOPE_MUTATIONS'] ?? 300);
    let read = 0;
    for (let round = 0; round < rounds; round++) {
      const text = mutatedText(texts[round % 2] ?? '', random);
      try {
        const report = parseForeignReport(text, 'r.json');
        // What was let through can be rendered.
        compareReports(report, report);
        renderMarkdown(report, { previous: null, gates: [] });
        layersCsv(report);
        read++;
      } catch (error) {
        if (!(error instanceof ExpectedError)) throw new Error(`round ${round}: ${text}`, { cause: error });
      }
    }
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(rounds);
  });
});
