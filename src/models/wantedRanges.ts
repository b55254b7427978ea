import type { Shard } from './checkShards.js';
import type { RepairedModel } from './repairModel.js';
import type { ByteRange } from './weightReader.js';

/**
 * The bytes of all wanted weights, in order: whole shards where everything is wanted. Weights lie one after the other in
 * a group's shards laid end to end.
 * @throws RangeError where a group is wanted in part and holds strings, whose length only the shards tell
 */
export function wantedRanges({ file, weights }: RepairedModel): readonly ByteRange[] {
  if (weights.length !== file.shards.length) throw new RangeError('each group has its shards');
  return file.shards.flatMap((shards, group) => {
    const stored = weights[group] ?? [];
    if (stored.every(({ wanted }) => wanted))
      return shards.map((shard) => ({ shard, from: 0, to: shard.bytes }));
    const spans: { from: number; to: number }[] = [];
    let place = 0;
    for (const { spec, wanted } of stored) {
      if (spec.bytes === null) throw new RangeError(`the manifest does not tell how long ${spec.name} is`);
      const end = place + spec.bytes;
      const last = spans.at(-1);
      if (wanted && last?.to === place) last.to = end;
      else if (wanted) spans.push({ from: place, to: end });
      place = end;
    }
    return spans.flatMap((span) => cut(span, shards));
  });
}

/** The parts of a span of a group that lie in each of its shards. */
function cut(
  { from, to }: { readonly from: number; readonly to: number },
  shards: readonly Shard[],
): readonly ByteRange[] {
  let start = 0;
  return shards.flatMap((shard) => {
    const [first, end] = [Math.max(from, start) - start, Math.min(to, start + shard.bytes) - start];
    start += shard.bytes;
    return first < end ? [{ shard, from: first, to: end }] : [];
  });
}
