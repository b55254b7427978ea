import type { Repair } from './keras/repairLog.js';
import type { WeightGroup } from './weightsManifest.js';

const SHARD = /^(?<before>.*shard)(?<number>\d+)(?<of>of(?<count>\d+).*)$/;

/**
 * The groups with their shards in the order that their names say, where all names of a group say it without a gap:
 * "group1-shard1of2.bin", "group1-shard2of2.bin". A manifest that lists them in another way was put together by hand or
 * by a program that sorts names (10 before 2): read as listed, every weight would be another's.
 */
export function inShardOrder(groups: readonly WeightGroup[]): {
  readonly groups: readonly WeightGroup[];
  readonly repairs: readonly Repair[];
} {
  const moved: string[] = [];
  const ordered = groups.map((group) => {
    const paths = orderOf(group.paths);
    if (paths === null || paths.every((path, index) => path === group.paths[index])) return group;
    moved.push(paths[0] ?? '');
    return { ...group, paths };
  });
  if (moved.length === 0) return { groups, repairs: [] };
  const detail = `weight files were read in the order that their names say (${moved.slice(0, 5).join(', ')} first)`;
  return { groups: ordered, repairs: [{ code: 'shard-order', detail }] };
}

/** null where the names say no order. */
function orderOf(paths: readonly string[]): readonly string[] | null {
  const named = paths.map((path) => ({ path, parts: SHARD.exec(path)?.groups }));
  const [first] = named;
  const ordered: string[] = [];
  for (const { path, parts } of named) {
    // What a bundler puts behind "of2" differs by file: only the count must be one.
    if (parts?.['before'] !== first?.parts?.['before'] || parts?.['count'] !== first?.parts?.['count'])
      return null;
    const place = Number(parts?.['number']) - 1;
    if (!(place >= 0 && place < paths.length) || ordered[place] !== undefined) return null;
    ordered[place] = path;
  }
  return Number(first?.parts?.['count']) === paths.length ? ordered : null;
}
