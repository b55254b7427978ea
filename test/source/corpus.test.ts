import { describe, expect, it } from 'vitest';
import { chooseSource } from '../../src/source/match/chooseSource.js';
import { matchLayers } from '../../src/source/match/matchLayers.js';
import { matchedLines, programOf, readCorpus, type CorpusCase } from './corpusCase.js';

const CORPUS = readCorpus();

/** Ids on lines, as text. */
function idsOf(lines: ReadonlyMap<number, readonly string[]>): ReadonlySet<string> {
  return new Set([...lines].flatMap(([line, ids]) => ids.map((id) => `${line + 1}: ${id}`)));
}

function found(one: CorpusCase, lines = one.lines, known = false): ReadonlySet<string> {
  const { program, lineOf } = programOf(one, lines);
  return idsOf(matchedLines(matchLayers(one.model, program, { known }).matches, lineOf));
}

describe('the corpus of training scripts', () => {
  it('holds at least 40 scripts', () => {
    expect(CORPUS.length).toBeGreaterThanOrEqual(40);
  });

  it.each(CORPUS.map((one) => [one.name, one] as const))('%s: no layer on a wrong line', (_, one) => {
    const expected = idsOf(one.expected);
    expect([...found(one)].filter((mark) => !expected.has(mark))).toEqual([]);
  });

  it('finds the lines of all layers', () => {
    let there = 0;
    let hit = 0;
    const missed: string[] = [];
    for (const one of CORPUS) {
      const marks = found(one);
      for (const mark of idsOf(one.expected)) {
        there++;
        if (marks.has(mark)) hit++;
        else missed.push(`${one.name} ${mark}`);
      }
    }
    expect(missed).toEqual([]);
    expect(hit / there).toBe(1);
  });
});

describe('edited scripts of the corpus, known to have made their models', () => {
  // A loop of unknown length makes any number of layers: after such an edit it is a program that makes this model too.
  const single = CORPUS.filter(({ name }) => !/^(loopUnknown|tunerModel)/.test(name)).map(
    (one) => [one.name, one] as const,
  );

  /** Marks that are not those of the script before the edit, at the lines where its layers stand now. */
  function wrong(
    one: CorpusCase,
    lines: readonly string[],
    lineNow: (line: number) => number | null,
  ): string[] {
    const expected = new Map<number, readonly string[]>();
    for (const [line, ids] of one.expected) {
      const now = lineNow(line);
      if (now !== null) expected.set(now, ids);
    }
    const marks = idsOf(expected);
    return [...found(one, lines, true)].filter((mark) => !marks.has(mark));
  }

  it.each(single)('%s: a layer taken out leaves no number on a wrong line', (_, one) => {
    const bad: string[] = [];
    for (const line of one.expected.keys()) {
      if (!isWhole(one.lines[line]!)) continue;
      const lines = one.lines.filter((__, index) => index !== line);
      bad.push(...wrong(one, lines, (at) => (at === line ? null : at > line ? at - 1 : at)));
    }
    expect(bad).toEqual([]);
  });

  it.each(single)('%s: a layer put in twice leaves no number on a wrong line', (_, one) => {
    const bad: string[] = [];
    for (const line of one.expected.keys()) {
      const text = one.lines[line]!;
      if (!isWhole(text)) continue;
      const lines = [...one.lines.slice(0, line), text, ...one.lines.slice(line)];
      // Either of the two may be the old one: nothing may stand on any of them.
      bad.push(...wrong(one, lines, (at) => (at === line ? null : at > line ? at + 1 : at)));
    }
    expect(bad).toEqual([]);
  });

  it.each(CORPUS.map((one) => [one.name, one] as const))(
    '%s: another size, name or activation leaves no number on a wrong line',
    (_, one) => {
      const bad: string[] = [];
      for (const line of one.expected.keys()) {
        const text = one.lines[line]!;
        for (const edited of [
          text.replace(/\b\d+\b/, '77'),
          text.replace(/relu/i, 'elu'),
          text.replace(/(name[:=] ?['"])/, '$1renamed_'),
        ]) {
          if (edited === text) continue;
          bad.push(...wrong(one, one.lines.with(line, edited), (at) => at));
        }
      }
      expect(bad).toEqual([]);
    },
  );
});

/** Scripts that leave all sizes open: they make any model of their form, so they are not another model's. */
const OPEN = /^(loopUnknown|tunerModel|unknownSizes|policyNetwork)/;

describe('scripts and models of others', () => {
  it('gives a model no line of a script that made another one', () => {
    const bad: string[] = [];
    for (const script of CORPUS.filter(({ name }) => !OPEN.test(name))) {
      const { program } = programOf(script, script.lines);
      for (const other of CORPUS) {
        if (other === script) continue;
        const { matches, fit } = matchLayers(other.model, program);
        if (matches.length > 0)
          bad.push(`${script.name} for ${other.name}: ${matches.length} lines, fit ${fit.toFixed(2)}`);
      }
    }
    expect(bad).toEqual([]);
  });

  it('chooses the script that made a model among all of the corpus, or asks', () => {
    const programs = CORPUS.map((script) => ({
      key: script.name,
      program: programOf(script, script.lines).program,
    }));
    const chosen = CORPUS.map((one) => {
      const candidates = programs.map(({ key, program }) => ({
        key,
        match: matchLayers(one.model, program),
      }));
      return { one, choice: chooseSource(candidates) };
    });
    const wrong = chosen.filter(({ one, choice }) => choice.kind === 'clear' && choice.key !== one.name);
    expect(wrong.map(({ one, choice }) => [one.name, choice])).toEqual([]);
    const asked = chosen.filter(({ choice }) => choice.kind !== 'clear').map(({ one }) => one.name);
    expect(asked.filter((name) => !OPEN.test(name))).toEqual([]);
  });
});

/** Is a line a statement or element by itself? */
function isWhole(line: string): boolean {
  const count = (chars: RegExp): number => line.match(chars)?.length ?? 0;
  return (
    count(/[([{]/g) === count(/[)\]}]/g) &&
    /^\s*(model|m|net|network|cnn|features|tf|layers|L|keras)\b/.test(line)
  );
}
