import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { runJob } from '../../src/analysis/client/runJob.js';
import { dataChange, folderChange, lookAtData, modelChange } from '../../src/analysis/worker/runLook.js';
import { fingerprintFolder } from '../../src/datasets/fingerprint.js';
import { readModelFile } from '../../src/models/modelFile.js';
import type { Report } from '../../src/report/report.js';
import { analyzeRequest } from '../support/analyzeRequest.js';
import { alive, ended, lasting, ROOT, runCli, startCli, temporaryFolder, until } from '../support/cli.js';
import { smallModel } from '../support/smallModel.js';

const CHILD = join(ROOT, 'dist', 'child.js');
let folder: string;
let model: string;
let data: string;

beforeEach(async () => {
  folder = temporaryFolder();
  mkdirSync(join(folder, 'model'));
  mkdirSync(join(folder, 'data'));
  model = await smallModel(join(folder, 'model'), { seed: 1, shards: 1 });
});

const weights = (): string => {
  const name = readdirSync(join(folder, 'model')).find((file) => file.endsWith('.bin'));
  return join(folder, 'model', name ?? '');
};

/** Data whose module does the writing itself, once a process, while it gives its samples: no clock is needed. */
function writingData(pass: 'look' | 'run', write: string, times: number): void {
  data = join(folder, 'data', 'data.mjs');
  writeFileSync(join(folder, 'data', 'left'), String(times));
  writeFileSync(
    data,
    `import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
const left = new URL('left', import.meta.url);
const weights = ${JSON.stringify(weights())};
const self = new URL(import.meta.url);
writeFileSync(new URL('pid-' + process.pid, import.meta.url), '');
let passes = 0;
export function* samples() {
  const pass = passes++ === 0 ? 'look' : 'run';
  for (let index = 0; index < 96; index++) {
    const times = Number(readFileSync(left, 'utf8'));
    if (index === 40 && pass === '${pass}' && passes < 3 && times > 0) {
      writeFileSync(left, String(times - 1));
      ${write}
    }
    yield { x: [index % 7, index % 5, index % 3, -(index % 2)], label: index % 3 };
  }
}
`,
  );
}

const SAVE = 'writeFileSync(weights, readFileSync(weights).map((byte) => byte ^ 1));';
const TOUCH_DATA = "appendFileSync(self, '// more\\n');";

interface Ran {
  readonly report: Report;
  readonly logs: readonly string[];
  readonly pids: readonly number[];
}

async function run(workers = 1): Promise<Ran> {
  const logs: string[] = [];
  const pids: number[] = [];
  const outcome = await runJob(
    {
      kind: 'analyze',
      request: analyzeRequest({ model, data, trusted: true, backend: 'cpu', workers, batch: 32 }),
    },
    {
      signal: new AbortController().signal,
      childPath: CHILD,
      onLog: (_, text) => logs.push(text),
      onStart: (pid) => pids.push(pid),
    },
  );
  if (outcome.kind !== 'report') throw new Error('a report was asked for');
  return { report: outcome.report, logs, pids };
}

const numbers = ({ report }: Ran): unknown => ({ ...(lasting(report) as object), dataset: null });

describe('a model that is saved again during a run', () => {
  it.each([
    ['look', 1],
    ['run', 1],
    ['run', 2],
  ] as const)(
    'while the data are read (%s, %i workers): a fresh start, and a report of one model',
    async (pass, workers) => {
      writingData(pass, SAVE, 1);
      const overtaken = await run(workers);
      expect(overtaken.logs).toEqual([`${weights()} was written during the run: starting afresh`]);
      expect(overtaken.pids).toHaveLength(2);
      for (const pid of overtaken.pids) expect(alive(pid)).toBe(false);
      const clean = await run(workers);
      expect(clean.pids).toHaveLength(1);
      expect(numbers(overtaken)).toEqual(numbers(clean));
    },
  );

  it('so are the labels beside it: a fresh start, and the report reads the outputs in the new order', async () => {
    const labels = join(folder, 'model', 'labels.txt');
    writeFileSync(labels, '0\n1\n2\n');
    writingData('run', `writeFileSync(${JSON.stringify(labels)}, '2\\n1\\n0\\n');`, 1);
    const overtaken = await run();
    expect(overtaken.logs).toEqual([`${labels} was written during the run: starting afresh`]);
    expect(overtaken.report.settings).toMatchObject({ classOrder: ['2', '1', '0'] });
  });

  it('and once more: model-changed, status 1, no process and no file left', async () => {
    writingData('run', SAVE, 2);
    const out = temporaryFolder();
    const args = ['analyze', model, '--data', data, '--backend', 'cpu', '--json', join(out, 'report.json')];
    const { status, stderr } = await runCli(args);
    expect(status).toBe(1);
    expect(stderr).toContain('starting afresh');
    expect(stderr).toContain(`${weights()} was saved again while the model was being analyzed: wait until`);
    expect(readdirSync(out)).toEqual([]);
    const pids = readdirSync(join(folder, 'data')).flatMap((name) => /^pid-(\d+)$/.exec(name)?.[1] ?? []);
    expect(pids).toHaveLength(2);
    for (const pid of pids) expect(alive(Number(pid))).toBe(false);
  });

  it('is told from one that was only touched', async () => {
    const file = await readModelFile(model);
    await file.weights.fingerprint();
    const later = new Date(Date.now() + 5000);
    utimesSync(weights(), later, later);
    expect(await modelChange(file)).toBeNull();
    const bytes = readFileSync(weights()).map((byte) => byte ^ 1);
    writeFileSync(weights(), bytes);
    expect(await modelChange(file)).toMatchObject({ code: 'model-changed' });
  });

  it('is run again by watch, even in its first run', async () => {
    writingData('run', SAVE, 2);
    const report = join(temporaryFolder(), 'report.json');
    const cli = startCli(['watch', model, '--data', data, '--backend', 'cpu', '--json', report]);
    try {
      let said = '';
      cli.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
      await until(() => said.split('waiting for').length === 3, 50_000, 'the run after the failed one');
      expect(said).toContain('was saved again while the model was being analyzed');
      const read = JSON.parse(readFileSync(report, 'utf8')) as Report;
      expect(read.model.fingerprint).toBe(await (await readModelFile(model)).weights.fingerprint());
    } finally {
      cli.kill('SIGINT');
      await ended(cli);
    }
  });
});

describe('data that are written during a run', () => {
  it('once: a fresh start', async () => {
    writingData('run', TOUCH_DATA, 1);
    const { logs, pids } = await run();
    expect(logs).toEqual([`${data} was written during the run: starting afresh`]);
    expect(pids).toHaveLength(2);
  });

  it('twice: data-changed', async () => {
    writingData('run', TOUCH_DATA, 2);
    await expect(run()).rejects.toMatchObject({
      code: 'data-changed',
      message: expect.stringContaining(
        `${data} was changed while it was being analyzed: wait until`,
      ) as string,
    });
  });

  it('are compared file by file, with the labels beside them', async () => {
    const at = (name: string): string => join(folder, 'data', name);
    const images = at('train-images-idx3-ubyte');
    const labels = at('train-labels-idx1-ubyte');
    writeFileSync(images, Buffer.from([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 7]));
    writeFileSync(labels, Buffer.from([0, 0, 8, 1, 0, 0, 0, 1, 3]));
    const look = await lookAtData({ data: images, labels: null });
    expect(Object.keys(look).sort()).toEqual([images, labels]);
    expect(await dataChange(look)).toBeNull();
    utimesSync(labels, new Date(), new Date(Date.now() + 5000));
    expect((await dataChange(look))?.file?.path).toBe(labels);
  });

  it('of a folder are compared by names and sizes', async () => {
    const pictures = join(folder, 'data');
    writeFileSync(join(pictures, 'a.png'), 'abc');
    const request = {
      data: pictures,
      labels: null,
      labelColumn: null,
      y: null,
      split: null,
      skipBad: false,
    } as const;
    const before = await fingerprintFolder([{ path: 'a.png', bytes: 3 }], null);
    expect(await folderChange(request, before)).toBeNull();
    writeFileSync(join(pictures, 'b.png'), 'abc');
    expect(await folderChange(request, before)).toMatchObject({ code: 'data-changed' });
  });
});
