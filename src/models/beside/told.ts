/** What stands beside a model, or in its file, about the data that it was trained on. */
export interface Told {
  /** How stored numbers became the model's; null: nothing is said. */
  readonly numbers: ToldNumbers | null;
  /** The outputs' labels in order; null: nothing is said. */
  readonly labels: readonly string[] | null;
}

export interface ToldNumbers {
  readonly scale: '0..1' | '-1..1' | 'none';
  readonly mean: readonly number[] | null;
  readonly std: readonly number[] | null;
  readonly crop: 'none' | 'square';
  /** Of what it is said: of pictures' bytes, or of any array's numbers. */
  readonly of: 'pictures' | 'numbers';
}
