import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/cli.js';
import { kerasClasses, stateOfLayer, stateOfOp, type State } from '../support/kerasStates.js';

const DOC = join(ROOT, 'docs', 'models.md');
const { version, layers, ops } = kerasClasses();

describe('every class of keras.layers and function of keras.ops', () => {
  it('has a state, and a reason where it is refused', () => {
    expect(layers.filter((name) => stateOfLayer(name).state === null)).toEqual([]);
    expect(Object.keys(ops).filter((name) => stateOfOp(ops[name] ?? null).state === null)).toEqual([]);
  });
  it('stands in docs/models.md with it (node scripts/modelsTable.mjs writes them)', () => {
    const before = readFileSync(DOC, 'utf8');
    const after = between(before, 'keras-classes', table());
    if (process.env['ENTROSCOPE_WRITE_TABLES'] === '1') writeFileSync(DOC, after);
    else expect(before).toBe(after);
  });
});

function between(text: string, name: string, table: string): string {
  const found = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- end -->)`);
  expect(text).toMatch(found);
  return text.replace(found, (_, start: string, end: string) => `${start}${table}${end}`);
}

function table(): string {
  const ofLayers = grouped(layers.map((name) => [name, stateOfLayer(name)]));
  const ofOps = grouped(Object.entries(ops).map(([name, made]) => [name, stateOfOp(made)]));
  return [
    `Keras ${version}: ${String(layers.length)} classes of keras.layers.\n\n`,
    ...rows(ofLayers),
    `\n${String(Object.keys(ops).length)} functions of keras.ops, and the operators that stand for them.\n\n`,
    ...rows(ofOps),
  ].join('');
}

function rows(groups: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const listed = [...groups].map(([state, names]) => `| ${state} | ${names.join(', ')} |\n`);
  return ['| state | names |\n|---|---|\n', ...listed];
}

/** By state and reason, in the order of the states. */
function grouped(all: readonly (readonly [string, State])[]): ReadonlyMap<string, readonly string[]> {
  const order = ['runs', 'computed here', 'passes on', 'refused', 'makes no layer'];
  const groups = new Map<string, string[]>();
  for (const wanted of order)
    for (const [name, { state, reason }] of all) {
      if (state !== wanted) continue;
      const key = reason === '' ? state : `${state}: ${reason}`;
      groups.set(key, [...(groups.get(key) ?? []), name]);
    }
  return groups;
}
