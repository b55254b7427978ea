"""Cases of makeMatrix.py: ops of keras.ops as layers, and layers that prepare their inputs."""

import keras
import numpy as np
from keras import layers, ops

ROWS = (4, 6)
PICTURE = (6, 8, 3)

# Every op here is written to .h5, too, where no module tells it from a layer.
WITH_H5 = {"ops_arithmetic", "ops_shapes", "dtypes"}


def of(function, *shapes, dtype="float32"):
    """A model of one function on inputs of these shapes."""

    def build():
        inputs = [keras.Input(shape, dtype=dtype) for shape in shapes]
        return keras.Model(inputs, keras.tree.flatten(function(*inputs)))

    return build


def numbers(low, high):
    """Inputs between two numbers."""

    def make(model, random):
        return [random.uniform(low, high, [2, *[size or 5 for size in tensor.shape[1:]]]) for tensor in model.inputs]

    return make


def whole(low, high):
    def make(model, random):
        return [random.integers(low, high, [2, *[size or 5 for size in tensor.shape[1:]]]) for tensor in model.inputs]

    return make


TABLE = np.arange(12, dtype="float32").reshape(2, 6) / 7
ROW = np.array([1.0, -2.0, 0.5, 0.25, 3.0, -0.5], dtype="float32")

ARITHMETIC = {
    "scaled": lambda x: x * 0.5 + 1.0,
    "turned": lambda x: 1.0 - x,
    "divided": lambda x: 2.0 / (x + 10.0),
    "row": lambda x: ops.add(ROW, x) * ops.convert_to_tensor(ROW),
    "negative": lambda x: -x,
    "absolute": lambda x: abs(x),
    "power": lambda x: x**2,
    "floordiv": lambda x: x // 0.3,
    "mod": lambda x: x % 0.7,
    "itself": lambda x: x * x + x,
    "compared": lambda x: ops.cast(x > 0.3, "float32") * x,
    "both": lambda x: ops.logical_and(x > -0.5, x < 0.5),
    "either": lambda x: ops.logical_or(ops.less_equal(x, -1), ops.greater_equal(x, 1)),
    "xor": lambda x: ops.logical_xor(x > 0, x > 0.5),
    "notted": lambda x: ops.logical_not(x > 0),
    "equal": lambda x: ops.equal(ops.floor(x), 0),
    "not_equal": lambda x: ops.not_equal(ops.floor(x), 0),
    "where": lambda x: ops.where(x > 0, x, -1e9),
    "where_both": lambda x: ops.where(ops.greater(x, 0), x, ROW),
    "clip": lambda x: ops.clip(x, -0.5, 0.5),
    "maximum": lambda x: ops.maximum(x, 0.1) + ops.minimum(x, ROW),
    "nan_free": lambda x: ops.divide_no_nan(x, ops.relu(x)),
    "reciprocal": lambda x: ops.reciprocal(x + 8),
    "whole": lambda x: ops.cast(x * 10, "int32"),
    "unsigned": lambda x: ops.saturate_cast(x * 200, "uint8"),
    "copied": lambda x: ops.copy(ops.stop_gradient(x)),
    "ones": lambda x: x + ops.ones_like(x) + ops.zeros_like(x) + ops.full_like(x, 2.5),
    "close": lambda x: ops.isclose(x, ops.round(x), atol=0.1),
    "heaviside": lambda x: ops.heaviside(ops.round(x), ops.ones_like(x) * 0.5),
    "hypot": lambda x: ops.hypot(x, 1.5 * x + 1),
    "atan2": lambda x: ops.arctan2(x, 0.5),
    "logaddexp": lambda x: ops.logaddexp(x, 0.5),
    "finite": lambda x: ops.isfinite(x) & ops.logical_not(ops.isnan(x)),
    "nan_to_num": lambda x: ops.nan_to_num(x),
    "bfloat16": lambda x: ops.cast(ops.cast(ops.round(x), "bfloat16"), "float32"),
}

FUNCTIONS = "abs square sign floor ceil round trunc exp exp2 expm1 sin cos tan sinh cosh tanh arctan arcsinh sinc cbrt erf deg2rad rad2deg relu relu6 sigmoid sparse_sigmoid softplus softsign soft_shrink sparse_plus silu squareplus log_sigmoid leaky_relu hard_sigmoid hard_silu elu selu gelu celu tanh_shrink hard_tanh hard_shrink softmax log_softmax glu signbit".split()
# No rounding of theirs is near a step.
POSITIVE = "sqrt rsqrt log log1p log2 log10 arccosh".split()
WITHIN = "arcsin arccos arctanh".split()

OPTIONS = {
    "gelu_exact": lambda x: ops.gelu(x, approximate=False),
    "leaky": lambda x: ops.leaky_relu(x, negative_slope=0.05),
    "elu": lambda x: ops.elu(x, alpha=0.7),
    "celu": lambda x: ops.celu(x, alpha=0.7),
    "soft_shrink": lambda x: ops.soft_shrink(x, threshold=0.2),
    "hard_shrink": lambda x: ops.hard_shrink(x, threshold=0.2),
    "threshold": lambda x: ops.threshold(x, 0.3, -2.0),
    "squareplus": lambda x: ops.squareplus(x, b=2),
    "softmax_axis": lambda x: ops.softmax(x, axis=1),
    "softmax_axes": lambda x: ops.log_softmax(x, axis=1),
    "glu": lambda x: ops.glu(x, axis=1),
    "round_decimals": lambda x: ops.round(x, 1),
}

REDUCTIONS = "mean sum max min prod var std logsumexp any all argmax argmin count_nonzero ptp amax amin median".split()

SHAPES = {
    "reshape": lambda x: ops.reshape(x, (-1, 24)),
    "reshape_free": lambda x: ops.reshape(x, (-1, 2, 12)),
    "transpose": lambda x: ops.transpose(x, (0, 2, 1)),
    "swapaxes": lambda x: ops.swapaxes(x, 1, -1),
    "moveaxis": lambda x: ops.moveaxis(ops.expand_dims(x, -1), 1, -1),
    "expand": lambda x: ops.expand_dims(x, axis=1),
    "expand_two": lambda x: ops.expand_dims(x, axis=(1, -1)),
    "squeeze": lambda x: ops.squeeze(ops.expand_dims(x, 2), axis=2),
    "concatenate": lambda x: ops.concatenate([x, 2 * x, x], axis=-1),
    "concatenate_rows": lambda x: ops.concatenate([x, -x], axis=1),
    "stack": lambda x: ops.stack([x, x * 2], axis=1),
    "stack_last": lambda x: ops.stack([x, x * 2], axis=-1),
    "hstack": lambda x: ops.hstack([x, x + 1]),
    "append": lambda x: ops.append(x, x * 3, axis=2),
    "split": lambda x: [part * 2 for part in ops.split(x, 3, axis=-1)],
    "split_at": lambda x: [part + 1 for part in ops.split(x, [1, 4], axis=2)],
    "array_split": lambda x: [part + 1 for part in ops.array_split(x, 4, axis=2)],
    "unstack": lambda x: [part * 2 for part in ops.unstack(x, axis=1)],
    "flip": lambda x: ops.flip(x, axis=1),
    "flip_both": lambda x: ops.flip(x, axis=(1, 2)),
    "fliplr": lambda x: ops.fliplr(x),
    "rot90": lambda x: ops.rot90(x, k=3, axes=(1, 2)),
    "roll": lambda x: ops.roll(x, 2, axis=-1),
    "roll_back": lambda x: ops.roll(x, -1, axis=1),
    "repeat": lambda x: ops.repeat(x, 3, axis=1),
    "tile": lambda x: ops.tile(x, (1, 2, 3)),
    "pad": lambda x: ops.pad(x, ((0, 0), (1, 2), (0, 3))),
    "pad_value": lambda x: ops.pad(x, ((0, 0), (1, 0), (0, 1)), constant_values=2.5),
    "pad_reflect": lambda x: ops.pad(x, ((0, 0), (1, 2), (2, 1)), mode="reflect"),
    "pad_symmetric": lambda x: ops.pad(x, ((0, 0), (1, 2), (2, 1)), mode="symmetric"),
    "cumsum": lambda x: ops.cumsum(x, axis=1),
    "cumprod": lambda x: ops.cumprod(x, axis=-1),
    "diff": lambda x: ops.diff(x, n=2, axis=-1),
    "tril": lambda x: ops.tril(x, k=1),
    "triu": lambda x: ops.triu(x, k=-1),
    "sort": lambda x: ops.sort(x, axis=1),
    "argsort": lambda x: ops.argsort(x, axis=-1),
    "top_k": lambda x: [part * 1 for part in ops.top_k(x, 3)],
    "take": lambda x: ops.take(x, [0, 2, -1], axis=-1),
    "take_one": lambda x: ops.take(x, 1, axis=1),
    "take_along": lambda x: ops.take_along_axis(x, ops.argsort(x, axis=1), axis=1),
    "digitize": lambda x: ops.digitize(x, np.array([-0.5, 0.0, 0.7])),
    "get_row": lambda x: x[:, 1],
    "get_last": lambda x: x[:, -1, 2:],
    "get_every": lambda x: x[:, ::2, 1:-1:2],
    "get_backwards": lambda x: x[:, ::-1, ::-2],
    "get_dots": lambda x: x[..., 3],
    "get_wider": lambda x: x[:, None, ..., None],
    "slice": lambda x: ops.slice(x, (0, 1, 2), (2, 2, 3)),
    "take_along_row": lambda x: ops.take_along_axis(x, np.array([[[3, 0, -1]]]), axis=2),
    "meaned": lambda x: ops.average(x, axis=-1, weights=ROW),
}

PRODUCTS = {
    "matmul": lambda x: ops.matmul(x, ops.transpose(x, (0, 2, 1))),
    "matmul_table": lambda x: x @ ops.convert_to_tensor(TABLE.T),
    "matmul_vector": lambda x: ops.matmul(x, ROW),
    "matmul_left": lambda x: ops.matmul(ops.convert_to_tensor(TABLE[:, :4]), x),
    "dot": lambda x: ops.dot(x, TABLE.T),
    "inner": lambda x: ops.inner(x, ROW),
    "tensordot": lambda x: ops.tensordot(x, TABLE, axes=[[2], [1]]),
    "tensordot_one": lambda x: ops.tensordot(x, TABLE.T, axes=1),
    "einsum": lambda x: ops.einsum("bij,bkj->bik", x, x),
    "einsum_table": lambda x: ops.einsum("bij,kj->bk", x, ops.convert_to_tensor(TABLE)),
    "einsum_one": lambda x: ops.einsum("bij->bj", x),
    "einsum_dots": lambda x: ops.einsum("...ij->...ji", x),
    "einsum_three": lambda x: ops.einsum("bij,bkj,bkl->bil", x, x, x),
    "cross": lambda x: ops.cross(x[..., :3], x[..., 3:]),
    "norm": lambda x: ops.norm(x, axis=-1),
    "norm_one": lambda x: ops.norm(x, ord=1, axis=-1, keepdims=True),
    "norm_inf": lambda x: ops.norm(x, ord=np.inf, axis=1),
    "norm_three": lambda x: ops.norm(x, ord=3, axis=1),
    "norm_matrix": lambda x: ops.norm(x, ord="fro", axis=(1, 2)),
    "norm_columns": lambda x: ops.norm(x, ord=1, axis=(1, 2)),
    "normalize": lambda x: ops.normalize(x, axis=-1),
    "normalize_one": lambda x: ops.normalize(x, axis=1, order=1),
    "moments": lambda x: [part * 1 for part in ops.moments(x, axes=[1])],
    "layer_norm": lambda x: ops.layer_normalization(x, gamma=ROW, beta=ROW, axis=-1, epsilon=1e-3),
    "rms_norm": lambda x: ops.rms_normalization(x, scale=ROW, axis=-1),
    "batch_norm": lambda x: ops.batch_normalization(x, ROW, ROW**2, axis=-1, offset=ROW, scale=ROW),
}

KERNEL = np.linspace(-1, 1, 3 * 3 * 3 * 4, dtype="float32").reshape(3, 3, 3, 4)
DEPTHWISE = np.linspace(-1, 1, 3 * 3 * 3 * 2, dtype="float32").reshape(3, 3, 3, 2)
POINTWISE = np.linspace(-1, 1, 6 * 4, dtype="float32").reshape(1, 1, 6, 4)

PICTURES = {
    "resize": lambda x: ops.image.resize(x, (9, 5)),
    "resize_nearest": lambda x: ops.image.resize(x, (9, 5), interpolation="nearest"),
    "resize_bicubic": lambda x: ops.image.resize(x, (9, 5), interpolation="bicubic"),
    "resize_cropped": lambda x: ops.image.resize(x, (5, 5), crop_to_aspect_ratio=True),
    "resize_padded": lambda x: ops.image.resize(x, (5, 5), pad_to_aspect_ratio=True, fill_value=0.5),
    "gray": lambda x: ops.image.rgb_to_grayscale(x),
    "pad": lambda x: ops.image.pad_images(x, 1, 2, target_height=9, target_width=12),
    "crop": lambda x: ops.image.crop_images(x, 1, 2, target_height=4, target_width=5),
    "max_pool": lambda x: ops.max_pool(x, 2),
    "max_pool_same": lambda x: ops.max_pool(x, (3, 2), strides=2, padding="same"),
    "average_pool": lambda x: ops.average_pool(x, 2, strides=1, padding="same"),
    "conv": lambda x: ops.conv(x, KERNEL, strides=2, padding="same"),
    "conv_dilated": lambda x: ops.conv(x, KERNEL, dilation_rate=2, padding="same"),
    "depthwise": lambda x: ops.depthwise_conv(x, DEPTHWISE, padding="same"),
    "separable": lambda x: ops.separable_conv(x, DEPTHWISE, POINTWISE),
    "depth_to_space": lambda x: ops.depth_to_space(ops.concatenate([x, x, x, -x], -1), 2),
    "space_to_depth": lambda x: ops.space_to_depth(x, 2),
}

REFUSED = {
    "cholesky": lambda x: ops.cholesky(ops.matmul(x, ops.transpose(x, (0, 2, 1)))),
    "qr": lambda x: ops.qr(x)[0] * 2,
}


def attention(**options):
    def build():
        query, key = keras.Input((3, 4, 5)), keras.Input((6, 2 if options.pop("grouped", False) else 4, 5))
        return keras.Model([query, key], ops.dot_product_attention(query, key, key * 2, **options))

    return build


PREPARING = {
    "lookup": lambda x: layers.IntegerLookup(vocabulary=[2, 4, 5])(x),
    "lookup_oov": lambda x: layers.IntegerLookup(vocabulary=[2, 4], num_oov_indices=3)(x),
    "lookup_farmhash": lambda x: layers.IntegerLookup(vocabulary=[2, 4], num_oov_indices=3, oov_method="farmhash")(x),
    "lookup_mask": lambda x: layers.IntegerLookup(vocabulary=[2, 4], mask_token=0)(x),
    "lookup_mask_count": lambda x: layers.IntegerLookup(vocabulary=[2, 4], mask_token=0, output_mode="count")(x),
    "lookup_special": lambda x: layers.IntegerLookup(vocabulary=[0, -1, 2, 4], mask_token=0)(x),
    "lookup_multi": lambda x: layers.IntegerLookup(vocabulary=[2, 4, 1], output_mode="multi_hot")(x),
    "lookup_padded": lambda x: layers.IntegerLookup(
        vocabulary=[2, 4, 1], output_mode="multi_hot", max_tokens=9, pad_to_max_tokens=True
    )(x),
    "lookup_one_hot": lambda x: layers.IntegerLookup(vocabulary=[2, 4, 1], output_mode="one_hot")(x),
    "lookup_tf_idf": lambda x: layers.IntegerLookup(
        vocabulary=[2, 4, 1], output_mode="tf_idf", idf_weights=[0.3, 0.5, 0.25]
    )(x),
    "lookup_back": lambda x: layers.IntegerLookup(vocabulary=[20, 40, 10], invert=True)(x),
    "hash": lambda x: layers.Hashing(7)(x),
    "hash_masked": lambda x: layers.Hashing(7, mask_value=0)(x),
    "hash_salted": lambda x: layers.Hashing(7, salt=1337)(x),
    "hash_salts": lambda x: layers.Hashing(7, salt=[133, 137])(x),
    "hash_large": lambda x: layers.Hashing(1000)(x * 123457),
    "hash_one_hot": lambda x: layers.Hashing(5, output_mode="one_hot")(x),
    "hash_count": lambda x: layers.Hashing(5, output_mode="count")(x),
    "encode_multi": lambda x: layers.CategoryEncoding(7)(x),
    "encode_one": lambda x: layers.CategoryEncoding(7, output_mode="one_hot")(x),
    "encode_count": lambda x: layers.CategoryEncoding(7, output_mode="count")(x),
}
PREPARING_FLOATS = {
    "buckets": lambda x: layers.Discretization(bin_boundaries=[-0.5, 0.0, 0.7])(x),
    "buckets_one_hot": lambda x: layers.Discretization(bin_boundaries=[-0.5, 0.7], output_mode="one_hot")(x),
    "buckets_count": lambda x: layers.Discretization(bin_boundaries=[-0.5, 0.7], output_mode="count")(x),
    "rescaled": lambda x: layers.Rescaling(0.5, offset=-1)(x),
    "rescaled_each": lambda x: layers.Rescaling([1.0, 2.0, 3.0, 0.5, 0.1, -1.0], offset=0.5)(x),
    "normal": lambda x: layers.Normalization()(x),
    "normal_all": lambda x: layers.Normalization(axis=None)(x),
    "normal_axis": lambda x: layers.Normalization(axis=1)(x),
    "normal_axes": lambda x: layers.Normalization(axis=(1, 2))(x),
    "normal_back": lambda x: layers.Normalization(axis=-1, invert=True)(x),
    "normal_given": lambda x: layers.Normalization(mean=0.5, variance=4.0)(x),
    "normal_given_axis": lambda x: layers.Normalization(axis=1, mean=[1.0, 2.0, 3.0, 4.0], variance=[1.0, 4.0, 9.0, 2.0])(x),
}
PICTURE_LAYERS = {
    "resize": lambda x: layers.Resizing(9, 5)(x),
    "resize_nearest": lambda x: layers.Resizing(4, 5, interpolation="nearest")(x),
    "resize_bicubic": lambda x: layers.Resizing(4, 11, interpolation="bicubic")(x),
    "resize_cropped": lambda x: layers.Resizing(5, 5, crop_to_aspect_ratio=True)(x),
    "resize_padded": lambda x: layers.Resizing(5, 9, pad_to_aspect_ratio=True, fill_value=0.5)(x),
    "resize_first": lambda x: layers.Resizing(5, 9, data_format="channels_first")(x),
    "crop": lambda x: layers.CenterCrop(3, 5)(x),
    "crop_small": lambda x: layers.CenterCrop(9, 10)(x),
    "crop_mixed": lambda x: layers.CenterCrop(3, 10)(x),
    "contrast": lambda x: layers.AutoContrast(value_range=(-3, 3))(x),
    "contrast_bytes": lambda x: layers.AutoContrast()(x * 20 + 100),
    "up_bicubic": lambda x: layers.UpSampling2D((2, 3), interpolation="bicubic")(x),
    "pipeline": lambda x: layers.Activation("relu")(layers.RandomRotation(0.2)(layers.RandomFlip()(x))),
}
AUGMENTING = {
    "AugMix": {},
    "CutMix": {},
    "MaxNumBoundingBoxes": {"max_number": 3},
    "MixUp": {},
    "RandAugment": {},
    "RandomBrightness": {"factor": 0.3},
    "RandomColorDegeneration": {"factor": 0.3},
    "RandomColorJitter": {},
    "RandomContrast": {"factor": 0.3},
    "RandomCrop": {"height": 2, "width": 3},
    "RandomElasticTransform": {},
    "RandomErasing": {},
    "RandomFlip": {},
    "RandomGaussianBlur": {},
    "RandomGrayscale": {},
    "RandomHue": {"factor": 0.3},
    "RandomInvert": {},
    "RandomPerspective": {},
    "RandomPosterization": {"factor": 4},
    "RandomRotation": {"factor": 0.3},
    "RandomSaturation": {"factor": 0.3},
    "RandomSharpness": {"factor": 0.3},
    "RandomShear": {},
    "RandomTranslation": {"height_factor": 0.2, "width_factor": 0.2},
    "RandomZoom": {"height_factor": 0.2},
    "Solarization": {},
    "Dropout": {"rate": 0.5},
    "SpatialDropout2D": {"rate": 0.5},
    "GaussianNoise": {"stddev": 0.5},
    "GaussianDropout": {"rate": 0.5},
    "AlphaDropout": {"rate": 0.5},
    "ActivityRegularization": {"l1": 0.5},
    "Identity": {},
}


def counted():
    x, weights = keras.Input((4,), dtype="int32"), keras.Input((4,))
    encoded = layers.CategoryEncoding(7, output_mode="count")(x, count_weights=weights)
    return keras.Model([x, weights], encoded)


def typed(policy, quantized=None, sizes=(6, 5, 3)):
    """A stack of layers under a dtype policy."""

    def build():
        x = keras.Input((sizes[0],))
        y = layers.Dense(sizes[1], activation="tanh", dtype=policy)(x)
        y = layers.Dense(sizes[2], dtype=policy)(y)
        model = keras.Model(x, y)
        if quantized:
            model.quantize(quantized)
        return model

    return build


def quantized_table(mode):
    def build():
        x = keras.Input((4,), dtype="int32")
        y = layers.Embedding(6, 8)(x)
        y = layers.EinsumDense("abc,cd->abd", output_shape=(None, 5), bias_axes="d")(y)
        model = keras.Model(x, y)
        model.quantize(mode)
        return model

    return build


def cases():
    for setting, function in ARITHMETIC.items():
        yield f"ops_arithmetic/{setting}", of(function, ROWS)
    for name in FUNCTIONS:
        if name not in ("signbit",):
            yield f"ops_functions/{name}", of(getattr(ops, name), ROWS)
    for name in POSITIVE:
        yield f"ops_functions/{name}", of(getattr(ops, name), ROWS), numbers(1.1, 4)
    for name in WITHIN:
        yield f"ops_functions/{name}", of(getattr(ops, name), ROWS), numbers(-0.9, 0.9)
    for setting, function in OPTIONS.items():
        yield f"ops_options/{setting}", of(function, ROWS)
    for name in REDUCTIONS:
        function = getattr(ops, name)
        yield f"ops_reductions/{name}", of(lambda x, f=function: f(x, axis=-1), ROWS)
        if name != "count_nonzero":
            yield f"ops_reductions/{name}_kept", of(lambda x, f=function: f(x, axis=1, keepdims=True), ROWS)
        if name not in ("argmax", "argmin", "any", "all", "count_nonzero"):
            yield f"ops_reductions/{name}_two", of(lambda x, f=function: f(x, axis=(1, 2)), ROWS)
    for setting, function in SHAPES.items():
        yield f"ops_shapes/{setting}", of(function, ROWS)
    yield "ops_shapes/reshape_any", of(lambda x: ops.reshape(x, (2, -1, 3)), (None, 6))
    yield "ops_shapes/mean_any", of(lambda x: ops.mean(x[:, 1:], axis=1), (None, 6))
    yield "ops_shapes/one_hot", of(lambda x: ops.one_hot(x, 6), (4,), dtype="int32")
    yield "ops_shapes/one_hot_axis", of(lambda x: ops.one_hot(x, 4, axis=1), (4,), dtype="int32")
    yield "ops_shapes/multi_hot", of(lambda x: ops.multi_hot(x, 6), (4,), dtype="int32")
    yield "ops_shapes/embed", of(lambda x: ops.take(TABLE.T, x, axis=0), (4,), dtype="int32")
    yield "ops_shapes/integers", of(lambda x: (x + 1) * 2 // 3 - x % 2, (4,), dtype="int32")
    for setting, function in PRODUCTS.items():
        yield f"ops_products/{setting}", of(function, ROWS)
    for setting, function in PICTURES.items():
        yield f"ops_pictures/{setting}", of(function, PICTURE)
    yield "ops_products/attention", attention()
    yield "ops_products/attention_causal", attention(is_causal=True, scale=0.3)
    yield "ops_products/attention_grouped", attention(grouped=True)
    for setting, function in PREPARING.items():
        yield f"preparing_categories/{setting}", of(function, (4,), dtype="int32"), whole(0, 7)
    yield "preparing_categories/counted", counted
    yield "preparing_categories/one_each", of(lambda x: layers.CategoryEncoding(7, output_mode="one_hot")(x), (1,), dtype="int32")
    for setting, function in PREPARING_FLOATS.items():
        yield f"preparing_numbers/{setting}", of(function, ROWS)
    for setting, function in PICTURE_LAYERS.items():
        yield f"preparing_pictures/{setting}", of(function, PICTURE)
    for name, options in AUGMENTING.items():
        if hasattr(layers, name):
            function = lambda x, n=name, o=options: getattr(layers, n)(**o)(x * 2)
            yield f"passing/{name.lower()}", of(function, (2, 3, 3))
    for policy in ("float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16"):
        # Alone, since Keras rounds what float32 does not.
        yield f"dtypes/alone_{policy}", typed(policy)
    yield "dtypes/alone_int8", typed("float32", "int8", (40, 30, 20))
    yield "dtypes/alone_int8_table", quantized_table("int8")
    yield "dtypes/alone_int8_bfloat16", typed("mixed_bfloat16", "int8", (40, 30, 20))
    yield "dtypes_refused/alone_int4", typed("float32", "int4", (40, 30, 20))
    yield "dtypes_refused/alone_float8", typed("float32", "float8", (40, 30, 20))
    for setting, function in REFUSED.items():
        yield f"ops_refused/alone_{setting}", of(function, (4, 4))
