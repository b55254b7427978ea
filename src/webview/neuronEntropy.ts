/**
 * Class entropy of one neuron in bits: the binary entropies of its rates, weighted by the classes' samples.
 * @param rates share of each class's samples in which it fires, 0..1
 */
export function neuronEntropy(rates: readonly number[], samples: readonly number[]): number {
  const all = samples.reduce((sum, value) => sum + value, 0);
  if (all === 0) return 0;
  return rates.reduce((sum, rate, index) => sum + ((samples[index] ?? 0) / all) * bits(rate), 0);
}

function bits(p: number): number {
  return p <= 0 || p >= 1 ? 0 : -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p));
}
