import type { DatasetRequest } from '../dataset.js';
import { fingerprintFiles } from '../fingerprint.js';
import type { DatasetFormat, Look, RowReader } from '../format.js';
import { SampleCheck } from '../inputWriters.js';
import { readLabel } from '../labels/readLabel.js';
import { mappingFindings, refuseSplit } from '../mapping/mapping.js';
import { splitInputs } from '../nested.js';
import { RowLook } from '../rowLook.js';
import { samplePlace } from '../samplePlace.js';
import { jsonSamples, type JsonSamples } from './jsonSamples.js';
import { readJson } from './readJson.js';

/** Samples in JSON or JSON lines, in any of the forms that jsonSamples tells apart. */
export const jsonFormat: DatasetFormat<null> = { kind: 'json', lookThrough, openRows };

async function lookThrough(request: DatasetRequest): Promise<Look<null>> {
  const { path, inputs, labels } = request;
  const samples = await samplesOf(request);
  const { mapping } = samples.decided;
  if (mapping.split === null) refuseSplit(request);
  const look = await RowLook.open(request, samples.count);
  const check = new SampleCheck(request, 'json');
  for (let i = 0; i < samples.count; i++) {
    const where = samplePlace(path, i);
    look.next(`sample ${i + 1}`, () => {
      check.check(splitInputs(samples.x(i), inputs, where), where);
      return readLabel(samples.label(i), where);
    });
  }
  return {
    fingerprint: await fingerprintFiles(labels === null ? [path] : [path, labels]),
    ...look.finish(),
    shapes: check.shapes,
    findings: mappingFindings(samples.decided),
    mapping,
    index: null,
  };
}

async function openRows(request: DatasetRequest, { shapes }: Pick<Look<null>, 'shapes'>): Promise<RowReader> {
  const { path, inputs } = request;
  const samples = await samplesOf(request);
  const writer = new SampleCheck(request, 'json', shapes);
  return {
    read(row, slot, targets) {
      const where = samplePlace(path, row);
      writer.write(splitInputs(samples.x(row), inputs, where), slot, targets, where);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

async function samplesOf(request: DatasetRequest): Promise<JsonSamples> {
  return jsonSamples(await readJson(request.path), request);
}
