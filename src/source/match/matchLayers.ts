import type { SourceGroup, SourceProgram } from '../sourceProgram.js';
import type { NameNumbers } from '../run/value.js';
import { align, type Alignment } from './alignment.js';
import { mayBeLoaded } from './readyMade.js';
import {
  automaticIndex,
  automaticNumber,
  classOf,
  isGraph,
  weightOf,
  type ModelLayer,
} from './modelLayer.js';
import { partGraph } from './partGraph.js';
import { pathEvidence, type PathEvidence, type Places } from './pathEvidence.js';

export interface LayerMatch {
  /** Index of the SourceLayer. */
  readonly layer: number;
  /** Ids of the model's layers that its line makes, in the model's order; at least one. */
  readonly ids: readonly string[];
  /** sure: names, classes and sizes agree and nothing else fits; likely: something differs, as after an edit. */
  readonly confidence: 'sure' | 'likely';
}

export interface ProgramMatch {
  /** In source order. */
  readonly matches: readonly LayerMatch[];
  /** Index of the model in the code; null when none fits. */
  readonly group: number | null;
  /** How much of model and code agrees, 0..1. */
  readonly fit: number;
  /** Share of the model's layers that the code shows, or loads as a model by name. */
  readonly explained: number;
  /** Share of the model's layers whose name or size the code says, and says right. */
  readonly confirmed: number;
  /** Is it the head on a model that is loaded, and does all of the head that the code shows agree? */
  readonly headOnly: boolean;
  /** Do automatic names, other than those of the first layers of a class, have just the numbers that the code gives them? */
  readonly numbered: boolean;
  /** What the paths in the code say of where the model lies. */
  readonly path: PathEvidence;
}

export interface MatchOptions extends Places {
  /** True where it is known that this code made the model: much may have been edited then. */
  readonly known?: boolean;
}

export const NO_MATCH: ProgramMatch = {
  matches: [],
  group: null,
  fit: 0,
  explained: 0,
  confirmed: 0,
  headOnly: false,
  numbered: false,
  path: 'unknown',
};

/** What must agree before a line gets a number, by what is known of the code: nothing, and it leaves its sizes open; it
 * saves its models elsewhere; it made this model. */
const LEAST_FIT = { unknown: 0.75, vague: 0.95, other: 0.95, known: 0.3 } as const;
/** Code that confirms less leaves its sizes open: many models have its form. */
const VAGUE = 0.3;
/** Models in one file that fit this much alike are told apart by nothing. */
const SAME_FIT = 0.05;

/**
 * Which line of the code made which layer of the model. No line is better than a wrong one: where two readings are as
 * good and differ for a line, it gets nothing.
 * @param layers the model's layers in order of execution, as a report has them
 */
export function matchLayers(
  layers: readonly ModelLayer[],
  program: SourceProgram,
  options: MatchOptions = {},
): ProgramMatch {
  if (layers.length === 0 || program.layers.length === 0) return NO_MATCH;
  const candidates = program.groups
    .map((group) => matchGroup(layers, group, program, options))
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => rank(b) - rank(a) || a.group - b.group);
  const [first] = candidates;
  if (first === undefined) return NO_MATCH;
  // A class of models makes no file of layers; in graphs it may be whatever was exported.
  const savable = isGraph(layers)
    ? candidates
    : candidates.filter(({ kind, ...other }) => kind !== 'subclass' && other.fit >= leastFit(other, options));
  const savables = savable.length > 0 ? savable : candidates;
  // What nothing in a notebook calls nobody calls: it stands behind models that are built.
  const isNotebook = /\.ipynb$/i.test(options.sourcePath ?? '');
  const built = isNotebook
    ? savables.filter((other) => isBuilt(other) && other.fit >= leastFit(other, options))
    : [];
  const fitting = built.length > 0 ? built : savables;
  const top = fitting[0] ?? first;
  const even = fitting.filter((other) => rank(other) > rank(top) - SAME_FIT);
  // Of models that fit alike, the one that was made when the names say.
  const numbered = even.filter(({ misnumbered }) => !misnumbered);
  const [best = top, ...rivals] = numbered.length > 0 ? numbered : even;
  const { group, lines, fit, explained, confirmed, headOnly, numbered: isExact, path } = best;
  const judgement: Judgement = { fit, explained, confirmed, headOnly, numbered: isExact, path };
  if (judgement.fit < leastFit(judgement, options)) return { ...NO_MATCH, ...judgement };
  const matches = [...lines.values()].filter((line) =>
    rivals.every((rival) => sameIds(rival.lines.get(line.layer), line)),
  );
  return { matches: matches.sort((a, b) => a.layer - b.layer), group, ...judgement };
}

/** A model that the program builds, and whose automatic names may be those of the layers. */
function isBuilt({ uncalled, misnumbered }: GroupMatch): boolean {
  return !uncalled && !misnumbered;
}

type Judgement = Omit<ProgramMatch, 'matches' | 'group'>;

interface GroupMatch extends Judgement {
  readonly group: number;
  readonly kind: SourceGroup['kind'];
  readonly uncalled: boolean;
  readonly lines: ReadonlyMap<number, LayerMatch>;
  /** Do automatic names say that its layers were made earlier or later? */
  readonly misnumbered: boolean;
}

function leastFit({ path, confirmed }: Judgement, { known }: MatchOptions): number {
  if (known === true || isHere(path)) return LEAST_FIT.known;
  if (path === 'other') return LEAST_FIT.other;
  return confirmed < VAGUE ? LEAST_FIT.vague : LEAST_FIT.unknown;
}

function rank({ fit, explained, path }: GroupMatch): number {
  return fit + (isHere(path) ? 0.3 : path === 'other' ? -0.05 : 0) + 0.1 * explained;
}

function isHere(path: PathEvidence): boolean {
  return path === 'exact' || path === 'same';
}

function sameIds(a: LayerMatch | undefined, b: LayerMatch): boolean {
  return a !== undefined && a.ids.length === b.ids.length && a.ids.every((id, index) => id === b.ids[index]);
}

function matchGroup(
  layers: readonly ModelLayer[],
  group: SourceGroup,
  program: SourceProgram,
  options: MatchOptions,
): GroupMatch {
  const fused = isGraph(layers);
  const readings = group.orders.map((order) => {
    const alignment = align(partGraph(order, layers.length), layers, fused);
    const crossed = crossedPlaces(alignment.choices, layers);
    return { alignment, crossed, lines: linesOf(alignment, layers, crossed) };
  });
  const top = Math.max(...readings.map(({ alignment }) => alignment.score));
  const even = readings.filter(({ alignment }) => alignment.score > top - 0.5);
  const ordered = even.filter(({ crossed }) => crossed.size === 0);
  const good = ordered.length > 0 ? ordered : even;
  const [first] = good;
  const path = pathEvidence(group, program.paths, options);
  if (first === undefined)
    return {
      group: group.index,
      kind: group.kind,
      uncalled: group.uncalled,
      lines: new Map(),
      fit: 0,
      explained: 0,
      confirmed: 0,
      headOnly: false,
      numbered: false,
      misnumbered: false,
      path,
    };
  const judgement = fitOf(first.alignment, layers, group.loads);
  const { fit } = judgement;
  const lines = new Map<number, LayerMatch>();
  for (const [layer, { ids, sure }] of first.lines) {
    const match: LayerMatch = { layer, ids, confidence: sure && fit >= 0.75 ? 'sure' : 'likely' };
    if (good.every((other) => other === first || sameIds(toMatch(other.lines.get(layer), layer), match)))
      lines.set(layer, match);
  }
  const numbered = isNumbered(first.alignment.choices, layers);
  const misnumbered = good.every(({ alignment }) => isMisnumbered(alignment.choices, layers));
  const { index, kind, uncalled } = group;
  return { group: index, kind, uncalled, lines, misnumbered, numbered, ...judgement, path };
}

function toMatch(line: Line | undefined, layer: number): LayerMatch | undefined {
  return line === undefined ? undefined : { layer, ids: line.ids, confidence: 'likely' };
}

interface Line {
  readonly ids: readonly string[];
  readonly sure: boolean;
}

/** The lines that get layers; a line that may have a layer too many or too few gets none. */
function linesOf(
  { choices }: Alignment,
  layers: readonly ModelLayer[],
  crossed: ReadonlySet<number>,
): ReadonlyMap<number, Line> {
  const doubtful = new Set(choices.flatMap(({ rivals }) => [...rivals]));
  for (const place of crossed) doubtful.add(place);
  const lines = new Map<number, { ids: string[]; sure: boolean }>();
  choices.forEach(({ source, compatibility }, index) => {
    const id = layers[index]?.id;
    if (source === null || id === undefined || doubtful.has(source)) return;
    const sure = compatibility?.contradicts === false;
    const line = lines.get(source);
    if (line === undefined) lines.set(source, { ids: [id], sure });
    else {
      line.ids.push(id);
      line.sure &&= sure;
    }
  });
  return lines;
}

function isMisnumbered(choices: Alignment['choices'], layers: readonly ModelLayer[]): boolean {
  return numberings(choices, layers).some(({ index, from, to }) => index < from || index > to);
}

function isNumbered(choices: Alignment['choices'], layers: readonly ModelLayer[]): boolean {
  const all = numberings(choices, layers);
  if (!all.every(({ index, from, to }) => index === from && index === to)) return false;
  const firsts = new Map<string, number>();
  for (const { name, type } of layers)
    firsts.set(type, Math.min(firsts.get(type) ?? Infinity, automaticIndex(name, type) ?? Infinity));
  return all.some(({ type }) => (firsts.get(type) ?? 0) > 0);
}

/** Of each layer with an automatic name that goes to a place in the code: its number, and those that the code leaves it. */
function numberings(
  choices: Alignment['choices'],
  layers: readonly ModelLayer[],
): readonly (NameNumbers & { readonly index: number; readonly type: string })[] {
  return choices.flatMap(({ numbers }, place) => {
    const layer = layers[place];
    const index = layer === undefined ? null : automaticIndex(layer.name, layer.type);
    if (layer === undefined || index === null || numbers === null) return [];
    return [{ ...numbers, index, type: layer.type }];
  });
}

/** Automatic names count in the order of making: places whose layers were made in another order are wrong. */
function crossedPlaces(choices: Alignment['choices'], layers: readonly ModelLayer[]): ReadonlySet<number> {
  const crossed = new Set<number>();
  const byClass = new Map<
    string,
    { readonly number: number; readonly serial: number; readonly source: number }[]
  >();
  choices.forEach(({ source, serial }, index) => {
    const layer = layers[index];
    if (source === null || layer === undefined) return;
    const number = automaticNumber(layer.name, layer.type);
    if (number === null) return;
    const list = byClass.get(layer.type) ?? [];
    list.push({ number, serial, source });
    byClass.set(layer.type, list);
  });
  for (const list of byClass.values())
    for (const a of list)
      for (const b of list)
        if (a.serial < b.serial && a.number > b.number) {
          crossed.add(a.source);
          crossed.add(b.source);
        }
  return crossed;
}

/** Share of model and code that agrees; a pair with a contradiction counts little, layers not shown not at all. */
function fitOf(
  { pairs, unmatchedSource, hidden }: Alignment,
  layers: readonly ModelLayer[],
  loads: readonly string[],
): Omit<Judgement, 'path' | 'numbered'> {
  let agreed = 0;
  let matched = 0;
  let confirmed = 0;
  let all = 0;
  let shown = 0;
  let loaded = 0;
  layers.forEach((layer, index) => {
    const weight = weightOf(classOf(layer));
    const pair = pairs.get(index);
    all += weight;
    if (!hidden.has(index)) shown += weight;
    // A loaded model's layers keep its name in front.
    else if (layer.id.includes('/')) loaded += weight;
    if (pair === undefined) return;
    matched += weight;
    if (pair.confirms) confirmed += weight;
    agreed += weight * (pair.contradicts ? CONTRADICTED : 1);
  });
  const whole = Math.max(shown, matched + unmatchedSource);
  if (whole === 0) return { fit: 0, explained: 0, confirmed: 0, headOnly: false };
  const fit = agreed / whole;
  const base = layers.filter((_, index) => hidden.has(index));
  const headOnly =
    loads.length > 0 && base.length > 0 && fit >= WHOLE && confirmed >= whole / 2 && mayBeLoaded(base, loads);
  return { fit, explained: (matched + loaded) / all, confirmed: confirmed / all, headOnly };
}

/** A fit of which all agrees. */
const WHOLE = 0.95;

/** What a pair counts that differs in name, size or activation. */
const CONTRADICTED = 0.15;
