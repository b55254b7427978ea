import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Constant, OpCase } from './opCases.js';

/** Writes a graph-model of one op. Returns the path of its model.json. */
export function saveOp({ op, x, inputs, attr }: OpCase, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const constants = inputs.filter((input): input is Constant => input !== 'x');
  const name = (input: Constant): string => `net/constant_${String(constants.indexOf(input))}`;
  const dtypeOf = ({ dtype }: Constant): string =>
    dtype === 'int32' ? 'DT_INT32' : dtype === 'bool' ? 'DT_BOOL' : 'DT_FLOAT';
  const dims = (shape: readonly number[]): object => ({ dim: shape.map((size) => ({ size: String(size) })) });
  const node = [
    {
      name: 'x',
      op: 'Placeholder',
      attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: dims([-1, ...x]) } },
    },
    ...constants.map((constant) => ({
      name: name(constant),
      op: 'Const',
      attr: {
        dtype: { type: dtypeOf(constant) },
        value: { tensor: { dtype: dtypeOf(constant), tensorShape: dims(constant.shape) } },
      },
    })),
    { name: 'net/work/op', op, input: inputs.map((input) => (input === 'x' ? 'x' : name(input))), attr },
  ];
  const bytes = constants.map(({ values, dtype }) =>
    Buffer.from(
      (dtype === 'bool'
        ? Uint8Array.from(values)
        : dtype === 'int32'
          ? Int32Array.from(values)
          : Float32Array.from(values)
      ).buffer,
    ),
  );
  writeFileSync(join(folder, 'weights.bin'), Buffer.concat(bytes));
  const weights = constants.map((constant) => ({
    name: name(constant),
    shape: constant.shape,
    dtype: constant.dtype ?? 'float32',
  }));
  const weightsManifest = constants.length === 0 ? [] : [{ paths: ['weights.bin'], weights }];
  const path = join(folder, 'model.json');
  writeFileSync(
    path,
    JSON.stringify({ format: 'graph-model', modelTopology: { node, versions: {} }, weightsManifest }),
  );
  return path;
}
