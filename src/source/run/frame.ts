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

/** Frames from the outermost inwards, those that base has too left out. */
export function framesWithin(frame: Frame | null, base: Frame | null): readonly Frame[] {
  const common = new Set<Frame>();
  for (let around = base; around !== null; around = around.outer) common.add(around);
  const frames: Frame[] = [];
  for (let around = frame; around !== null && !common.has(around); around = around.outer) frames.push(around);
  return frames.reverse();
}
