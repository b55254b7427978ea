import { describe, expect, it } from 'vitest';
import { CellReader } from '../../src/datasets/csv/csvCells.js';
import { seededUniform } from '../../src/engine/random.js';

const COMMA = 0x2c;
const DOT = 0x2e;

/** What becomes of rows of one column, and of the cells that are no numbers. */
function readers(delimiter = COMMA, decimal = DOT) {
  const bad: string[] = [];
  const reader = new CellReader({ delimiter, decimal }, Int32Array.of(0), (_, text) => {
    bad.push(text);
    throw new RangeError(text);
  });
  const out = new Float64Array(1);
  const read = (text: string): number | null => {
    const bytes = Buffer.from(text);
    out[0] = 0.5;
    try {
      reader.read(bytes, 0, bytes.length, out);
      return out[0] ?? null;
    } catch {
      return null;
    }
  };
  const check = (text: string): number => {
    const bytes = Buffer.from(`${text}\n`);
    return reader.check(bytes, 0, bytes.length - 1);
  };
  return { read, check };
}

describe('numbers of a csv file', () => {
  it('are what Number() makes of their text, for 60,000 texts of all lengths', () => {
    const { read } = readers();
    const random = seededUniform(7);
    const digits = (most: number): string =>
      Array.from({ length: Math.floor(random() * (most + 1)) }, () => Math.floor(random() * 10)).join('');
    for (let i = 0; i < 60_000; i++) {
      const whole = digits(i % 3 === 0 ? 20 : 4);
      const fraction = random() < 0.6 ? `.${digits(i % 5 === 0 ? 22 : 6)}` : '';
      const exponent =
        random() < 0.3 ? `${random() < 0.5 ? 'e' : 'E'}${['', '-', '+'][i % 3]}${digits(3)}` : '';
      const text = `${['', '-', '+'][Math.floor(random() * 3)]}${whole}${fraction}${exponent}`;
      const value = Number(text);
      const expected = text === '' || Number.isNaN(value) ? null : value;
      const seen = read(text);
      if (!Object.is(seen, expected)) expect({ text, seen }).toEqual({ text, seen: expected });
    }
    for (let i = 0; i < 10_000; i++) {
      const value = (random() - 0.5) * 10 ** Math.floor(random() * 600 - 300);
      for (const text of [String(value), value.toExponential(18), value.toPrecision(9)])
        if (!Object.is(read(text), Number(text)))
          expect({ text, seen: read(text) }).toEqual({ text, seen: Number(text) });
    }
  });

  it.each([
    ['1', 1],
    [' 12 ', 12],
    ['"7"', 7],
    ['.5', 0.5],
    ['5.', 5],
    ['-0', -0],
    ['9007199254740993', 9007199254740992],
    ['1e23', 1e23],
    ['1e400', Infinity],
    ['NaN', NaN],
    ['0x10', 16],
    ['', null],
    ['.', null],
    ['-', null],
    ['e5', null],
    ['1e', null],
    ['1.2.3', null],
    ['1-2', null],
    ['1 2', null],
    ['１', null],
  ])('reads %j as %j', (text, value) => {
    expect(readers().read(text)).toBe(value);
  });

  it('have a comma before the fraction where the file has', () => {
    const { read } = readers(0x3b, COMMA);
    expect(['1,5', '-,25', '1,5e3', '7', '1.5', '1,5,2'].map(read)).toEqual([
      1.5,
      -0.25,
      1500,
      7,
      null,
      null,
    ]);
  });

  it('are plain only where reading them would take them', () => {
    const { read, check } = readers();
    const random = seededUniform(3);
    const letters = '0123456789.,+-eE "x';
    for (let i = 0; i < 30_000; i++) {
      const text = Array.from(
        { length: 1 + Math.floor(random() * 6) },
        () => letters[Math.floor(random() * letters.length)],
      ).join('');
      if (check(text) === 1 && !text.includes(',')) expect([text, read(text)]).toEqual([text, Number(text)]);
    }
    expect(['12', '-1.5', '+.5', '5.', '1e5', '', '-', '.', '1 ', '"1"'].map(check)).toEqual([
      1, 1, 1, 1, -1, -1, -1, -1, -1, -1,
    ]);
  });
});
