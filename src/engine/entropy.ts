/** Entropies of counts, in bits. Estimators and their sources: docs/measures.md. */

/** Occurrences of each symbol: whole numbers, not negative. */
type Counts = readonly number[] | Uint32Array;

const BITS_PER_NAT = 1 / Math.LN2;

/**
 * Entropy of a neuron's on/off state, in bits: exactly +0 when it never or always fires, 1 at half.
 * @param active samples in which it fired, 0..samples
 * @throws RangeError when samples is 0, or active is not within 0..samples
 */
export function binaryEntropy(active: number, samples: number): number {
  checkBinary(active, samples);
  if (active === 0 || active === samples) return 0;
  const on = active / samples;
  const off = (samples - active) / samples;
  // The bound holds but for rounding.
  return Math.min(1, -on * Math.log2(on) - off * Math.log2(off));
}

/**
 * Plug-in (maximum likelihood) entropy in bits, 0..log2(sum of counts).
 * @param counts occurrences of each symbol; zeros are allowed
 * @throws RangeError when the counts sum to 0
 */
export function pluginEntropy(counts: Counts): number {
  const total = sumOf(counts);
  let entropy = 0;
  for (const count of counts) {
    const p = count / total;
    if (p > 0) entropy -= p * Math.log2(p);
  }
  return Math.min(entropy, Math.log2(total));
}

/**
 * Zhang's estimator in bits: sum of n_j/n (psi(n) - psi(n_j)), which for whole counts is a difference of harmonic
 * numbers. Its bias falls exponentially with n; it is 0 for one symbol and may exceed log2 of the symbols.
 * Source: Z. Zhang, Entropy Estimation in Turing's Perspective, Neural Computation 24(5), 2012; the same form is known as
 * Grassberger's psi estimator.
 * @throws RangeError when the counts sum to 0
 */
export function zhangEntropy(counts: Counts): number {
  const total = sumOf(counts);
  const harmonic = harmonicNumbers(total);
  const top = harmonic[total - 1]!;
  let nats = 0;
  for (const count of counts) {
    if (count > 0) nats += (count / total) * (top - harmonic[count - 1]!);
  }
  return nats * BITS_PER_NAT;
}

/**
 * Miller-Madow: plug-in plus (symbols seen - 1) / (2 n), in bits.
 * Source: G. Miller, Note on the bias of information estimates, 1955.
 * @throws RangeError when the counts sum to 0
 */
export function millerMadowEntropy(counts: Counts): number {
  let seen = 0;
  for (const count of counts) if (count > 0) seen++;
  return pluginEntropy(counts) + ((seen - 1) / (2 * sumOf(counts))) * BITS_PER_NAT;
}

/**
 * Chao-Shen: plug-in corrected by the Good-Turing coverage C = 1 - f1/n and Horvitz-Thompson weights, in bits. Where
 * every symbol was seen once, f1 = n - 1 is used, so that C > 0.
 * Source: A. Chao, T.-J. Shen, Environmental and Ecological Statistics 10, 2003.
 * @throws RangeError when the counts sum to 0
 */
export function chaoShenEntropy(counts: Counts): number {
  const total = sumOf(counts);
  const singletons = singletonsIn(counts);
  // One sample alone: no coverage can be estimated, and one symbol has no entropy.
  if (total === 1) return 0;
  const coverage = 1 - Math.min(singletons, total - 1) / total;
  let entropy = 0;
  for (const count of counts) {
    const p = (coverage * count) / total;
    if (p > 0 && p < 1) entropy -= (p * Math.log2(p)) / (1 - (1 - p) ** total);
  }
  return entropy;
}

/**
 * Good-Turing coverage 1 - f1/n: the estimated share of the distribution that was seen. 0..1.
 * @throws RangeError when the counts sum to 0
 */
export function goodTuringCoverage(counts: Counts): number {
  const total = sumOf(counts);
  return (total - singletonsIn(counts)) / total;
}

/** f1: symbols that were met once. */
function singletonsIn(counts: Counts): number {
  let singletons = 0;
  for (const count of counts) if (count === 1) singletons++;
  return singletons;
}

/** Plug-in entropies in bits of a neuron that fired in k of n samples, by k: length n + 1. */
export function binaryEntropyTable(samples: number): Float64Array {
  const table = new Float64Array(samples + 1);
  for (let k = 0; 2 * k <= samples; k++) table[k] = table[samples - k] = binaryEntropy(k, samples);
  return table;
}

/**
 * Zhang entropies in bits of a neuron that fired in k of n samples, by k: length n + 1; exactly +0 at both ends, and
 * not clipped at 1, since clipping would put a bias back into means.
 */
export function binaryZhangTable(samples: number): Float64Array {
  checkBinary(0, samples);
  const harmonic = harmonicNumbers(samples);
  const top = harmonic[samples - 1]!;
  const table = new Float64Array(samples + 1);
  for (let k = 1; 2 * k <= samples; k++) {
    const on = (k / samples) * (top - harmonic[k - 1]!);
    const off = ((samples - k) / samples) * (top - harmonic[samples - k - 1]!);
    table[k] = table[samples - k] = (on + off) * BITS_PER_NAT;
  }
  return table;
}

/** H_0 .. H_(length-1): H_k = 1 + 1/2 + ... + 1/k. */
function harmonicNumbers(length: number): Float64Array {
  const harmonic = new Float64Array(length);
  for (let k = 1; k < length; k++) harmonic[k] = harmonic[k - 1]! + 1 / k;
  return harmonic;
}

function sumOf(counts: Counts): number {
  let total = 0;
  for (const count of counts) total += count;
  if (!(total > 0)) throw new RangeError('an entropy needs at least one sample');
  return total;
}

function checkBinary(active: number, samples: number): void {
  if (!(samples > 0)) throw new RangeError('an entropy needs at least one sample');
  if (!(active >= 0 && active <= samples)) {
    throw new RangeError(`a neuron cannot be active in ${active} of ${samples} samples`);
  }
}
