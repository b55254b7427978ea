import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../src/datasets/openDataset.js';
import { temporaryFolder } from '../support/cli.js';
import { input, labelsOf, readAll, request } from './request.js';

const PAIR = [input([2])];

function writer(folder: string): (name: string, text: string | Uint8Array) => string {
  return (name, text) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
}

describe('csv', () => {
  const write = writer(temporaryFolder());

  it.each([
    ['a header, CRLF and a byte order mark', '\ufefflabel,a,b\r\n1,2,3\r\n0,4,5\r\n'],
    ['semicolons and quotes', 'a;b;"class"\n"2";3;"1"\n4;5;0\n'],
    ['tabs and no newline at the end', 'y\ta\tb\n1\t2\t3\n0\t4\t5'],
    ['empty lines and spaces', 'a,b,Target\n\n 2, 3, 1\n4,5,0\n\n'],
  ])('reads %s', async (_, text) => {
    const dataset = await openDataset(request(write('a.csv', text), PAIR));
    expect(dataset).toMatchObject({ kind: 'csv', size: 2, classes: ['0', '1'] });
    expect(labelsOf(dataset)).toEqual(['1', '0']);
    expect([...((await readAll(dataset)).inputs[0] ?? [])]).toEqual([2, 3, 4, 5]);
  });

  it('reads a file without header, its text column as the label', async () => {
    const dataset = await openDataset(request(write('iris.csv', '5.1,3.5,setosa\n6,2.7,versi\n'), PAIR));
    expect(labelsOf(dataset)).toEqual(['setosa', 'versi']);
  });

  it('asks which column is the label of a file without header rather than guessing', async () => {
    const path = write('mnist.csv', '7,1,2\n3,4,5\n');
    await expect(openDataset(request(path, PAIR))).rejects.toMatchObject({
      code: 'data-shape',
      message: expect.stringContaining('--label-column 1'),
    });
    const dataset = await openDataset(request(path, PAIR, { labelColumn: '1' }));
    expect(labelsOf(dataset)).toEqual(['7', '3']);
    expect([...((await readAll(dataset)).inputs[0] ?? [])]).toEqual([1, 2, 4, 5]);
  });

  it('takes the column that is named, and names those there are where it is not there', async () => {
    const path = write('named.csv', 'a,b,kind\n1,2,x\n3,4,y\n');
    expect(labelsOf(await openDataset(request(path, PAIR, { labelColumn: 'kind' })))).toEqual(['x', 'y']);
    await expect(openDataset(request(path, PAIR, { labelColumn: 'sort' }))).rejects.toMatchObject({
      code: 'data-labels',
      message: expect.stringContaining('a, b, kind'),
    });
  });

  it('names ragged rows, cells that are no numbers and missing labels, or leaves them out', async () => {
    const path = write('ragged.csv', 'label,a,b\n0,1,2\n1,3\n1,x,4\n,5,6\n0,7,8\n');
    await expect(openDataset(request(path, PAIR))).rejects.toMatchObject({
      code: 'data-malformed',
      message: expect.stringMatching(/ragged\.csv, row 3, has 2 cells/),
    });
    const dataset = await openDataset(request(path, PAIR, { skipBad: true }));
    expect(dataset.skipped.map(({ where }) => where)).toEqual(['row 3', 'row 4', 'row 5']);
    expect(dataset.size).toBe(2);
    const { inputs } = await readAll(
      await openDataset(request(path, PAIR, { skipBad: true }), structuredClone(dataset.index)),
    );
    expect([...(inputs[0] ?? [])]).toEqual([1, 2, 7, 8]);
  });

  it.each(['\n', '\r\n'])(
    'counts the lines of the file, blank ones and those within quotes too (%j)',
    async (eol) => {
      const lines = ['', 'label,a,b', '', '0,1,2', '1,"3', '",4', '', '', '1,5', '', '2,x,8', '0,9,9'];
      const path = write('lines.csv', lines.join(eol));
      const dataset = await openDataset(request(path, PAIR, { skipBad: true }));
      expect(dataset.skipped.map(({ where }) => where)).toEqual(['row 9', 'row 11']);
      const bad = write('quoted.csv', ['', 'a,b', '1,2', '', '3,"', 'x"', '5,6'].join(eol));
      await expect(openDataset(request(bad, PAIR))).rejects.toMatchObject({
        message: expect.stringContaining('quoted.csv, row 5,'),
      });
    },
  );

  it('names a quote that never closes', async () => {
    const path = write('quote.csv', 'label,a,b\n0,"1,2\n1,3,4\n');
    await expect(openDataset(request(path, PAIR))).rejects.toMatchObject({
      code: 'data-malformed',
      message: expect.stringContaining('quote.csv'),
    });
  });

  it('reads a long packed file with gaps', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `${String(i % 3)},${String(i)},${String(-i)}`);
    const path = write('long.csv.gz', gzipSync(['label,a,b', ...rows].join('\n')));
    const dataset = await openDataset(request(path, PAIR));
    expect(dataset.size).toBe(20_000);
    const { inputs } = await readAll(dataset, Uint32Array.of(5, 19_999));
    expect([...(inputs[0] ?? [])]).toEqual([5, -5, 19_999, -19_999]);
  });
});

describe('json', () => {
  const write = writer(temporaryFolder());

  it.each([
    [
      'xs and ys',
      {
        xs: [
          [1, 2],
          [3, 4],
        ],
        ys: ['b', 'a'],
      },
    ],
    [
      'one-hot ys',
      {
        xs: [
          [1, 2],
          [3, 4],
        ],
        ys: [
          [0, 1],
          [1, 0],
        ],
      },
    ],
    [
      'rows',
      [
        { x: [1, 2], label: 'b' },
        { x: [[3], [4]], label: 'a' },
      ],
    ],
    [
      'an object by input name',
      {
        xs: {
          x: [
            [1, 2],
            [3, 4],
          ],
        },
        ys: [1, 0],
      },
    ],
  ])('reads %s', async (_, value) => {
    const dataset = await openDataset(request(write('a.json', JSON.stringify(value)), PAIR));
    expect(dataset).toMatchObject({ kind: 'json', size: 2, labelled: true });
    expect([...dataset.classOf]).toEqual([1, 0]);
    expect([...((await readAll(dataset)).inputs[0] ?? [])]).toEqual([1, 2, 3, 4]);
  });

  it.each([
    [
      'lists of xs',
      {
        xs: [
          [[1], [2]],
          [
            [3, 4],
            [5, 6],
          ],
        ],
        ys: [0, 1],
      },
    ],
    [
      'xs by name',
      {
        xs: {
          b: [
            [3, 4],
            [5, 6],
          ],
          a: [[1], [2]],
        },
        ys: [0, 1],
      },
    ],
    [
      'rows of lists',
      [
        { x: [[1], [3, 4]], label: 0 },
        { x: [[2], [5, 6]], label: 1 },
      ],
    ],
    [
      'rows by name',
      [
        { x: { a: 1, b: [3, 4] }, label: 0 },
        { x: { a: 2, b: [5, 6] }, label: 1 },
      ],
    ],
  ])('feeds several inputs from %s', async (_, value) => {
    const inputs = [input([1], { name: 'a' }), input([2], { name: 'b', dtype: 'bool' })];
    const dataset = await openDataset(request(write('b.json', JSON.stringify(value)), inputs));
    expect((await readAll(dataset)).inputs).toEqual([Float32Array.of(1, 2), Int32Array.of(1, 1, 1, 1)]);
  });

  it('settles a free length by the first sample and refuses another one', async () => {
    const path = write(
      'free.json',
      JSON.stringify({
        xs: [
          [1, 2, 3],
          [1, 2],
        ],
      }),
    );
    await expect(openDataset(request(path, [input([null])]))).rejects.toMatchObject({
      code: 'data-shape',
      message: expect.stringMatching(/sample 2, holds 2 numbers where .* hold 3/),
    });
    const dataset = await openDataset(request(path, [input([null])], { skipBad: true }));
    expect(dataset).toMatchObject({ size: 1, shapes: [[3]], skipped: [{ where: 'sample 2' }] });
  });

  it('names what cannot be read', async () => {
    const cases: readonly [text: string, code: string][] = [
      ['{"xs": [[1, 2]', 'data-malformed'],
      ['{"weights": 1}', 'data-unrecognised'],
      ['{"xs": [[1, 2]], "ys": [1, 2]}', 'data-labels'],
      ['{"xs": [[1, "two"]]}', 'data-malformed'],
      ['{"xs": [[1, 2, 3]]}', 'data-shape'],
      ['{"xs": []}', 'data-empty'],
      ['[{"x": [1, 2], "label": {}}]', 'data-labels'],
      ['[{"label": 1}]', 'data-malformed'],
    ];
    for (const [text, code] of cases) {
      const path = write('bad.json', text);
      await expect(openDataset(request(path, PAIR)), text).rejects.toMatchObject({
        code,
        message: expect.stringContaining('bad.json'),
      });
    }
  });
});
