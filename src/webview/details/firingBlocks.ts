import type { OrderedColumns } from './firingOrder.js';

/** Columns of the firing map that stand together; pixels from the left. */
export interface FiringBlock {
  readonly label: string | null;
  readonly columns: readonly number[];
  readonly x: number;
  readonly width: number;
}

const GAP = 10;
export const GREATEST_CELL = 14;
/** Dead and always-on neurons say nothing by their place: they may not take more than this each. */
const APART_SHARE = 0.16;
/** Room for "always on 123". */
const APART_LEAST = 58;
const LETTER = 7;

/** @param left pixels that the classes' names take */
export function firingBlocks(
  { groups, alwaysOn, dead }: OrderedColumns,
  { left, width }: { readonly left: number; readonly width: number },
): readonly FiringBlock[] {
  const apart = [
    { label: 'always on', columns: alwaysOn },
    { label: 'dead', columns: dead },
  ].filter(({ columns }) => columns.length > 0);
  const room = width - left - 2 - GAP * Math.max(0, groups.length + apart.length - 1);
  const columns = (blocks: readonly { readonly columns: readonly number[] }[]): number =>
    blocks.reduce((sum, block) => sum + block.columns.length, 0);
  const cell = Math.min(GREATEST_CELL, room / Math.max(1, columns(groups) + columns(apart)));
  const most = Math.max(room * APART_SHARE, APART_LEAST);
  const sizesApart = apart.map((block) => ({
    columns: block.columns,
    label: `${block.label} ${block.columns.length}`,
    width: Math.min(most, Math.max(block.columns.length * cell, block.label.length * LETTER + 26)),
  }));
  const taken = sizesApart.reduce((sum, block) => sum + block.width, 0);
  const step = Math.min(GREATEST_CELL, (room - taken) / Math.max(1, columns(groups)));
  const sizes = [...groups.map((group) => ({ ...group, width: group.columns.length * step })), ...sizesApart];
  let x = left;
  return sizes.map((size) => {
    const block = { ...size, x };
    x += size.width + GAP;
    return block;
  });
}

/** The column under a point; null between the blocks. */
export function columnAt(blocks: readonly FiringBlock[], x: number): number | null {
  const block = blocks.find((one) => x >= one.x && x < one.x + one.width);
  if (block === undefined) return null;
  return block.columns[Math.floor(((x - block.x) / block.width) * block.columns.length)] ?? null;
}

/** Pixels that a block's label may take: its own and half of the gaps beside it. */
export function labelRoom({ width }: FiringBlock): number {
  return width + GAP - 2;
}
