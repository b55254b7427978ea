/** A loop of unknown length, or one of several ways, that a layer is made in; outer is what it stands in itself. */
export interface Frame {
  readonly outer: Frame | null;
  readonly kind: 'loop' | 'arm';
  /** A new number each time the loop or branch is reached; its arms have the same. */
  readonly id: number;
  readonly arm: number;
  /** Number of arms of the branch. */
  readonly arms: number;
}
