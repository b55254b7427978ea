import { pathToFileURL } from 'node:url';
import { ExpectedError } from '../../vocabulary/expectedError.js';
import { file, option, phrase } from '../../vocabulary/phrase.js';
import type { DatasetRequest } from '../dataset.js';
import { fingerprintFiles } from '../fingerprint.js';
import type { DatasetFormat, Look, RowReader } from '../format.js';
import { SampleCheck } from '../inputWriters.js';
import { readLabel } from '../labels/readLabel.js';
import { mappingFindings, type DecidedMapping } from '../mapping/mapping.js';
import { decideKeys, type SampleKeys } from '../mapping/sampleKeys.js';
import { isRecord, splitInputs } from '../nested.js';
import { RowLook } from '../rowLook.js';
import { samplePlace } from '../samplePlace.js';

/** The user's code: samples() gives { x, label } one by one. It is asked twice, for labels and for the samples. */
export const moduleFormat: DatasetFormat<null> = { kind: 'module', lookThrough, openRows };

async function lookThrough(request: DatasetRequest): Promise<Look<null>> {
  const { path, inputs, labels } = request;
  const samples = await startSamples(request);
  const keys = new Keys(request);
  const look = await RowLook.open(request, null);
  const check = new SampleCheck(request, 'module');
  let row = 0;
  for (;;) {
    const sample = await nextSample(samples, path);
    if (sample === null) break;
    const where = samplePlace(path, row);
    look.next(`sample ${row + 1}`, () => {
      check.check(splitInputs(keys.x(sample), inputs, where), where);
      return readLabel(keys.label(sample), where);
    });
    row++;
  }
  return {
    fingerprint: await fingerprintFiles(labels === null ? [path] : [path, labels]),
    ...look.finish(),
    shapes: check.shapes,
    ...(keys.decided === null
      ? {}
      : { findings: mappingFindings(keys.decided), mapping: keys.decided.mapping }),
    index: null,
  };
}

async function openRows(request: DatasetRequest, { shapes }: Pick<Look<null>, 'shapes'>): Promise<RowReader> {
  const { path, inputs } = request;
  const samples = await startSamples(request);
  const writer = new SampleCheck(request, 'module', shapes);
  const keys = new Keys(request);
  let next = 0;
  return {
    async read(row, slot, targets) {
      for (;;) {
        const sample = await nextSample(samples, path);
        if (sample === null)
          throw new ExpectedError(
            'data-module-failed',
            phrase`samples() of ${file(path)} gave ${next} samples when it was called again, fewer than the first time: make it start anew, with the same samples, at each call`,
          );
        keys.see(sample);
        if (next++ < row) continue;
        const where = samplePlace(path, row);
        writer.write(splitInputs(keys.x(sample), inputs, where), slot, targets, where);
        return;
      }
    },
    async close() {
      await samples.return?.();
    },
  };
}

type Sample = Readonly<Record<string, unknown>>;

/** Which keys of the samples are what, decided by the first that is an object. */
class Keys {
  readonly #request: DatasetRequest;
  #keys: SampleKeys | null = null;

  constructor(request: DatasetRequest) {
    this.#request = request;
  }

  get decided(): DecidedMapping | null {
    return this.#keys?.decided ?? null;
  }

  see(sample: Sample): SampleKeys | null {
    if (Object.keys(sample).length > 0) this.#keys ??= decideKeys(this.#request, sample);
    return this.#keys;
  }

  x(sample: Sample): unknown {
    const names = this.see(sample)?.x ?? ['x'];
    return names.length > 1 ? names.map((name) => sample[name]) : sample[names[0] ?? 'x'];
  }

  label(sample: Sample): unknown {
    const name = this.see(sample)?.y ?? null;
    return name === null ? null : sample[name];
  }
}

type Samples = AsyncIterator<unknown> | Iterator<unknown>;

async function startSamples({ path, trusted }: DatasetRequest): Promise<Samples> {
  if (!trusted)
    throw new ExpectedError(
      'data-needs-trust',
      phrase`${file(path)} is code, and would run with your rights: name it on the command line, add ${option('trust')}, or trust the workspace`,
    );
  try {
    const loaded: unknown = await import(pathToFileURL(path).href);
    const exported = samplesOf(loaded);
    if (exported === null)
      throw new ExpectedError(
        'data-module-failed',
        phrase`${file(path)} exports no function samples() and no list of samples: export a generator that gives { x, label } one by one`,
      );
    const given: unknown = await (isFunction(exported) ? exported() : exported);
    const iterator = iteratorOf(given);
    if (iterator !== null && iterator === given && !isFunction(exported))
      throw new ExpectedError(
        'data-module-failed',
        phrase`what ${file(path)} exports can be gone through only once, and is needed more often: export the generator function itself, without calling it`,
      );
    if (iterator === null)
      throw new ExpectedError(
        'data-module-failed',
        phrase`samples() of ${file(path)} gives nothing to go through: make it a generator, or return an array`,
      );
    return iterator;
  } catch (error) {
    throw translate(error, path);
  }
}

/**
 * What gives the samples, a function or a list: the export samples, or the default export (module.exports of CommonJS,
 * which a compiler may have put one default deeper) or its field samples.
 */
function samplesOf(loaded: unknown): unknown {
  const outer = fieldOf(loaded, 'default');
  const inner = fieldOf(outer, 'default');
  return (
    [loaded, outer, inner]
      .flatMap((exported) => [fieldOf(exported, 'samples'), exported])
      .find((value) => isFunction(value) || iteratorOf(value) !== null || value instanceof Promise) ?? null
  );
}

function fieldOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : null;
}

/** A class cannot be called. */
function isFunction(value: unknown): value is () => unknown {
  return typeof value === 'function' && !/^class\b/.test(Function.prototype.toString.call(value));
}

function iteratorOf(given: unknown): Samples | null {
  if (isAsyncIterable(given)) return given[Symbol.asyncIterator]();
  return isIterable(given) ? given[Symbol.iterator]() : null;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

async function nextSample(samples: Samples, path: string): Promise<Sample | null> {
  try {
    const result: IteratorResult<unknown, unknown> = await samples.next();
    if (result.done === true) return null;
    return isRecord(result.value) ? result.value : {};
  } catch (error) {
    throw translate(error, path);
  }
}

/** The user's code may throw anything. */
function translate(error: unknown, path: string): ExpectedError {
  if (error instanceof ExpectedError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ExpectedError(
    'data-module-failed',
    phrase`${file(path)} failed: ${message.replace(/\s+/g, ' ').slice(0, 300)}`,
    { cause: error },
  );
}
