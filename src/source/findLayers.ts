import { converterPaths } from './converterPaths.js';
import { lineFinder } from './lineFinder.js';
import { mayHoldLayers } from './mayHoldLayers.js';
import { Evaluation } from './run/evaluation.js';
import { EventBudget, groupOrders } from './run/groupParts.js';
import { numberNames } from './run/numberNames.js';
import {
  byFirstCall,
  type CallNode,
  type Group,
  type LayerSizes,
  type MadeLayer,
  type Place,
} from './run/value.js';
import type { World } from './run/world.js';
import type { SourceCache } from './sourceCache.js';
import {
  NO_LAYERS,
  type Part,
  type SourceGroup,
  type SourceLayer,
  type SourceProgram,
} from './sourceProgram.js';
import { markRelevant } from './syntax/relevance.js';
import { parseSource, type ParsedSource, type SourceLanguage } from './syntax/parseSource.js';

/** The text of a file, or of one code cell of a notebook. */
export interface SourceText {
  readonly text: string;
  readonly language: SourceLanguage;
}

/**
 * The layers that a file defines and the models that they are put into, in source order. The text may have any errors.
 * @param cache of the same file: makes the next call after an edit fast
 */
export function findLayers(text: string, language: SourceLanguage, cache?: SourceCache): SourceProgram {
  if (!mayHoldLayers(text)) return NO_LAYERS;
  return runProgram([parsed({ text, language }, 0, cache)]);
}

/** The same of a notebook's code cells, which form one program; cells of other languages than the first are left out. */
export function findLayersInCells(cells: readonly SourceText[], cache?: SourceCache): SourceProgram {
  if (!mayHoldLayers(cells.map(({ text }) => text).join('\n'))) return NO_LAYERS;
  const python = cells[0]?.language === 'python';
  return runProgram(
    cells.map((cell, index) => {
      if ((cell.language === 'python') !== python) return parsed({ ...cell, text: '' }, index, cache);
      return parsed(python ? { ...cell, text: withoutMagic(cell.text) } : cell, index, cache, cell.text);
    }),
  );
}

interface Cell {
  readonly parsed: ParsedSource;
  /** As it is written, lines that are no Python included. */
  readonly text: string;
}

function parsed(
  source: SourceText,
  index: number,
  cache: SourceCache | undefined,
  written = source.text,
): Cell {
  const result = parseSource(source.text, source.language, cache?.get(index) ?? null);
  cache?.set(index, result);
  return { parsed: result, text: written };
}

/** A cell's lines for the shell and the notebook as comments of the same length. */
function withoutMagic(text: string): string {
  if (/^\s*%%(?!time|capture)/.test(text)) return text.replace(/^./gm, '#');
  return text.replace(/^([^\S\n]*)[!%]/gm, '$1#');
}

function runProgram(cells: readonly Cell[]): SourceProgram {
  const [first] = cells;
  const run = new Evaluation(first?.parsed.language === 'python');
  markRelevant(cells.flatMap(({ parsed: { chunks } }) => chunks));
  cells.forEach(({ parsed: { chunks } }, index) => {
    for (const { origin } of chunks) origin.cell = index;
  });
  for (const {
    parsed: { chunks },
  } of cells) {
    for (const { statements } of chunks) run.hoistAll(statements);
    for (const { statements } of chunks) run.runModule(statements);
  }
  run.runUncalled();
  addLoose(run.world);
  numberNames(run.world.madeSince(0));
  return { ...programOf(run.world, cells), imports: [...run.imports] };
}

/** Layers that are in no model, put together by the part of the program that makes them. */
function addLoose(world: World): void {
  const placed = new Set<MadeLayer>();
  const seen = new Set<CallNode>();
  for (const group of world.groups) {
    const stack = group.outputs.filter((node) => !seen.has(node));
    for (const node of stack) seen.add(node);
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node.item !== null && 'place' in node.item) placed.add(node.item);
      for (const input of node.inputs) {
        if (seen.has(input)) continue;
        seen.add(input);
        stack.push(input);
      }
    }
  }
  const buckets = new Map<number, MadeLayer[]>();
  for (const made of world.madeSince(0)) {
    if (made.grouped || made.wrapped || placed.has(made)) continue;
    const bucket = buckets.get(made.bucket);
    if (bucket === undefined) buckets.set(made.bucket, [made]);
    else bucket.push(made);
  }
  for (const made of buckets.values()) {
    const [first] = made.sort(byFirstCall);
    if (first === undefined) continue;
    const { group } = world.makeGroup(first.place.call, 'loose', { uncalled: first.bucket > 0 });
    for (const item of made) world.addMade(group, item);
  }
}

function programOf(world: World, cells: readonly Cell[]): Omit<SourceProgram, 'imports'> {
  const lineOf = linesIn(cells);
  const places = world.places
    .filter(({ made }) => made.some(({ wrapped }) => !wrapped))
    .sort((a, b) => a.cell - b.cell || start(a) - start(b));
  const layerOf = new Map(places.map((place, layer) => [place, layer]));
  const budget = new EventBudget();
  const groups = world.groups
    .filter(({ kind, events, outputs }) => kind !== 'loaded' && events.length + outputs.length > 0)
    .map((group, index) => sourceGroup(group, index, groupOrders(group, layerOf, budget), lineOf));
  const paths = [...world.loosePaths];
  for (const { input, output } of cells.flatMap(({ text }) => converterPaths(text))) {
    const sources = groups.filter((group) => group.paths.some((path) => sameFile(path, input)));
    if (sources.length === 0) paths.push(output);
    for (const group of sources) {
      group.paths.push(output);
      group.webPaths.push(output);
    }
  }
  const counts = places.map((): GroupCount[] => []);
  for (const { orders, index: group } of groups)
    for (const [layer, count] of countLayers(orders[0] ?? [])) counts[layer]?.push({ group, ...count });
  const layers = places.map((place, index) => sourceLayer(place, index, counts[index] ?? [], lineOf));
  return { layers, groups, paths };
}

/** Tells the line, from 0, of an offset in a cell. */
type LineOf = (cell: number, offset: number) => number;

function linesIn(cells: readonly Cell[]): LineOf {
  const finders = cells.map(({ parsed: { text } }) => lineFinder(text));
  return (cell, offset) => {
    const find = finders[cell];
    if (find === undefined) throw new RangeError(`no cell ${cell} of ${cells.length}`);
    return find(offset);
  };
}

function sourceGroup(
  group: Group,
  index: number,
  orders: SourceGroup['orders'],
  lineOf: LineOf,
): SourceGroup & { readonly paths: string[]; readonly webPaths: string[] } {
  const { kind, variable, name, cell, from, uncalled } = group;
  return {
    index,
    kind,
    uncalled,
    variable,
    name,
    cell,
    line: lineOf(cell, from),
    paths: [...group.paths],
    webPaths: [...group.webPaths],
    loads: loadsOf(group),
    orders,
  };
}

/** What is loaded as a part of a model, however deep inside. */
function loadsOf(group: Group): readonly string[] {
  const loads = new Set<string>();
  const seen = new Set<Group | CallNode>();
  const stack: (Group | CallNode)[] = [group];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (seen.has(top)) continue;
    seen.add(top);
    if ('isGroup' in top) {
      if (top.loads !== null) loads.add(top.loads);
      stack.push(...top.outputs);
      for (const { item } of top.events) if (item !== null && 'isGroup' in item) stack.push(item);
    } else {
      stack.push(...top.inputs);
      if (top.item !== null && 'isGroup' in top.item) stack.push(top.item);
    }
  }
  return [...loads];
}

function start({ call: { site } }: Place): number {
  return site.origin.base + site.from;
}

function sourceLayer(
  { call: { site }, cell, type, made, looped }: Place,
  index: number,
  seen: readonly GroupCount[],
  lineOf: LineOf,
): SourceLayer {
  const count = Math.max(0, ...seen.map(({ serials }) => serials.size));
  const open = seen.some(({ open }) => open);
  const from = site.origin.base + site.anchorFrom;
  const repeats =
    looped || open
      ? 'loop'
      : count > 1
        ? 'function'
        : seen.some(({ sometimes }) => sometimes)
          ? 'conditional'
          : 'once';
  return {
    index,
    cell,
    type,
    name: common(made.map(({ name }) => name)),
    sizes: commonSizes(made.map(({ sizes }) => sizes)),
    from,
    to: site.origin.base + site.anchorTo,
    line: lineOf(cell, from),
    repeats,
    count: open ? null : Math.max(1, count),
    groups: seen.map(({ group }) => group),
  };
}

interface LayerCount {
  readonly serials: Set<number>;
  open: boolean;
  sometimes: boolean;
}

/** The layers that a place makes in one of the models. */
interface GroupCount extends LayerCount {
  readonly group: number;
}

/** How many layers each place makes in one model. */
function countLayers(parts: readonly Part[]): ReadonlyMap<number, LayerCount> {
  const counts = new Map<number, LayerCount>();
  const visit = (part: Part, open: boolean, sometimes: boolean): void => {
    switch (part.kind) {
      case 'layer': {
        const count = counts.get(part.layer) ?? { serials: new Set(), open: false, sometimes: false };
        counts.set(part.layer, count);
        count.serials.add(part.serial);
        count.open ||= open;
        count.sometimes ||= sometimes;
        return;
      }
      case 'loop':
        for (const inner of part.parts) visit(inner, true, sometimes);
        return;
      case 'choice':
        for (const arm of part.arms) for (const inner of arm) visit(inner, open, true);
        return;
      case 'any':
    }
  };
  for (const part of parts) visit(part, false, false);
  return counts;
}

function common<Given>(values: readonly (Given | null)[]): Given | null {
  const [first = null] = values;
  return values.every((value) => value === first) ? first : null;
}

function commonSizes(sizes: readonly LayerSizes[]): LayerSizes {
  const kernels = sizes.map(({ kernelSize }) => kernelSize);
  const same = new Set(kernels.map((kernel) => JSON.stringify(kernel))).size === 1;
  return {
    units: common(sizes.map(({ units }) => units)),
    kernelSize: same ? (kernels[0] ?? null) : null,
    activation: common(sizes.map(({ activation }) => activation)),
  };
}

function sameFile(a: string, b: string): boolean {
  const plain = (path: string): string => path.replace(/^(\.\/|\/content\/)/, '').replace(/\/+$/, '');
  return plain(a) === plain(b);
}
