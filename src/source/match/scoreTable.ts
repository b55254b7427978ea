/** Scores by station and number of layers passed; -Infinity where there is no way. */
export class ScoreTable {
  readonly #scores: Float64Array;
  readonly #width: number;

  /** @param layers number of the model's layers */
  constructor(stations: number, layers: number) {
    this.#width = layers + 1;
    this.#scores = new Float64Array(stations * this.#width).fill(-Infinity);
  }

  get(station: number, passed: number): number {
    const score = this.#scores[station * this.#width + passed];
    if (score === undefined) throw new RangeError(`no score of station ${station} after ${passed} layers`);
    return score;
  }

  /** Keeps the higher score. */
  offer(station: number, passed: number, score: number): void {
    const place = station * this.#width + passed;
    const before = this.#scores[place];
    if (before === undefined) throw new RangeError(`no score of station ${station} after ${passed} layers`);
    if (score > before) this.#scores[place] = score;
  }
}
