import { describe, expect, it } from 'vitest';
import { ExpectedError } from '../../src/vocabulary/expectedError.js';
import { parseReport, parseReportText } from '../../src/report/parseReport.js';
import { layerFixture, reportFixture } from '../support/reportFixture.js';

function failure(read: () => unknown): { code: string; message: string } {
  try {
    read();
  } catch (error) {
    if (error instanceof ExpectedError) return error;
    throw error;
  }
  return { code: 'none', message: 'it was read' };
}

describe('the guard of report files', () => {
  it('lets a report through as it is, unknown fields included', () => {
    const report = { ...reportFixture(), extra: { later: true } };
    expect(parseReportText(JSON.stringify(report), 'r.json')).toEqual(report);
  });

  it('says that a newer schema needs a newer version', () => {
    const error = failure(() => parseReport({ ...reportFixture(), schema: 'entroscope.report/2' }, 'r.json'));
    expect(error.code).toBe('report-newer');
    expect(error.message).toBe(
      'r.json has schema entroscope.report/2, this version reads entroscope.report/1: update Entroscope',
    );
  });

  it('points from the part of a shard to merge', () => {
    expect(failure(() => parseReport({ schema: 'entroscope.part/1' }, 'p.json')).message).toContain(
      'entroscope merge',
    );
  });

  it.each<[string, unknown]>([
    [
      'layers[0].entropy.class should be a finite number, is null',
      { layers: [layerFixture('a', { entropy: { ...layerFixture('a').entropy, class: null as never } })] },
    ],
    ['layers should be a list, is missing', { layers: undefined }],
    ['layers[1].id repeats "a"', { layers: [layerFixture('a'), layerFixture('a')] }],
    [
      'layers[0].entropy.byClass has 2 entries where dataset.classes has 1',
      { dataset: { ...reportFixture().dataset, classes: [{ label: 'x', samples: 1 }] } },
    ],
    ['task.perClass should be a list, is an object', { task: { ...reportFixture().task, perClass: {} } }],
    [
      'findings[0].severity should be "error", "warning" or "info", is "bad"',
      { findings: [{ code: 'x', severity: 'bad', layer: null, message: '' }] },
    ],
  ])('names the wrong field: %s', (message, change) => {
    const error = failure(() => parseReport({ ...reportFixture(), ...(change as object) }, 'r.json'));
    expect(error.code).toBe('report-malformed');
    expect(error.message).toContain(message);
  });

  it.each(['{', '[]', 'null', '1', '{"schema": 5}', '{"schema": "other/1"}'])('refuses %s', (text) => {
    const error = failure(() => parseReportText(text, 'r.json'));
    expect(error.code).toBe('report-malformed');
    expect(error.message).not.toContain('\n');
  });
});
