import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT, temporaryFolder } from '../support/cli.js';
import { saveModel } from '../support/saveModel.js';
import { projectWithTfjsNode } from '../support/tfjsNode.js';
import { LAYER_CASES, modelOf } from './table/layerCases.js';
import { OP_FAMILIES } from './table/opCases.js';
import { largestDifference, runOn, type Backend, type Outcome, type Run } from './table/outcome.js';
import { saveOp } from './table/saveOp.js';

const DOC = join(ROOT, 'docs', 'models.md');
const folder = temporaryFolder();
const project = projectWithTfjsNode();
const tensorflow = 'folder' in project ? project.folder : null;
if ('skip' in project) console.info(`the column tensorflow is not checked: ${project.skip}`);
const BACKENDS: readonly Backend[] = tensorflow === null ? ['wasm', 'cpu'] : ['wasm', 'cpu', 'tensorflow'];
/** Classes that only hold others, or are made by others. */
const NO_CASE =
  /^(Functional|Model|Sequential|InputLayer|BaseRandomLayer|ConvRNN2D|SeparableConv|StackedRNNCells|\w+Cell)$/;

type Outcomes = Readonly<Partial<Record<Backend, Outcome>>>;
const layerOutcomes = new Map<string, Outcomes>();
const opOutcomes = new Map<string, Outcomes>();

async function outcomesOf(path: string, below?: number): Promise<Outcomes> {
  const cpu = await runOn(path, 'cpu', { tensorflow: null, below });
  const found: Partial<Record<Backend, Outcome>> = {};
  for (const backend of BACKENDS) {
    const run: Run = backend === 'cpu' ? cpu : await runOn(path, backend, { tensorflow, below });
    if (cpu.outcome === 'works' && run.outcome !== 'not supported')
      expect([backend, largestDifference(run, cpu) < 1e-3]).toEqual([backend, true]);
    found[backend] = run.outcome;
  }
  return found;
}

beforeAll(async () => {
  await import('@tensorflow/tfjs-backend-cpu');
  await import('@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js');
  await tf.setBackend('cpu');
});

describe('every layer runs, with the numbers of cpu', () => {
  it.each(LAYER_CASES.map((layer) => [layer.type, layer] as const))('%s', async (type, layer) => {
    await tf.setBackend('cpu');
    const path = await saveModel(modelOf(layer), join(folder, `layer-${type}`));
    layerOutcomes.set(type, await outcomesOf(path, layer.below));
  });
  it('none is forgotten', () => {
    const { classNameMap } = tf.serialization.SerializationMap.getMap();
    const known = Object.entries(classNameMap)
      .filter(([, [cls]]) => cls.prototype instanceof layers.Layer)
      .map(([name]) => name)
      .filter((name) => !NO_CASE.test(name) && !/^(Keras|Subtract$)/.test(name));
    expect(LAYER_CASES.map(({ type }) => type).sort()).toEqual(known.sort());
  });
});

describe.each(OP_FAMILIES)('ops: $family', ({ family, cases }) => {
  it.each(cases.map((op) => [op.op, op] as const))('%s', async (name, op) => {
    const path = saveOp(op, join(folder, `op-${family.replaceAll(' ', '-')}-${name}`));
    opOutcomes.set(`${family}/${name}`, await outcomesOf(path));
  });
});

describe('docs/models.md', () => {
  it('holds the tables that these runs give (node scripts/modelsTable.mjs writes them)', () => {
    const before = readFileSync(DOC, 'utf8');
    const after = withTable(withTable(before, 'layers', layerTable(before)), 'ops', opTable(before));
    if (process.env['ENTROSCOPE_WRITE_TABLES'] === '1') writeFileSync(DOC, after);
    else expect(before).toBe(after);
  });
});

/** The text between the marks of a table. */
function tableIn(text: string, name: string): string {
  const [, table = ''] = new RegExp(`<!-- ${name} -->\n([^]*?)<!-- end -->`).exec(text) ?? [];
  return table;
}

function withTable(text: string, name: string, table: string): string {
  expect(text).toContain(`<!-- ${name} -->\n`);
  return text.replace(`<!-- ${name} -->\n${tableIn(text, name)}`, () => `<!-- ${name} -->\n${table}`);
}

/** The last cell of a row as it stands: what the column tensorflow says where it cannot be run. */
function cellOf(text: string, name: string, row: string): string {
  const line = tableIn(text, name)
    .split('\n')
    .find((candidate) => candidate.startsWith(`| ${row} |`));
  return line?.split('|').at(-2)?.trim() ?? '';
}

function layerTable(before: string): string {
  const rows = LAYER_CASES.map(({ type }) => {
    const outcomes = layerOutcomes.get(type) ?? {};
    const native = outcomes.tensorflow ?? cellOf(before, 'layers', type);
    return `| ${type} | ${outcomes.wasm ?? ''} | ${outcomes.cpu ?? ''} | ${native} |\n`;
  });
  return `| layer | wasm | cpu | tensorflow |\n|---|---|---|---|\n${rows.join('')}`;
}

function opTable(before: string): string {
  const rows = OP_FAMILIES.map(({ family, cases }) => {
    const cell = (backend: Backend): string => {
      const all = cases.map(({ op }) => [op, opOutcomes.get(`${family}/${op}`)?.[backend]] as const);
      const said = (['falls back', 'not supported'] as const).flatMap((outcome) => {
        const ops = all.filter(([, found]) => found === outcome).map(([op]) => op);
        return ops.length === 0 ? [] : [`${outcome}: ${ops.join(', ')}`];
      });
      const working = all.filter(([, found]) => found === 'works').length;
      return [
        ...(working === 0 ? [] : [`works (${String(working)} of ${String(all.length)})`]),
        ...said,
      ].join('; ');
    };
    const native = tensorflow === null ? cellOf(before, 'ops', family) : cell('tensorflow');
    return `| ${family} | ${cell('wasm')} | ${cell('cpu')} | ${native} |\n`;
  });
  return `| ops | wasm | cpu | tensorflow |\n|---|---|---|---|\n${rows.join('')}`;
}
