/**
 * A second, slow implementation of docs/measures.md, written from the definitions and sharing no code with src: states
 * as booleans, stability pair by pair, patterns as strings, the jackknife by really leaving samples out, harmonic numbers
 * summed each time. Tests hold the streaming engine against it.
 */

export interface SlowTapOptions {
  /** One array of activations a sample, in the order of the chosen samples. */
  readonly activations: readonly ArrayLike<number>[];
  /** Class of each sample, 0..classes-1; every class has at least one. */
  readonly classOf: ArrayLike<number>;
  readonly classes: number;
  readonly threshold: number;
  /** The tap's output without the batch axis. */
  readonly shape: readonly number[];
  /** null: the default; 0: all. */
  readonly maxNeurons: number | null;
}

export interface SlowTriple {
  class: number;
  all: number;
  gap: number;
}

export type SlowInterval = [number, number] | null;

export interface SlowTap {
  neurons: {
    total: number;
    measured: number;
    dead: number;
    alwaysOn: number;
    dormant: number;
    apoz: number;
    nonFinite: number;
  };
  entropy: {
    byClass: number[];
    class: number;
    all: number;
    gap: number;
    corrected: SlowTriple;
    share: number | null;
    ci95: { class: SlowInterval; all: SlowInterval; gap: SlowInterval };
    jackknife: { class: number[]; gap: number[] } | null;
  };
  stability: { byClass: (number | null)[]; class: number | null; modal: number };
  patterns: {
    byClass: {
      samples: number;
      distinct: number;
      plugin: number;
      coverage: number;
      estimate: number | null;
      saturated: boolean;
    }[];
  };
  /** k_ic, [class][measured neuron]. */
  counts: number[][];
}

/** Every number of docs/measures.md "Per tap", from whole matrices. */
export function slowTap(options: SlowTapOptions): SlowTap {
  const { activations, classOf, classes, shape } = options;
  const total = shape.reduce((a, b) => a * b, 1);
  const defaultMax = Math.min(65536, Math.floor(4194304 / classes));
  const indices = slowNeurons(shape, options.maxNeurons ?? defaultMax);
  const t = Math.fround(options.threshold);
  const n = activations.length;
  const values = activations.map((row) => indices.map((i) => row[i]!));
  const states = values.map((row) => row.map((v) => v > t));
  const members = range(classes).map((c) => range(n).filter((s) => classOf[s] === c));
  const counts = members.map((samples) => countActive(states, samples, indices.length));
  const pooled = indices.map((_, i) => counts.reduce((a, k) => a + k[i]!, 0));

  const h = (k: number, size: number): number => slowEntropy([k, size - k]);
  const z = (k: number, size: number): number => slowZhang([k, size - k]);
  const weights = members.map((samples) => samples.length / n);
  const byClass = counts.map((k, c) => mean(k.map((x) => h(x, members[c]!.length))));
  const ofClass = dot(weights, byClass);
  const all = mean(pooled.map((k) => h(k, n)));
  const corrected = triple(
    dot(
      weights,
      counts.map((k, c) => mean(k.map((x) => z(x, members[c]!.length)))),
    ),
    mean(pooled.map((k) => z(k, n))),
  );

  const magnitudes = indices.map((_, i) =>
    values.reduce((a, row) => a + (Number.isFinite(row[i]!) ? Math.abs(row[i]!) : 0), 0),
  );
  const tapMean = mean(magnitudes);

  const stability = members.map((samples) =>
    samples.length < 2 ? null : pairStability(states, samples, indices.length),
  );
  const withPairs = members.flatMap((samples, c) => (samples.length < 2 ? [] : [c]));
  const pairWeight = withPairs.reduce((a, c) => a + members[c]!.length, 0);

  return {
    neurons: {
      total,
      measured: indices.length,
      dead: pooled.filter((k) => k === 0).length,
      alwaysOn: pooled.filter((k) => k === n).length,
      dormant: magnitudes.filter((m) => tapMean === 0 || m / tapMean <= 0.025).length,
      apoz: mean(pooled.map((k) => (n - k) / n)),
      nonFinite: indices.filter((_, i) => values.some((row) => !Number.isFinite(row[i]!))).length,
    },
    entropy: {
      byClass,
      class: ofClass,
      all,
      gap: all - ofClass,
      ...slowIntervals(states, members, indices, options, corrected),
    },
    stability: {
      byClass: stability,
      class:
        withPairs.length === 0
          ? null
          : withPairs.reduce((a, c) => a + (members[c]!.length / pairWeight) * stability[c]!, 0),
      modal: dot(
        weights,
        counts.map((k, c) => {
          const size = members[c]!.length;
          return mean(k.map((x) => Math.max(x / size, 1 - x / size)));
        }),
      ),
    },
    patterns: { byClass: members.map((samples) => slowPatterns(states, samples.slice(0, 4096))) },
    counts,
  };
}

/** The rule for wide taps, flat indices ascending. */
export function slowNeurons(shape: readonly number[], max: number): number[] {
  const total = shape.reduce((a, b) => a * b, 1);
  if (max === 0 || total <= max) return range(total);
  const K = shape[shape.length - 1] ?? 1;
  const P = total / K;
  if (K > max) return range(max).map((j) => Math.floor(P / 2) * K + Math.floor(((j + 0.5) * K) / max));
  const Q = Math.floor(max / K);
  return range(Q).flatMap((j) => range(K).map((k) => Math.floor(((j + 0.5) * P) / Q) * K + k));
}

/** Places among the measured neurons of which the jackknife keeps counts: the rule over the measured grid. */
function slowTracked(shape: readonly number[], measured: number, maxMeasured: number, max: number): number[] {
  const K = shape[shape.length - 1] ?? 1;
  const channels = maxMeasured !== 0 && K > maxMeasured ? maxMeasured : K;
  return slowNeurons([measured / channels, channels], max);
}

/** Zhang's estimates shifted by the jackknife's estimate of their bias, with intervals as wide as both ask for. */
function slowIntervals(
  states: readonly boolean[][],
  members: readonly number[][],
  indices: readonly number[],
  options: SlowTapOptions,
  zhang: SlowTriple,
): Pick<SlowTap['entropy'], 'corrected' | 'share' | 'ci95' | 'jackknife'> {
  const C = members.length;
  const G = Math.min(16, Math.max(...members.map((samples) => samples.length)));
  const share = ({ all, gap }: SlowTriple): number | null =>
    all > 0 ? Math.min(1, Math.max(0, gap / all)) : null;
  if (G < 2)
    return {
      ...{ corrected: zhang, share: share(zhang), jackknife: null },
      ci95: { class: null, all: null, gap: null },
    };
  const maxMeasured = options.maxNeurons ?? Math.min(65536, Math.floor(4194304 / C));
  const tracked = slowTracked(
    options.shape,
    indices.length,
    maxMeasured,
    Math.min(4096, Math.floor(262144 / C)),
  );
  const without = (g: number): SlowTriple => {
    const kept = members.map((samples) => samples.filter((_, r) => r % G !== g));
    const present = range(C).filter((c) => kept[c]!.length > 0);
    const weight = present.reduce((a, c) => a + members[c]!.length, 0);
    const ofClass = present.reduce((a, c) => {
      const k = countActive(states, kept[c]!, indices.length);
      const size = kept[c]!.length;
      return a + (members[c]!.length / weight) * mean(tracked.map((i) => slowZhang([k[i]!, size - k[i]!])));
    }, 0);
    const everyone = kept.flat();
    const k = countActive(states, everyone, indices.length);
    return triple(ofClass, mean(tracked.map((i) => slowZhang([k[i]!, everyone.length - k[i]!]))));
  };
  const thetas = range(G).map(without);
  const theta = without(G);
  const of = (name: keyof SlowTriple): { shift: number; half: number; changes: number[] } => {
    const replicates = thetas.map((entry) => entry[name]);
    const se = Math.sqrt(((G - 1) / G) * replicates.reduce((a, x) => a + (x - mean(replicates)) ** 2, 0));
    const shift = (G - 1) * (theta[name] - mean(replicates));
    return {
      shift,
      half: Math.sqrt((slowStudentT975(G - 1) * se) ** 2 + shift ** 2),
      changes: replicates.map((x) => x - theta[name]),
    };
  };
  const corrected = triple(zhang.class + of('class').shift, zhang.all + of('all').shift);
  const interval = (name: keyof SlowTriple): SlowInterval => [
    corrected[name] - of(name).half,
    corrected[name] + of(name).half,
  ];
  return {
    corrected,
    share: share(corrected),
    ci95: { class: interval('class'), all: interval('all'), gap: interval('gap') },
    jackknife: { class: of('class').changes, gap: of('gap').changes },
  };
}

/** t(0.975, df) by bisection of the density integrated with Simpson's rule. */
export function slowStudentT975(df: number): number {
  // Constant of the density for whole df: Gamma((df+1)/2) / (sqrt(df pi) Gamma(df/2)).
  let ratio = df % 2 === 1 ? 1 / Math.PI : 1 / (2 * Math.SQRT2);
  for (let m = df % 2 === 1 ? 3 : 4; m <= df; m += 2) ratio *= ((m - 1) / (m - 2)) * Math.sqrt((m - 2) / m);
  const density = (x: number): number => ratio * (1 + (x * x) / df) ** (-(df + 1) / 2);
  const mass = (upper: number): number => {
    const steps = 4000;
    const width = upper / steps;
    let sum = density(0) + density(upper);
    for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * density(i * width);
    return (sum * width) / 3;
  };
  let lo = 0;
  let hi = 20;
  for (let i = 0; i < 60; i++) {
    const middle = (lo + hi) / 2;
    if (mass(middle) < 0.475) lo = middle;
    else hi = middle;
  }
  return (lo + hi) / 2;
}

function pairStability(states: readonly boolean[][], samples: readonly number[], neurons: number): number {
  let distance = 0;
  let pairs = 0;
  for (let a = 0; a < samples.length; a++) {
    for (let b = 0; b < a; b++) {
      pairs++;
      let differing = 0;
      for (let i = 0; i < neurons; i++) if (states[samples[a]!]![i] !== states[samples[b]!]![i]) differing++;
      distance += differing / neurons;
    }
  }
  return 1 - distance / pairs;
}

function slowPatterns(
  states: readonly boolean[][],
  samples: readonly number[],
): SlowTap['patterns']['byClass'][number] {
  const met = new Map<string, number>();
  for (const s of samples) {
    const pattern = states[s]!.map((on) => (on ? '1' : '0')).join('');
    met.set(pattern, (met.get(pattern) ?? 0) + 1);
  }
  const counts = [...met.values()];
  const n = samples.length;
  const f1 = counts.filter((count) => count === 1).length;
  const coverage = 1 - f1 / n;
  return {
    samples: n,
    distinct: counts.length,
    plugin: slowEntropy(counts),
    coverage,
    estimate: coverage < 0.5 ? null : slowChaoShen(counts),
    saturated: coverage < 0.5,
  };
}

/** - sum p log2 p. */
export function slowEntropy(counts: readonly number[]): number {
  const n = counts.reduce((a, b) => a + b, 0);
  return counts.filter((count) => count > 0).reduce((a, count) => a + (count / n) * Math.log2(n / count), 0);
}

/** sum n_j/n (psi(n) - psi(n_j)) in bits, psi of whole numbers by summing 1/k. */
export function slowZhang(counts: readonly number[]): number {
  const n = counts.reduce((a, b) => a + b, 0);
  const nats = counts
    .filter((count) => count > 0)
    .reduce((a, count) => {
      let difference = 0;
      for (let k = count; k < n; k++) difference += 1 / k;
      return a + (count / n) * difference;
    }, 0);
  return nats / Math.log(2);
}

/** - sum C p log2(C p) / (1 - (1 - C p)^n). */
export function slowChaoShen(counts: readonly number[]): number {
  const n = counts.reduce((a, b) => a + b, 0);
  const singletons = counts.filter((count) => count === 1).length;
  const C = 1 - (singletons === n ? n - 1 : singletons) / n;
  return counts
    .filter((count) => count > 0 && C * count !== n)
    .reduce((a, count) => {
      const p = (C * count) / n;
      return a - (p * Math.log2(p)) / (1 - (1 - p) ** n);
    }, 0);
}

function countActive(states: readonly boolean[][], samples: readonly number[], neurons: number): number[] {
  return range(neurons).map((i) => samples.filter((s) => states[s]![i]).length);
}

function triple(ofClass: number, all: number): SlowTriple {
  return { class: ofClass, all, gap: all - ofClass };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, x, i) => sum + x * b[i]!, 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
