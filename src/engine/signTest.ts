/** Probability of at least `hits` heads in so many throws of a coin. */
export function signTest(hits: number, throws: number): number {
  return binomialTail(hits, throws, 0.5);
}

/** P(X >= hits) for X binomial, exactly summed in logarithms. */
export function binomialTail(hits: number, throws: number, chance: number): number {
  if (hits <= 0) return 1;
  if (chance <= 0) return 0;
  if (chance >= 1) return 1;
  let log = throws * Math.log1p(-chance);
  let sum = 0;
  for (let k = 0; k <= throws; k++) {
    if (k >= hits) sum += Math.exp(log);
    log += Math.log((throws - k) / (k + 1)) + Math.log(chance / (1 - chance));
  }
  return Math.min(1, sum);
}

/**
 * -log of a bound of signTest (Chernoff's, which never says too little): in nats, for any number of throws.
 * @returns 0 where heads are no more than half
 */
export function signTestBound(hits: number, throws: number): number {
  if (throws === 0 || hits <= throws / 2) return 0;
  const share = hits / throws;
  const entropy = share === 1 ? 0 : -share * Math.log(share) - (1 - share) * Math.log(1 - share);
  return throws * (Math.LN2 - entropy);
}
