import { shareOf } from '../vocabulary/formatNumber.js';
import { QUANTITIES } from '../vocabulary/quantities.js';
import { behindLostWeights } from './behindLostWeights.js';
import { layerMatches } from './layerGlob.js';
import type { LayerReport, Report, ReportDepth } from './report.js';

/** The quantities of a layer that a condition may name, by their short names. */
const GATED = new Map(QUANTITIES.filter(({ gate }) => gate === true).map((one) => [one.short, one]));
/** What belongs to the whole model. */
const ACCURACY = 'accuracy';
const NAMES = [...GATED.keys(), ACCURACY, 'depth.hidden', 'depth.enough'];
const COUNTED = [...GATED.values()].filter(({ unit }) => unit === 'neurons').map(({ short }) => short);

const OPERATORS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
  '=': (value, bound) => value === bound,
  '==': (value, bound) => value === bound,
  '!=': (value, bound) => value !== bound,
};

/** [layer glob:][Δ]name operator number[%]. The lazy parts let "delta:class" win over a layer called "delta". */
const EXPRESSION =
  /^(?:(?<layers>.+?)\s*:\s*)??(?<delta>[Δ∆]\s*|delta\s*:\s*)?(?<name>[A-Za-z]+)\s*(?<operator><=|>=|==|!=|<|>|=)\s*(?<bound>[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*(?<percent>%)?$/iu;

/** What is said of the depth as a whole: hidden layers, and how many of them may be enough. */
const DEPTH_EXPRESSION =
  /^(?<name>depth\.hidden|depth\.enough)\s*(?<operator><=|>=|==|!=|<|>|=)\s*(?<bound>depth\.hidden|depth\.enough|\d+)$/iu;
type DepthName = 'depth.hidden' | 'depth.enough';

/** A condition under which a run counts as failed. */
export interface Gate {
  readonly expression: string;
  /** Glob of layer ids or names; null: every layer. */
  readonly layers: string | null;
  /** True: the number is the new value less the one of the report compared with. */
  readonly delta: boolean;
  /** The short name of a quantity (src/vocabulary/quantities.ts), "accuracy", or a number of the depth. */
  readonly quantity: string;
  readonly operator: string;
  /** Of the depth, another number of it, too. */
  readonly bound: number | DepthName;
  /** True: the counted neurons as a percentage of the measured ones. */
  readonly percent: boolean;
}

/** A gate's expression is wrong: a mistake of whoever wrote it, not of the data. */
export class GateSyntaxError extends Error {
  override readonly name = 'GateSyntaxError';
}

/** The layer (null: the whole model) that meets a gate, with the number that does. */
export interface GateHit {
  readonly layer: string | null;
  readonly value: number;
}

export type GateResult =
  | { readonly gate: Gate; readonly state: 'passed' }
  | { readonly gate: Gate; readonly state: 'failed'; readonly hits: readonly GateHit[] }
  /** Nothing that the gate speaks of is in the report: it neither passed nor failed. */
  | { readonly gate: Gate; readonly state: 'unknown'; readonly reason: string };

/**
 * Reads "dead>10%", "fc*:gap<0.05", "Δclass>0.05" or "delta:class>0.05".
 * @throws GateSyntaxError with a one-line cause
 */
export function parseGate(expression: string): Gate {
  const text = expression.trim();
  const ofDepth = DEPTH_EXPRESSION.exec(text)?.groups;
  if (ofDepth !== undefined) return depthGate(text, ofDepth);
  const groups = EXPRESSION.exec(text)?.groups;
  if (groups === undefined) {
    throw new GateSyntaxError(
      `${JSON.stringify(expression)} is not a condition: write NAME OP NUMBER[%], as in "dead>10%" or "fc*:gap<0.05"`,
    );
  }
  const { layers, delta, name = '', operator = '', bound, percent } = groups;
  const quantity = NAMES.find((one) => one.toLowerCase() === name.toLowerCase());
  if (quantity === undefined) {
    throw new GateSyntaxError(
      `${JSON.stringify(expression)} names ${name}, which is none of ${NAMES.join(', ')}`,
    );
  }
  if (percent !== undefined && !COUNTED.includes(quantity)) {
    throw new GateSyntaxError(
      `${JSON.stringify(expression)}: % is of the measured neurons and goes with ${COUNTED.join(', ')} only; ${quantity} has no such share`,
    );
  }
  if (quantity === ACCURACY && layers !== undefined) {
    throw new GateSyntaxError(`${JSON.stringify(expression)}: accuracy belongs to the model, not to layers`);
  }
  return {
    expression: text,
    layers: layers ?? null,
    delta: delta !== undefined,
    quantity,
    operator,
    bound: Number(bound),
    percent: percent !== undefined,
  };
}

function depthGate(expression: string, groups: Readonly<Record<string, string>>): Gate {
  const { name = '', operator = '', bound = '' } = groups;
  const other = depthName(bound);
  return {
    ...{ expression, layers: null, delta: false, operator, percent: false },
    quantity: depthName(name) ?? name,
    bound: other ?? Number(bound),
  };
}

function depthName(text: string): DepthName | null {
  const lower = text.toLowerCase();
  return lower === 'depth.hidden' || lower === 'depth.enough' ? lower : null;
}

function depthResult(gate: Gate, { depth }: Report): GateResult {
  const numbers = { 'depth.hidden': depth.hidden?.length ?? null, 'depth.enough': enoughLayers(depth) };
  const name = depthName(gate.quantity);
  const value = name === null ? null : numbers[name];
  const bound = typeof gate.bound === 'number' ? gate.bound : numbers[gate.bound];
  if (value === null || bound === null) {
    return { gate, state: 'unknown', reason: depth.reason ?? 'the report says nothing of the depth' };
  }
  const holds = OPERATORS[gate.operator]?.(value, bound) === true;
  return holds ? { gate, state: 'failed', hits: [{ layer: null, value }] } : { gate, state: 'passed' };
}

/** The least of the upper bounds that are known. */
function enoughLayers({ enoughByProbe = null, enoughByFold = null }: ReportDepth): number | null {
  const known = [enoughByProbe, enoughByFold].filter((bound) => bound !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/**
 * Of layers behind weights that are NaN or infinite only their neurons that are none count: the other numbers mean
 * nothing, so that a gate neither passes nor fails on them.
 * @param previous the report that a gate with Δ compares with
 */
export function evaluateGate(gate: Gate, report: Report, previous: Report | null): GateResult {
  if (depthName(gate.quantity) !== null) return depthResult(gate, report);
  const { bound } = gate;
  if (typeof bound !== 'number') return { gate, state: 'unknown', reason: 'it compares with no number' };
  if (gate.delta && previous === null) {
    return { gate, state: 'unknown', reason: 'there is no report to compare with' };
  }
  const candidates =
    gate.quantity === ACCURACY ? accuracyOf(gate, report, previous) : layerValues(gate, report, previous);
  if (typeof candidates === 'string') return { gate, state: 'unknown', reason: candidates };
  const holds = OPERATORS[gate.operator];
  const lost = lostLayers(gate, report, previous);
  const sound = candidates.filter(({ layer }) => layer === null || !lost.has(layer));
  const hits = sound.filter(({ value }) => holds?.(value, bound) === true);
  if (hits.length > 0) return { gate, state: 'failed', hits };
  if (sound.length === candidates.length) return { gate, state: 'passed' };
  const [first] = candidates.filter(({ layer }) => layer !== null && lost.has(layer));
  return {
    gate,
    state: 'unknown',
    reason: `${first?.layer ?? ''} depends on weights that are NaN or infinite`,
  };
}

function lostLayers({ quantity }: Gate, report: Report, previous: Report | null): ReadonlySet<string> {
  if (quantity === 'nonfinite') return new Set();
  return new Set([report, previous].flatMap((one) => [...behindLostWeights(one?.findings ?? [])]));
}

function accuracyOf(gate: Gate, report: Report, previous: Report | null): readonly GateHit[] | string {
  if (report.task === null) return 'the report has no accuracy (no labels that fit the one output)';
  if (!gate.delta) return [{ layer: null, value: report.task.accuracy }];
  if (previous?.task === null || previous === null) return 'the report compared with has no accuracy';
  return [{ layer: null, value: report.task.accuracy - previous.task.accuracy }];
}

function layerValues(gate: Gate, report: Report, previous: Report | null): readonly GateHit[] | string {
  const { layers: glob } = gate;
  const chosen = glob === null ? report.layers : report.layers.filter((layer) => layerMatches(glob, layer));
  if (chosen.length === 0) return glob === null ? 'the report has no layers' : `no layer matches ${glob}`;
  const hits: GateHit[] = [];
  let shared = 0;
  for (const layer of chosen) {
    const before = previous?.layers.find(({ id }) => id === layer.id);
    if (gate.delta && before === undefined) continue;
    shared += 1;
    const value = layerValue(gate, layer);
    const old = gate.delta && before !== undefined ? layerValue(gate, before) : 0;
    if (value !== null && old !== null) hits.push({ layer: layer.id, value: value - old });
  }
  if (shared === 0) return 'no such layer is in both reports';
  return hits.length > 0 ? hits : `${gate.quantity} is not known (classes of one sample)`;
}

/** Bits, shares and counts as they stand in the report; percentages are 0..100. */
function layerValue({ quantity, percent }: Gate, layer: LayerReport): number | null {
  const value = GATED.get(quantity)?.read(layer) ?? null;
  return value === null || !percent ? value : 100 * shareOf(value, layer.neurons.measured);
}
