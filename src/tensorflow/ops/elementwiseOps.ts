import * as tf from '@tensorflow/tfjs-core';
import { binary, bools, floats, numeric, ofFloats, unary, type Op, type Ops } from './op.js';

const compare =
  (compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Op =>
  (given) => {
    const [a, b] = [numeric(given.tensor('x1')), numeric(given.tensor('x2'))];
    return a.dtype === b.dtype ? compute(a, b) : compute(floats(a), floats(b));
  };

const logical =
  (compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Op =>
  (given) =>
    compute(bools(given.tensor('x1')), bools(given.tensor('x2')));

const divide = binary((a, b) => tf.div(floats(a), floats(b)));
/** The larger one plus what the smaller adds: no number overflows on the way. */
const logAddExp = binary((a, b) => tf.add(tf.maximum(a, b), tf.log1p(tf.exp(tf.neg(tf.abs(tf.sub(a, b)))))));

/** Arithmetic, comparisons and functions of single numbers (keras/src/ops/numpy.py and math.py). */
export const ELEMENTWISE_OPS: Ops = {
  Add: binary(tf.add),
  Subtract: binary(tf.sub),
  Multiply: binary(tf.mul),
  Divide: divide,
  TrueDivide: divide,
  DivideNoNan: binary((a, b) => tf.divNoNan(floats(a), floats(b))),
  FloorDivide: binary((a, b) => tf.floor(tf.div(floats(a), floats(b)))),
  Mod: binary(tf.mod),
  // As C's fmod: the sign of the first.
  Fmod: binary((a, b) => tf.mul(tf.sign(floats(a)), tf.mod(tf.abs(floats(a)), tf.abs(floats(b))))),
  Power: binary(tf.pow),
  Maximum: binary(tf.maximum),
  Minimum: binary(tf.minimum),
  Fmax: binary(tf.maximum),
  Fmin: binary(tf.minimum),
  Arctan2: binary((a, b) => tf.atan2(floats(a), floats(b))),
  Hypot: binary((a, b) => tf.sqrt(tf.add(tf.square(a), tf.square(b)))),
  Heaviside: binary((a, b) => tf.where(tf.equal(a, 0), floats(b), floats(tf.greater(a, 0)))),
  Logaddexp: logAddExp,
  Logaddexp2: binary((a, b) =>
    tf.add(tf.maximum(a, b), tf.div(tf.log1p(tf.pow(2, tf.neg(tf.abs(tf.sub(a, b))))), Math.LN2)),
  ),
  Equal: compare(tf.equal),
  NotEqual: compare(tf.notEqual),
  Greater: compare(tf.greater),
  GreaterEqual: compare(tf.greaterEqual),
  Less: compare(tf.less),
  LessEqual: compare(tf.lessEqual),
  Isclose: (given) => {
    const [a, b] = [floats(given.tensor('x1')), floats(given.tensor('x2'))];
    const limit = tf.add(given.number('atol', 1e-8), tf.mul(tf.abs(b), given.number('rtol', 1e-5)));
    return tf.lessEqual(tf.abs(tf.sub(a, b)), limit);
  },
  LogicalAnd: logical(tf.logicalAnd),
  LogicalOr: logical(tf.logicalOr),
  LogicalXor: logical(tf.logicalXor),
  LogicalNot: unary((x) => tf.logicalNot(bools(x))),
  Negative: unary((x) => tf.neg(numeric(x))),
  Abs: unary((x) => tf.abs(numeric(x))),
  Absolute: unary((x) => tf.abs(numeric(x))),
  Fabs: ofFloats(tf.abs),
  Arccos: ofFloats(tf.acos),
  Arccosh: ofFloats(tf.acosh),
  Arcsin: ofFloats(tf.asin),
  Arcsinh: ofFloats(tf.asinh),
  Arctan: ofFloats(tf.atan),
  Arctanh: ofFloats(tf.atanh),
  Cbrt: ofFloats((x) => tf.mul(tf.sign(x), tf.pow(tf.abs(x), 1 / 3))),
  Ceil: ofFloats(tf.ceil),
  Floor: ofFloats(tf.floor),
  Trunc: ofFloats((x) => tf.mul(tf.sign(x), tf.floor(tf.abs(x)))),
  Round: (given) => {
    const scale = 10 ** given.number('decimals', 0);
    const x = floats(given.tensor('x'));
    return scale === 1 ? tf.round(x) : tf.div(tf.round(tf.mul(x, scale)), scale);
  },
  Conj: unary(tf.clone),
  Conjugate: unary(tf.clone),
  Real: unary(tf.clone),
  Copy: unary(tf.clone),
  Cos: ofFloats(tf.cos),
  Cosh: ofFloats(tf.cosh),
  Deg2rad: ofFloats((x) => tf.mul(x, Math.PI / 180)),
  Rad2deg: ofFloats((x) => tf.mul(x, 180 / Math.PI)),
  Erf: ofFloats(tf.erf),
  Erfc: ofFloats((x) => tf.sub(1, tf.erf(x))),
  Exp: ofFloats(tf.exp),
  Exp2: ofFloats((x) => tf.pow(2, x)),
  Expm1: ofFloats(tf.expm1),
  Isfinite: ofFloats(tf.isFinite),
  Isinf: ofFloats(tf.isInf),
  Isnan: ofFloats(tf.isNaN),
  Isneginf: ofFloats((x) => tf.equal(x, -Infinity)),
  Isposinf: ofFloats((x) => tf.equal(x, Infinity)),
  Log: ofFloats(tf.log),
  Log10: ofFloats((x) => tf.div(tf.log(x), Math.LN10)),
  Log1p: ofFloats(tf.log1p),
  Log2: ofFloats((x) => tf.div(tf.log(x), Math.LN2)),
  NanToNum: (given) => {
    const x = floats(given.tensor('x'));
    const largest = 3.4028234663852886e38;
    const plain = tf.where(tf.isNaN(x), tf.fill(x.shape, given.number('nan', 0)), x);
    const high = tf.where(
      tf.equal(plain, Infinity),
      tf.fill(x.shape, given.number('posinf', largest)),
      plain,
    );
    return tf.where(tf.equal(high, -Infinity), tf.fill(x.shape, given.number('neginf', -largest)), high);
  },
  Reciprocal: ofFloats(tf.reciprocal),
  Rsqrt: ofFloats(tf.rsqrt),
  Sign: unary((x) => tf.sign(numeric(x))),
  Sin: ofFloats(tf.sin),
  Sinc: ofFloats((x) => {
    const turned = tf.mul(tf.where(tf.equal(x, 0), tf.onesLike(x), x), Math.PI);
    return tf.where(tf.equal(x, 0), tf.onesLike(x), tf.div(tf.sin(turned), turned));
  }),
  Sinh: ofFloats(tf.sinh),
  Sqrt: ofFloats(tf.sqrt),
  Square: unary((x) => tf.square(numeric(x))),
  Tan: ofFloats(tf.tan),
  Tanh: ofFloats(tf.tanh),
  Clip: (given) => {
    const low = given.tensorOrNull('x_min');
    const high = given.tensorOrNull('x_max');
    const x = numeric(given.tensor('x'));
    const above = low === null ? x : tf.maximum(x, low);
    return high === null ? above : tf.minimum(above, high);
  },
  Where: (given) => {
    const [one, other] = [given.tensor('x1'), given.tensor('x2')];
    const same = one.dtype === other.dtype;
    const [a, b] = same ? [numeric(one), numeric(other)] : [floats(one), floats(other)];
    return tf.where(bools(given.tensor('condition')), a, b);
  },
  Cast: (given) => cast(given.tensor('x'), given.text('dtype', 'float32')),
  SaturateCast: (given) => {
    const dtype = given.text('dtype', 'float32');
    const [, sign, bits] = /^(u?)int(8|16)$/.exec(dtype) ?? [];
    const x = given.tensor('x');
    if (bits === undefined) return cast(x, dtype);
    const size = 2 ** Number(bits);
    const [low, high] = sign === 'u' ? [0, size - 1] : [-size / 2, size / 2 - 1];
    return cast(tf.clipByValue(floats(x), low, high), dtype);
  },
  ConvertToTensor: (given) => {
    const { value } = { value: given.value('dtype') };
    return typeof value === 'string' ? cast(given.tensor('x'), value) : tf.clone(given.tensor('x'));
  },
  StopGradient: (given) => tf.clone(given.tensor('variable')),
  OnesLike: unary((x) => tf.onesLike(numeric(x))),
  ZerosLike: unary((x) => tf.zerosLike(numeric(x))),
  FullLike: (given) => tf.add(tf.zerosLike(numeric(given.tensor('x'))), given.tensor('fill_value')),
};

/** To what TensorFlow.js has of a type: 16 and 64 bits of a number are not told apart, nor widths of whole numbers. */
function cast(x: tf.Tensor, dtype: string): tf.Tensor {
  if (dtype === 'bool') return bools(x);
  return tf.cast(numeric(x), /^u?int/.test(dtype) ? 'int32' : 'float32');
}
