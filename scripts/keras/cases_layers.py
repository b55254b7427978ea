"""The cases of keras.layers, see makeMatrix.py. Widths differ from one another, so that a swapped axis shows."""

import keras
from keras import layers as L

WITH_H5 = {"attention", "recurrent", "convolution", "normalization", "separable"}


def one(shape, make, dtype="float32"):
    """A model of one layer on one input."""

    def build():
        x = keras.Input(shape, dtype=dtype, name="x")
        return keras.Model(x, flat(make()(x)))

    return build


def many(shapes, call):
    """A model of several inputs and whatever `call` makes of them."""

    def build():
        inputs = [keras.Input(shape, name=f"x{index}") for index, shape in enumerate(shapes)]
        return keras.Model(inputs, flat(call(*inputs)))

    return build


def masked(call, width=4, steps=5):
    """A model on an Embedding that masks zeros."""

    def build():
        x = keras.Input((steps,), dtype="int32", name="x")
        return keras.Model(x, flat(call(L.Embedding(6, width, mask_zero=True, name="embedding")(x))))

    return build


def masked_twice(call, width=4, steps=(3, 5)):
    """Two inputs, each with a mask of its own."""

    def build():
        inputs = [keras.Input((length,), dtype="int32", name=f"x{index}") for index, length in enumerate(steps)]
        embedded = [L.Embedding(6, width, mask_zero=True, name=f"embedding{index}")(x) for index, x in enumerate(inputs)]
        return keras.Model(inputs, flat(call(*embedded)))

    return build


def flat(outputs):
    """Every output, each behind a layer that shows it: a tap is the first output of a layer."""
    outputs = keras.tree.flatten(outputs)
    if len(outputs) == 1:
        return outputs
    return [L.Activation("linear", name=f"output{index}")(output) for index, output in enumerate(outputs)]


def cases():
    for family in (
        dense, activation, convolution, transposed, separable, pooling, channels_first, adaptive, reshaping, merging,
        normalization, attention, recurrent, cells, bidirectional, conv_lstm, embedding, inactive, distributed, masks,
    ):  # fmt: skip
        for setting, *how in family():
            yield (f"{family.__name__}/{setting}", *how)


def dense():
    yield "plain", one((3,), lambda: L.Dense(4))
    yield "no_bias", one((3,), lambda: L.Dense(4, use_bias=False, activation="relu"))
    yield "steps", one((2, 3), lambda: L.Dense(4, activation="gelu"))
    yield "pictures", one((2, 3, 2), lambda: L.Dense(4, activation="tanh"))
    yield "softmax", one((3,), lambda: L.Dense(4, activation="softmax"))
    yield "softmax_steps", one((2, 3), lambda: L.Dense(4, activation="softmax"))
    yield "einsum", one((2, 3), lambda: L.EinsumDense("abc,cd->abd", output_shape=(None, 4), bias_axes="d"))
    yield "einsum_no_bias", one((3,), lambda: L.EinsumDense("ab,bc->ac", output_shape=4))
    yield "einsum_heads", one((2, 3), lambda: L.EinsumDense("abc,cde->abde", output_shape=(None, 2, 4), bias_axes="de", activation="relu"))
    # Five steps: with as many as heads, Keras 3.15 on TensorFlow adds the bias along the wrong axis.
    yield "einsum_bias_middle", one((5, 3), lambda: L.EinsumDense("abc,cde->abde", output_shape=(None, 2, 4), bias_axes="d"))
    yield "einsum_join", one((2, 3, 4), lambda: L.EinsumDense("abcd,cde->abe", output_shape=(None, 5), bias_axes="e"))
    yield "einsum_ellipsis", one((2, 3), lambda: L.EinsumDense("...x,xy->...y", output_shape=4, bias_axes="y"))
    yield "einsum_shared", one((2, 3), lambda: L.EinsumDense("abc,bcd->abd", output_shape=(2, 4), bias_axes="bd"))
    yield "einsum_turned", one((2, 3), lambda: L.EinsumDense("abc,cd->adb", output_shape=(4, 2), bias_axes="d"))
    yield "einsum_summed", one((2, 3), lambda: L.EinsumDense("abc,cd->ad", output_shape=(4,), bias_axes="d"))
    yield "einsum_front", one((2, 3), lambda: L.EinsumDense("abc,db->adc", output_shape=(4, 3), activation="silu"))
    yield "einsum_scaled", one((2, 3), lambda: L.EinsumDense("abc,c->abc", output_shape=(2, 3)))


def activation():
    names = [
        "relu", "relu6", "elu", "selu", "gelu", "silu", "sigmoid", "hard_sigmoid", "tanh", "softplus", "softsign", "exponential", "linear",
        "leaky_relu", "mish", "celu", "hard_tanh", "hard_shrink", "soft_shrink", "tanh_shrink",
        "squareplus", "sparse_plus", "sparse_sigmoid", "log_sigmoid", "log_softmax", "softmax", "sparsemax", "hard_silu",
    ]  # fmt: skip
    for name in names:
        yield name, one((6,), lambda name=name: L.Activation(name))
    yield "layer_relu", one((6,), lambda: L.ReLU(max_value=0.8, negative_slope=0.1, threshold=0.2))
    yield "layer_relu_slope", one((6,), lambda: L.ReLU(negative_slope=0.3))
    yield "layer_relu_limit", one((6,), lambda: L.ReLU(max_value=0.5))
    yield "layer_relu_threshold", one((6,), lambda: L.ReLU(threshold=0.5, max_value=1))
    yield "layer_leaky", one((6,), lambda: L.LeakyReLU(negative_slope=0.15))
    yield "layer_leaky_default", one((6,), lambda: L.LeakyReLU())
    yield "layer_elu", one((6,), lambda: L.ELU(alpha=0.7))
    yield "layer_prelu", one((3, 4), lambda: L.PReLU())
    yield "layer_prelu_shared", one((3, 2, 4), lambda: L.PReLU(shared_axes=[1, 2]))
    yield "layer_prelu_shared_one", one((3, 4), lambda: L.PReLU(shared_axes=[1]))
    yield "layer_softmax", one((3, 4), lambda: L.Softmax())
    yield "layer_softmax_axis", one((3, 4), lambda: L.Softmax(axis=1))
    yield "layer_softmax_axes", one((3, 2, 4), lambda: L.Softmax(axis=[1, 3]))
    yield "layer_softmax_last_axes", one((3, 2, 4), lambda: L.Softmax(axis=(-2, -1)))
    yield "layer_softmax_mask", softmax_with_mask
    yield "steps_softmax", one((3, 4), lambda: L.Activation("softmax"))
    yield "pictures_log_softmax", one((2, 3, 4), lambda: L.Activation("log_softmax"))


def softmax_with_mask():
    x = keras.Input((4,), name="x")
    mask = keras.Input((4,), dtype="bool", name="mask")
    return keras.Model([x, mask], L.Softmax(name="softmax")(x, mask=mask))


def convolution():
    # 1D
    yield "conv1d", one((7, 4), lambda: L.Conv1D(6, 3))
    yield "conv1d_same_strides", one((7, 4), lambda: L.Conv1D(6, 3, strides=2, padding="same", activation="relu"))
    yield "conv1d_dilated", one((9, 4), lambda: L.Conv1D(6, 3, dilation_rate=2))
    yield "conv1d_dilated_same", one((9, 4), lambda: L.Conv1D(6, 3, dilation_rate=2, padding="same", use_bias=False))
    yield "conv1d_causal", one((7, 4), lambda: L.Conv1D(6, 3, padding="causal"))
    yield "conv1d_causal_strides", one((7, 4), lambda: L.Conv1D(6, 3, padding="causal", strides=2))
    yield "conv1d_causal_dilated", one((9, 4), lambda: L.Conv1D(6, 3, padding="causal", dilation_rate=2))
    yield "conv1d_groups", one((7, 4), lambda: L.Conv1D(6, 3, groups=2))
    yield "conv1d_groups_causal", one((7, 4), lambda: L.Conv1D(6, 3, groups=2, padding="causal", activation="tanh"))
    yield "conv1d_groups_dilated", one((9, 4), lambda: L.Conv1D(6, 3, groups=2, dilation_rate=2, padding="same"))
    yield "conv1d_groups_all", one((7, 4), lambda: L.Conv1D(8, 3, groups=4, strides=2, use_bias=False))
    yield "conv1d_even", one((7, 4), lambda: L.Conv1D(6, 4, padding="same"))
    yield "conv1d_wide_strides", one((9, 4), lambda: L.Conv1D(6, 2, strides=4, padding="same"))
    yield "conv1d_free_length", one((None, 4), lambda: L.Conv1D(6, 3, padding="same"))
    # 2D
    yield "conv2d", one((5, 6, 4), lambda: L.Conv2D(6, (3, 2)))
    yield "conv2d_same_strides", one((5, 6, 4), lambda: L.Conv2D(6, 3, strides=2, padding="same", activation="relu"))
    yield "conv2d_uneven_strides", one((5, 6, 4), lambda: L.Conv2D(6, 3, strides=(1, 2), padding="same"))
    yield "conv2d_dilated", one((7, 8, 4), lambda: L.Conv2D(6, 3, dilation_rate=2))
    yield "conv2d_dilated_uneven", one((7, 8, 4), lambda: L.Conv2D(6, 3, dilation_rate=(1, 2), padding="same"))
    yield "conv2d_even", one((5, 6, 4), lambda: L.Conv2D(6, (2, 4), padding="same"))
    yield "conv2d_groups", one((5, 6, 4), lambda: L.Conv2D(6, 3, groups=2))
    yield "conv2d_groups_same", one((5, 6, 4), lambda: L.Conv2D(8, (3, 2), groups=4, padding="same", strides=2, activation="relu"))
    yield "conv2d_groups_dilated", one((7, 8, 4), lambda: L.Conv2D(6, 3, groups=2, dilation_rate=2, use_bias=False))
    yield "conv2d_groups_depthwise", one((5, 6, 4), lambda: L.Conv2D(4, 3, groups=4, padding="same"))
    yield "conv2d_one", one((5, 6, 4), lambda: L.Conv2D(6, 1))
    yield "conv2d_free", one((None, None, 4), lambda: L.Conv2D(6, 3))
    # 3D
    yield "conv3d", one((4, 3, 5, 4), lambda: L.Conv3D(6, (2, 1, 3)))
    yield "conv3d_same_strides", one((4, 3, 5, 4), lambda: L.Conv3D(6, 2, strides=2, padding="same", activation="relu"))
    yield "conv3d_uneven", one((4, 3, 5, 4), lambda: L.Conv3D(6, 2, strides=(1, 2, 1), padding="same"))
    yield "conv3d_dilated", one((4, 4, 5, 3), lambda: L.Conv3D(2, 2, dilation_rate=2))
    yield "conv3d_groups", one((3, 3, 3, 4), lambda: L.Conv3D(6, 2, groups=2))
    yield "conv3d_groups_same", one((3, 4, 3, 4), lambda: L.Conv3D(4, 2, groups=4, padding="same", use_bias=False))


def transposed():
    for rank, shape in ((1, (4, 3)), (2, (3, 4, 3)), (3, (2, 3, 2, 3))):
        layer = getattr(L, f"Conv{rank}DTranspose")
        for setting, options in (
            ("", {}),
            ("_same", {"padding": "same", "activation": "relu"}),
            ("_strides", {"strides": 2}),
            ("_strides_same", {"strides": 2, "padding": "same", "use_bias": False}),
            ("_large_strides", {"strides": 4, "padding": "same"}),
            ("_large_strides_valid", {"strides": 4}),
            ("_output_padding", {"strides": 2, "padding": "same", "output_padding": 1}),
            ("_output_padding_valid", {"strides": 2, "output_padding": 1}),
            ("_output_padding_zero", {"strides": 2, "padding": "same", "output_padding": 0}),
            ("_dilated", {"dilation_rate": 2}),
            ("_dilated_same", {"dilation_rate": 2, "padding": "same"}),
        ):
            yield f"conv{rank}d{setting}", one(shape, lambda layer=layer, options=options: layer(2, 3, **options))
        yield f"conv{rank}d_even", one(shape, lambda layer=layer: layer(2, 2, strides=2, padding="same"))
    yield "conv2d_uneven", one((3, 4, 3), lambda: L.Conv2DTranspose(2, (3, 2), strides=(2, 1), padding="same"))
    yield "conv2d_free", one((None, None, 3), lambda: L.Conv2DTranspose(2, 3, strides=2, padding="same"))
    yield "conv1d_free", one((None, 3), lambda: L.Conv1DTranspose(2, 3, strides=2, padding="same"))


def separable():
    yield "depthwise1d", one((7, 3), lambda: L.DepthwiseConv1D(3))
    yield "depthwise1d_more", one((7, 3), lambda: L.DepthwiseConv1D(3, depth_multiplier=2, strides=2, padding="same", activation="relu"))
    yield "depthwise1d_dilated", one((9, 3), lambda: L.DepthwiseConv1D(3, dilation_rate=2, use_bias=False))
    yield "depthwise1d_same", one((7, 3), lambda: L.DepthwiseConv1D(2, padding="same"))
    yield "depthwise2d", one((5, 6, 3), lambda: L.DepthwiseConv2D((3, 2)))
    yield "depthwise2d_more", one((5, 6, 3), lambda: L.DepthwiseConv2D(3, depth_multiplier=2, strides=2, padding="same", activation="relu"))
    yield "depthwise2d_dilated", one((7, 8, 3), lambda: L.DepthwiseConv2D(3, dilation_rate=2, use_bias=False))
    yield "depthwise2d_dilated_same", one((7, 8, 3), lambda: L.DepthwiseConv2D(3, dilation_rate=2, padding="same"))
    yield "separable1d", one((7, 3), lambda: L.SeparableConv1D(4, 3))
    yield "separable1d_more", one((7, 3), lambda: L.SeparableConv1D(4, 3, depth_multiplier=2, strides=2, padding="same", activation="relu"))
    yield "separable1d_dilated", one((9, 3), lambda: L.SeparableConv1D(4, 3, dilation_rate=2, use_bias=False))
    yield "separable2d", one((5, 6, 3), lambda: L.SeparableConv2D(4, (3, 2)))
    yield "separable2d_more", one((5, 6, 3), lambda: L.SeparableConv2D(4, 3, depth_multiplier=2, strides=2, padding="same", activation="relu"))
    yield "separable2d_dilated", one((7, 8, 3), lambda: L.SeparableConv2D(4, 3, dilation_rate=2, use_bias=False))


def pooling():
    for rank, shape in ((1, (7, 3)), (2, (5, 6, 3)), (3, (4, 5, 3, 2))):
        for kind in ("Max", "Average"):
            layer = getattr(L, f"{kind}Pooling{rank}D")
            stem = f"{kind.lower()}{rank}d"
            yield stem, one(shape, lambda layer=layer: layer(2))
            yield f"{stem}_same", one(shape, lambda layer=layer: layer(2, padding="same"))
            yield f"{stem}_overlap", one(shape, lambda layer=layer: layer(3, strides=1, padding="same"))
            yield f"{stem}_overlap_valid", one(shape, lambda layer=layer: layer(3, strides=2))
            yield f"{stem}_even_same", one(shape, lambda layer=layer: layer(2, strides=1, padding="same"))
            yield f"{stem}_gaps", one(shape, lambda layer=layer: layer(1, strides=2))
            everything = getattr(L, f"Global{kind}Pooling{rank}D")
            yield f"global_{stem}", one(shape, lambda layer=everything: layer())
            yield f"global_{stem}_keepdims", one(shape, lambda layer=everything: layer(keepdims=True))
            yield f"global_{stem}_first", one(shape, lambda layer=everything: layer(data_format="channels_first"))
            yield f"global_{stem}_first_keepdims", one(shape, lambda layer=everything: layer(data_format="channels_first", keepdims=True))
    yield "max2d_uneven", one((5, 6, 3), lambda: L.MaxPooling2D((2, 3), strides=(1, 2), padding="same"))
    yield "average2d_uneven", one((5, 6, 3), lambda: L.AveragePooling2D((2, 3), strides=(1, 2), padding="same"))


def channels_first():
    for rank, shape in ((1, (3, 7)), (2, (3, 5, 6)), (3, (2, 4, 5, 3))):
        for kind in ("Max", "Average"):
            layer = getattr(L, f"{kind}Pooling{rank}D")
            stem = f"{kind.lower()}{rank}d"
            yield stem, one(shape, lambda layer=layer: layer(2, data_format="channels_first"))
            yield f"{stem}_same", one(shape, lambda layer=layer: layer(3, strides=2, padding="same", data_format="channels_first"))
    first = "channels_first"
    yield "conv1d", one((4, 7), lambda: L.Conv1D(6, 3, data_format=first))
    yield "conv1d_groups", one((4, 7), lambda: L.Conv1D(6, 3, groups=2, data_format=first, padding="same", strides=2))
    yield "conv1d_dilated", one((4, 9), lambda: L.Conv1D(6, 3, dilation_rate=2, data_format=first, activation="relu"))
    yield "conv2d", one((4, 5, 6), lambda: L.Conv2D(6, 3, data_format=first, padding="same", strides=2))
    yield "conv2d_valid", one((4, 5, 6), lambda: L.Conv2D(6, (3, 2), data_format=first, use_bias=False))
    yield "conv2d_groups", one((4, 5, 6), lambda: L.Conv2D(6, 3, groups=2, data_format=first))
    yield "conv2d_dilated", one((4, 7, 8), lambda: L.Conv2D(6, 3, dilation_rate=2, data_format=first))
    yield "conv3d", one((4, 3, 4, 5), lambda: L.Conv3D(2, 2, data_format=first))
    yield "conv3d_groups", one((4, 3, 4, 5), lambda: L.Conv3D(2, 2, groups=2, data_format=first, padding="same", strides=2))
    yield "transpose1d", one((3, 4), lambda: L.Conv1DTranspose(2, 3, strides=2, padding="same", data_format=first))
    yield "transpose2d", one((3, 4, 5), lambda: L.Conv2DTranspose(2, 3, strides=2, padding="same", data_format=first))
    yield "transpose3d", one((3, 2, 3, 2), lambda: L.Conv3DTranspose(2, 3, strides=2, data_format=first))
    yield "conv_lstm2d", one((3, 2, 5, 6), lambda: L.ConvLSTM2D(2, 3, data_format=first))
    yield "conv_lstm1d", one((3, 2, 5), lambda: L.ConvLSTM1D(3, 3, data_format=first, return_sequences=True, return_state=True))
    yield "depthwise1d", one((3, 7), lambda: L.DepthwiseConv1D(3, data_format=first, padding="same"))
    yield "depthwise2d", one((3, 5, 6), lambda: L.DepthwiseConv2D(3, data_format=first, depth_multiplier=2))
    yield "separable1d", one((3, 7), lambda: L.SeparableConv1D(4, 3, data_format=first))
    yield "separable2d", one((3, 5, 6), lambda: L.SeparableConv2D(4, 3, data_format=first, padding="same"))
    yield "upsampling2d", one((3, 2, 4), lambda: L.UpSampling2D((2, 3), data_format=first))
    yield "upsampling2d_bilinear", one((3, 2, 4), lambda: L.UpSampling2D(2, data_format=first, interpolation="bilinear"))
    yield "upsampling3d", one((3, 2, 4, 2), lambda: L.UpSampling3D((2, 1, 3), data_format=first))
    yield "padding1d", one((3, 4), lambda: L.ZeroPadding1D((1, 2), data_format=first))
    yield "padding2d", one((3, 2, 4), lambda: L.ZeroPadding2D(((1, 2), (0, 3)), data_format=first))
    yield "padding3d", one((3, 2, 4, 2), lambda: L.ZeroPadding3D(((1, 2), (0, 1), (2, 0)), data_format=first))
    yield "cropping2d", one((3, 4, 5), lambda: L.Cropping2D(((1, 2), (0, 3)), data_format=first))
    yield "cropping3d", one((3, 4, 5, 3), lambda: L.Cropping3D(((1, 2), (0, 1), (2, 0)), data_format=first))
    yield "flatten", one((3, 4, 5), lambda: L.Flatten(data_format=first))
    yield "flatten_steps", one((3, 4), lambda: L.Flatten(data_format=first))
    yield "adaptive2d", one((3, 5, 7), lambda: L.AdaptiveAveragePooling2D((2, 3), data_format=first))


def adaptive():
    for rank, shape, size in ((1, (7, 2), 3), (2, (5, 7, 2), (2, 3)), (3, (4, 5, 3, 2), (2, 3, 1))):
        for kind in ("Max", "Average"):
            layer = getattr(L, f"Adaptive{kind}Pooling{rank}D")
            yield f"{kind.lower()}{rank}d", one(shape, lambda layer=layer, size=size: layer(size))
    yield "average2d_larger", one((3, 5, 2), lambda: L.AdaptiveAveragePooling2D((4, 5)))


def reshaping():
    yield "padding1d", one((4, 3), lambda: L.ZeroPadding1D())
    yield "padding1d_uneven", one((4, 3), lambda: L.ZeroPadding1D((0, 3)))
    yield "padding2d", one((4, 5, 3), lambda: L.ZeroPadding2D(2))
    yield "padding2d_pair", one((4, 5, 3), lambda: L.ZeroPadding2D((1, 2)))
    yield "padding2d_uneven", one((4, 5, 3), lambda: L.ZeroPadding2D(((1, 0), (0, 2))))
    yield "padding3d", one((2, 3, 4, 2), lambda: L.ZeroPadding3D())
    yield "padding3d_uneven", one((2, 3, 4, 2), lambda: L.ZeroPadding3D(((1, 0), (0, 2), (1, 1))))
    yield "cropping1d", one((6, 3), lambda: L.Cropping1D())
    yield "cropping1d_uneven", one((6, 3), lambda: L.Cropping1D((0, 3)))
    yield "cropping2d", one((6, 5, 3), lambda: L.Cropping2D(1))
    yield "cropping2d_uneven", one((6, 5, 3), lambda: L.Cropping2D(((1, 0), (0, 2))))
    yield "cropping3d", one((4, 3, 5, 2), lambda: L.Cropping3D())
    yield "cropping3d_uneven", one((4, 3, 5, 2), lambda: L.Cropping3D(((1, 0), (0, 2), (1, 1))))
    yield "upsampling1d", one((4, 3), lambda: L.UpSampling1D(3))
    yield "upsampling2d", one((3, 4, 2), lambda: L.UpSampling2D((2, 3)))
    yield "upsampling2d_bilinear", one((3, 4, 2), lambda: L.UpSampling2D((2, 3), interpolation="bilinear"))
    yield "upsampling3d", one((2, 3, 2, 2), lambda: L.UpSampling3D((2, 1, 3)))
    yield "flatten", one((3, 4, 2), lambda: L.Flatten())
    yield "flatten_scalar", one((), lambda: L.Flatten())
    yield "reshape", one((3, 4), lambda: L.Reshape((2, 6)))
    yield "reshape_free", one((3, 4), lambda: L.Reshape((-1, 2)))
    yield "reshape_flat", one((3, 4), lambda: L.Reshape((-1,)))
    yield "permute", one((3, 4, 2), lambda: L.Permute((3, 1, 2)))
    yield "repeat", one((3,), lambda: L.RepeatVector(4))


def merging():
    pair = [(3, 4), (3, 4)]
    yield "add", many(pair, lambda a, b: L.Add()([a, b]))
    yield "add_three", many([(3, 4)] * 3, lambda a, b, c: L.Add()([a, b, c]))
    yield "add_spread", many([(3, 4), (4,)], lambda a, b: L.Add()([a, b]))
    yield "add_spread_one", many([(3, 4), (1, 4)], lambda a, b: L.Add()([a, b]))
    yield "subtract", many(pair, lambda a, b: L.Subtract()([a, b]))
    yield "subtract_spread", many([(3, 4), (3, 1)], lambda a, b: L.Subtract()([a, b]))
    yield "multiply", many(pair, lambda a, b: L.Multiply()([a, b]))
    yield "multiply_spread", many([(2, 3, 4), (1, 1, 4)], lambda a, b: L.Multiply()([a, b]))
    yield "multiply_three", many([(3, 4)] * 3, lambda a, b, c: L.Multiply()([a, b, c]))
    yield "average", many([(3, 4)] * 3, lambda a, b, c: L.Average()([a, b, c]))
    yield "maximum", many([(3, 4)] * 3, lambda a, b, c: L.Maximum()([a, b, c]))
    yield "minimum", many(pair, lambda a, b: L.Minimum()([a, b]))
    yield "twice", many([(4,)], lambda a: L.Multiply()([a, a]))
    yield "concatenate", many([(3, 4), (3, 2)], lambda a, b: L.Concatenate()([a, b]))
    yield "concatenate_axis", many([(3, 4), (2, 4)], lambda a, b: L.Concatenate(axis=1)([a, b]))
    yield "concatenate_negative", many([(3, 4, 2), (3, 1, 2)], lambda a, b: L.Concatenate(axis=-2)([a, b]))
    yield "concatenate_twice", many([(3,)], lambda a: L.Concatenate()([a, a]))
    yield "dot", many([(4,), (4,)], lambda a, b: L.Dot(axes=1)([a, b]))
    yield "dot_normalized", many([(4,), (4,)], lambda a, b: L.Dot(axes=-1, normalize=True)([a, b]))
    yield "dot_steps", many([(3, 4), (2, 4)], lambda a, b: L.Dot(axes=2)([a, b]))
    yield "dot_steps_negative", many([(3, 4), (2, 4)], lambda a, b: L.Dot(axes=-1)([a, b]))
    yield "dot_pair", many([(3, 4), (4, 2)], lambda a, b: L.Dot(axes=(2, 1))([a, b]))
    yield "dot_first", many([(3, 4), (3, 2)], lambda a, b: L.Dot(axes=(1, 1))([a, b]))
    yield "dot_mixed", many([(3, 4), (4,)], lambda a, b: L.Dot(axes=(2, 1))([a, b]))
    yield "dot_pair_normalized", many([(3, 4), (4, 2)], lambda a, b: L.Dot(axes=(2, 1), normalize=True)([a, b]))


def normalization():
    yield "batch", one((4,), lambda: L.BatchNormalization())
    yield "batch_steps", one((3, 4), lambda: L.BatchNormalization())
    yield "batch_pictures", one((2, 3, 4), lambda: L.BatchNormalization(epsilon=0.1))
    yield "batch_volumes", one((2, 2, 3, 4), lambda: L.BatchNormalization())
    yield "batch_first", one((4, 2, 3), lambda: L.BatchNormalization(axis=1))
    yield "batch_axis", one((2, 4, 3), lambda: L.BatchNormalization(axis=-2))
    yield "batch_no_scale", one((4,), lambda: L.BatchNormalization(scale=False))
    yield "batch_no_center", one((2, 3, 4), lambda: L.BatchNormalization(center=False))
    yield "batch_neither", one((2, 3, 4), lambda: L.BatchNormalization(center=False, scale=False, axis=2))
    yield "layer", one((4,), lambda: L.LayerNormalization())
    yield "layer_steps", one((3, 4), lambda: L.LayerNormalization(epsilon=1e-6))
    yield "layer_axis", one((3, 4), lambda: L.LayerNormalization(axis=1))
    yield "layer_axes", one((2, 3, 4), lambda: L.LayerNormalization(axis=[1, 2]))
    yield "layer_last_axes", one((2, 3, 4), lambda: L.LayerNormalization(axis=[-2, -1]))
    yield "layer_all", one((2, 3, 4), lambda: L.LayerNormalization(axis=[1, 2, 3]))
    yield "layer_no_center", one((3, 4), lambda: L.LayerNormalization(center=False))
    yield "layer_no_scale", one((3, 4), lambda: L.LayerNormalization(scale=False))
    yield "layer_neither", one((3, 4), lambda: L.LayerNormalization(center=False, scale=False))
    yield "layer_rms", one((3, 4), lambda: L.LayerNormalization(rms_scaling=True))
    yield "layer_rms_axis", one((3, 4), lambda: L.LayerNormalization(rms_scaling=True, axis=1))
    yield "rms", one((3, 4), lambda: L.RMSNormalization())
    yield "rms_axes", one((2, 3, 4), lambda: L.RMSNormalization(axis=[2, 3]))
    yield "group", one((3, 6), lambda: L.GroupNormalization(groups=2))
    yield "group_pictures", one((2, 3, 6), lambda: L.GroupNormalization(groups=3, epsilon=0.01))
    yield "group_instance", one((2, 3, 4), lambda: L.GroupNormalization(groups=-1))
    yield "group_one", one((2, 3, 4), lambda: L.GroupNormalization(groups=1))
    yield "group_axis", one((4, 2, 3), lambda: L.GroupNormalization(groups=2, axis=1))
    yield "group_middle", one((2, 4, 3), lambda: L.GroupNormalization(groups=2, axis=-2, center=False))
    yield "group_vector", one((6,), lambda: L.GroupNormalization(groups=3, scale=False))
    yield "group_neither", one((3, 6), lambda: L.GroupNormalization(groups=2, scale=False, center=False))
    yield "unit", one((3, 4), lambda: L.UnitNormalization())
    yield "unit_axis", one((3, 4), lambda: L.UnitNormalization(axis=1))
    yield "unit_axes", one((2, 3, 4), lambda: L.UnitNormalization(axis=[1, 2]))
    yield "spectral_dense", one((3,), lambda: L.SpectralNormalization(L.Dense(4, activation="relu", name="inner_dense")))
    yield "spectral_conv", one((5, 5, 2), lambda: L.SpectralNormalization(L.Conv2D(3, 3, name="inner_conv"), power_iterations=2))


def attention():
    query, value = (3, 4), (5, 4)
    yield "dot", many([query, value], lambda q, v: L.Attention()([q, v]))
    yield "dot_key", many([query, (5, 2), (5, 4)], lambda q, v, k: L.Attention()([q, v, k]))
    yield "dot_scale", many([query, value], lambda q, v: L.Attention(use_scale=True)([q, v]))
    yield "dot_causal", many([query, value], lambda q, v: L.Attention()([q, v], use_causal_mask=True))
    yield "dot_concat", many([query, value], lambda q, v: L.Attention(score_mode="concat")([q, v]))
    yield "dot_concat_scale", many([query, value], lambda q, v: L.Attention(score_mode="concat", use_scale=True)([q, v]))
    yield "dot_scores", many([query, value], lambda q, v: L.Attention()([q, v], return_attention_scores=True))
    yield "dot_self", many([query], lambda q: L.Attention()([q, q]))
    yield "dot_masked", masked_twice(lambda q, v: L.Attention()([q, v]))
    yield "dot_masked_self", masked(lambda x: L.Attention(use_scale=True)([x, x, x]))
    yield "dot_pictures", many([(2, 3, 4), (2, 5, 4)], lambda q, v: L.Attention()([q, v]))
    yield "additive", many([query, value], lambda q, v: L.AdditiveAttention()([q, v]))
    yield "additive_no_scale", many([query, value], lambda q, v: L.AdditiveAttention(use_scale=False)([q, v]))
    yield "additive_key", many([query, (5, 2), (5, 4)], lambda q, v, k: L.AdditiveAttention()([q, v, k], use_causal_mask=True))
    yield "additive_masked", masked_twice(lambda q, v: L.AdditiveAttention()([q, v]))
    yield "heads", many([query, value], lambda q, v: L.MultiHeadAttention(2, 3)(q, v))
    yield "heads_self", many([query], lambda q: L.MultiHeadAttention(2, 3)(q, q))
    yield "heads_key", many([query, (5, 2), (5, 6)], lambda q, v, k: L.MultiHeadAttention(2, 3)(q, v, k))
    yield "heads_named", many([query, (5, 2), (5, 6)], lambda q, v, k: L.MultiHeadAttention(2, 3)(key=k, value=v, query=q))
    yield "heads_value_dim", many([query, value], lambda q, v: L.MultiHeadAttention(2, 3, value_dim=5)(q, v))
    yield "heads_output", many([query, value], lambda q, v: L.MultiHeadAttention(2, 3, output_shape=7)(q, v))
    yield "heads_output_axes", many([query, value], lambda q, v: L.MultiHeadAttention(2, 3, output_shape=(2, 3))(q, v))
    yield "heads_no_bias", many([query, value], lambda q, v: L.MultiHeadAttention(2, 3, use_bias=False)(q, v))
    yield "heads_causal", many([query], lambda q: L.MultiHeadAttention(2, 3)(q, q, use_causal_mask=True))
    yield "heads_causal_cross", many([query, value], lambda q, v: L.MultiHeadAttention(2, 3)(q, v, use_causal_mask=True))
    yield "heads_scores", many([query, value], lambda q, v: L.MultiHeadAttention(2, 3)(q, v, return_attention_scores=True))
    yield "heads_one", many([query, value], lambda q, v: L.MultiHeadAttention(1, 3, flash_attention=False)(q, v))
    yield "heads_masked", masked_twice(lambda q, v: L.MultiHeadAttention(2, 3)(q, v))
    yield "heads_masked_self", masked(lambda x: L.MultiHeadAttention(2, 3)(x, x, use_causal_mask=True))
    yield "heads_masked_value", masked_value
    yield "heads_given_mask", given_mask
    yield "heads_axes", many([(2, 3, 4), (2, 5, 4)], lambda q, v: L.MultiHeadAttention(2, 3, attention_axes=(2,))(q, v))
    yield "heads_axes_first", many([(2, 3, 4), (5, 3, 4)], lambda q, v: L.MultiHeadAttention(2, 3, attention_axes=(1,))(q, v))
    yield "heads_axes_both", many([(2, 3, 4), (3, 2, 4)], lambda q, v: L.MultiHeadAttention(2, 3, attention_axes=(1, 2))(q, v))
    yield "heads_pictures", many([(2, 3, 4)], lambda q: L.MultiHeadAttention(2, 3)(q, q))
    yield "grouped", many([query, value], lambda q, v: L.GroupQueryAttention(3, 4, 2)(q, v))
    yield "grouped_self", many([query], lambda q: L.GroupQueryAttention(3, 4, 2)(q, q, use_causal_mask=True))
    yield "grouped_one", many([query, value], lambda q, v: L.GroupQueryAttention(3, 2, 1, use_bias=False)(q, v))
    yield "grouped_masked", masked_twice(lambda q, v: L.GroupQueryAttention(3, 4, 2)(q, v))
    yield "grouped_scores", many([query, value], lambda q, v: L.GroupQueryAttention(3, 4, 2)(q, v, return_attention_scores=True))


def masked_value():
    """Only the value has a mask."""
    q = keras.Input((3, 4), name="q")
    x = keras.Input((5,), dtype="int32", name="x")
    v = L.Embedding(6, 4, mask_zero=True, name="embedding")(x)
    return keras.Model([q, x], L.MultiHeadAttention(2, 3, name="heads")(q, v))


def given_mask():
    q = keras.Input((3, 4), name="q")
    v = keras.Input((5, 4), name="v")
    mask = keras.Input((3, 5), dtype="bool", name="mask")
    return keras.Model([q, v, mask], L.MultiHeadAttention(2, 3, name="heads")(q, v, attention_mask=mask))


def recurrent():
    for name, layer in (("simple", L.SimpleRNN), ("lstm", L.LSTM), ("gru", L.GRU)):
        for setting, options in (
            ("", {}),
            ("_sequences", {"return_sequences": True}),
            ("_backwards", {"go_backwards": True}),
            ("_backwards_sequences", {"go_backwards": True, "return_sequences": True}),
            ("_state", {"return_state": True}),
            ("_state_sequences", {"return_state": True, "return_sequences": True}),
            ("_no_bias", {"use_bias": False, "activation": "relu"}),
            ("_unroll", {"unroll": True}),
            ("_dropout", {"dropout": 0.5, "recurrent_dropout": 0.3}),
        ):
            yield f"{name}{setting}", one((4, 3), lambda layer=layer, options=options: layer(2, **options))
            if setting in ("", "_sequences", "_backwards_sequences", "_state", "_state_sequences"):
                yield f"{name}_masked{setting}", masked(lambda x, layer=layer, options=options: layer(2, **options)(x), 3)
    yield "lstm_hard", one((4, 3), lambda: L.LSTM(2, recurrent_activation="hard_sigmoid", activation="elu"))
    yield "gru_hard", one((4, 3), lambda: L.GRU(2, recurrent_activation="hard_sigmoid", activation="relu"))
    yield "gru_before", one((4, 3), lambda: L.GRU(2, reset_after=False, return_sequences=True))
    yield "gru_before_masked", masked(lambda x: L.GRU(2, reset_after=False, return_sequences=True)(x), 3)
    yield "lstm_forget", one((4, 3), lambda: L.LSTM(2, unit_forget_bias=False))
    yield "lstm_free", one((None, 3), lambda: L.LSTM(2, return_sequences=True))
    yield "gru_free", one((None, 3), lambda: L.GRU(2))
    yield "lstm_initial", many([(4, 3), (2,), (2,)], lambda x, h, c: L.LSTM(2)(x, initial_state=[h, c]))
    yield "lstm_initial_state", many([(4, 3), (2,), (2,)], lambda x, h, c: L.LSTM(2, return_state=True, return_sequences=True)(x, initial_state=[h, c]))
    yield "gru_initial", many([(4, 3), (2,)], lambda x, h: L.GRU(2, return_sequences=True)(x, initial_state=h))
    yield "simple_initial", many([(4, 3), (2,)], lambda x, h: L.SimpleRNN(2)(x, initial_state=h))
    yield "encoder_decoder", encoder_decoder
    yield "after_mask", masked(lambda x: L.LSTM(3, return_sequences=True)(L.RepeatVector(4)(L.GRU(2)(x))), 3)


def encoder_decoder():
    x, y = keras.Input((4, 3), name="x"), keras.Input((5, 2), name="y")
    _, h, c = L.LSTM(3, return_state=True, name="encoder")(x)
    decoded = L.LSTM(3, return_sequences=True, name="decoder")(y, initial_state=[h, c])
    return keras.Model([x, y], L.Dense(2, name="head")(decoded))


def cells():
    for name, cell in (("simple", L.SimpleRNNCell), ("lstm", L.LSTMCell), ("gru", L.GRUCell)):
        yield name, one((4, 3), lambda cell=cell: L.RNN(cell(2)))
        yield f"{name}_state", one((4, 3), lambda cell=cell: L.RNN(cell(2), return_sequences=True, return_state=True))
        yield f"{name}_stacked", one((4, 3), lambda cell=cell: L.RNN([cell(2), cell(4)], return_sequences=True))
        yield f"{name}_stacked_state", one((4, 3), lambda cell=cell: L.RNN(L.StackedRNNCells([cell(2), cell(4)]), return_state=True))
        yield f"{name}_stacked_masked", masked(lambda x, cell=cell: L.RNN([cell(2), cell(4)], return_sequences=True)(x), 3)
        yield f"{name}_stacked_backwards", one((4, 3), lambda cell=cell: L.RNN([cell(2), cell(4)], go_backwards=True, return_sequences=True))
    yield "mixed", one((4, 3), lambda: L.RNN([L.LSTMCell(2), L.GRUCell(3), L.SimpleRNNCell(4, activation="relu")], return_sequences=True, return_state=True))
    yield "gru_before", one((4, 3), lambda: L.RNN(L.GRUCell(2, reset_after=False)))
    yield "lstm_no_bias", one((4, 3), lambda: L.RNN(L.LSTMCell(2, use_bias=False, recurrent_activation="hard_sigmoid")))
    yield "lstm_masked", masked(lambda x: L.RNN(L.LSTMCell(2), return_sequences=True)(x), 3)
    yield "lstm_initial", many([(4, 3), (2,), (2,)], lambda x, h, c: L.RNN(L.LSTMCell(2))(x, initial_state=[h, c]))


def bidirectional():
    for name, layer in (("simple", L.SimpleRNN), ("lstm", L.LSTM), ("gru", L.GRU)):
        yield name, one((4, 3), lambda layer=layer: L.Bidirectional(layer(2)))
        yield f"{name}_sequences", one((4, 3), lambda layer=layer: L.Bidirectional(layer(2, return_sequences=True)))
        yield f"{name}_masked", masked(lambda x, layer=layer: L.Bidirectional(layer(2))(x), 3)
        yield f"{name}_masked_sequences", masked(lambda x, layer=layer: L.Bidirectional(layer(2, return_sequences=True))(x), 3)
        yield f"{name}_state", one((4, 3), lambda layer=layer: L.Bidirectional(layer(2, return_state=True, return_sequences=True)))
    for mode in ("sum", "mul", "ave"):
        yield f"lstm_{mode}", one((4, 3), lambda mode=mode: L.Bidirectional(L.LSTM(2, return_sequences=True), merge_mode=mode))
    yield "lstm_apart", one((4, 3), lambda: L.Bidirectional(L.LSTM(2), merge_mode=None))
    yield "unlike", one((4, 3), lambda: L.Bidirectional(L.LSTM(2, return_sequences=True), backward_layer=L.GRU(4, go_backwards=True, return_sequences=True)))
    yield "twice", masked(lambda x: L.Bidirectional(L.GRU(2))(L.Bidirectional(L.LSTM(2, return_sequences=True))(x)), 3)
    yield "cells", one((4, 3), lambda: L.Bidirectional(L.RNN([L.LSTMCell(2), L.GRUCell(3)], return_sequences=True)))
    yield "initial", many([(4, 3), *[(2,)] * 4], lambda x, *states: L.Bidirectional(L.LSTM(2))(x, initial_state=list(states)))


def conv_lstm():
    for rank, shape in ((1, (3, 5, 2)), (2, (3, 4, 5, 2)), (3, (2, 3, 4, 3, 1))):
        layer = getattr(L, f"ConvLSTM{rank}D")
        for setting, options in (
            ("", {}),
            ("_same", {"padding": "same", "return_sequences": True}),
            ("_strides", {"strides": 2, "padding": "same"}),
            ("_backwards", {"go_backwards": True, "return_sequences": True, "use_bias": False}),
            ("_state", {"return_state": True}),
            ("_hard", {"recurrent_activation": "hard_sigmoid", "activation": "relu"}),
        ):
            yield f"conv{rank}d{setting}", one(shape, lambda layer=layer, options=options: layer(2, 2, **options))
    yield "conv2d_dilated", one((3, 5, 6, 2), lambda: L.ConvLSTM2D(2, 2, dilation_rate=2))
    yield "conv2d_uneven", one((3, 5, 6, 2), lambda: L.ConvLSTM2D(2, (3, 2), padding="same"))


def embedding():
    yield "plain", one((4,), lambda: L.Embedding(6, 3), "int32")
    yield "floats", one_float_token, tokens
    yield "pictures", one((2, 3), lambda: L.Embedding(6, 3), "int32")
    yield "scalar", one((), lambda: L.Embedding(6, 3), "int32")
    yield "mask_zero", masked(lambda x: L.Dense(2)(x))
    yield "masked_mean", masked(lambda x: L.GlobalAveragePooling1D()(x))
    yield "masked_max", masked(lambda x: L.GlobalMaxPooling1D()(x))
    yield "reversible", reversible


def one_float_token():
    x = keras.Input((4,), name="x")
    return keras.Model(x, L.Embedding(6, 3, name="embedding")(x))


def tokens(model, random):
    return [random.integers(0, 6, (2, 4))]


def reversible():
    x = keras.Input((4,), dtype="int32", name="x")
    layer = L.ReversibleEmbedding(6, 3, name="layer")
    return keras.Model(x, layer(L.Dense(3, name="dense")(layer(x)), reverse=True))


def inactive():
    """What does something in training only."""
    shape = (4, 3)
    for name in ("Dropout", "GaussianDropout", "GaussianNoise", "AlphaDropout"):
        yield name.lower(), one(shape, lambda name=name: getattr(L, name)(0.3))
    yield "dropout_shape", one(shape, lambda: L.Dropout(0.3, noise_shape=(None, 1, 3)))
    yield "spatial1d", one(shape, lambda: L.SpatialDropout1D(0.3))
    yield "spatial2d", one((2, 4, 3), lambda: L.SpatialDropout2D(0.3))
    yield "spatial3d", one((2, 2, 4, 3), lambda: L.SpatialDropout3D(0.3))
    yield "activity", one(shape, lambda: L.ActivityRegularization(0.1))
    yield "identity", one(shape, lambda: L.Identity())
    yield "masking", one(shape, lambda: L.Masking())


def distributed():
    yield "dense", one((4, 3), lambda: L.TimeDistributed(L.Dense(2, activation="relu")))
    yield "conv", one((3, 5, 4, 2), lambda: L.TimeDistributed(L.Conv2D(3, 2)))
    yield "conv_groups", one((3, 5, 4, 2), lambda: L.TimeDistributed(L.Conv2D(4, 2, groups=2)))
    yield "flatten", one((3, 2, 4), lambda: L.TimeDistributed(L.Flatten()))
    yield "lstm", one((3, 4, 2), lambda: L.TimeDistributed(L.LSTM(3)))
    yield "gru", one((3, 4, 2), lambda: L.TimeDistributed(L.GRU(3, return_sequences=True)))
    yield "normalization", one((3, 4), lambda: L.TimeDistributed(L.BatchNormalization()))
    yield "layer_normalization", one((3, 2, 4), lambda: L.TimeDistributed(L.LayerNormalization(axis=[1, 2])))
    yield "group_normalization", one((3, 2, 4), lambda: L.TimeDistributed(L.GroupNormalization(groups=2)))
    yield "pooling", one((3, 5, 4, 2), lambda: L.TimeDistributed(L.GlobalAveragePooling2D()))
    yield "masked", masked(lambda x: L.LSTM(3)(L.TimeDistributed(L.Dense(2))(x)))
    yield "masked_sequences", masked(lambda x: L.LSTM(3, return_sequences=True)(L.TimeDistributed(L.Dense(2))(x)))
    yield "twice", one((2, 3, 4), lambda: L.TimeDistributed(L.TimeDistributed(L.Dense(2))))
    yield "bidirectional", one((2, 3, 4), lambda: L.TimeDistributed(L.Bidirectional(L.LSTM(2))))


def masks():
    """A mask that passes through other layers, and what it does at the end of its way."""
    end = lambda x: L.LSTM(2, return_sequences=True, name="end")(x)
    for name, make in (
        ("dropout", lambda: L.Dropout(0.2)),
        ("activation", lambda: L.Activation("relu")),
        ("relu", lambda: L.ReLU()),
        ("batch", lambda: L.BatchNormalization()),
        ("layer", lambda: L.LayerNormalization()),
        ("dense", lambda: L.Dense(3)),
        ("lstm", lambda: L.LSTM(3, return_sequences=True)),
        ("bidirectional", lambda: L.Bidirectional(L.LSTM(3, return_sequences=True))),
        ("unit", lambda: L.UnitNormalization()),
        ("conv", lambda: L.Conv1D(3, 2, padding="same")),
        ("padding", lambda: L.ZeroPadding1D(1)),
        ("pooling", lambda: L.MaxPooling1D(2)),
        ("identity", lambda: L.Identity()),
        ("spatial", lambda: L.SpatialDropout1D(0.2)),
        ("einsum", lambda: L.EinsumDense("abc,cd->abd", output_shape=(None, 3))),
        ("group", lambda: L.GroupNormalization(2)),
        ("rms", lambda: L.RMSNormalization()),
        ("rescaling", lambda: L.Rescaling(0.5)),
    ):
        yield name, masked(lambda x, make=make: end(make()(x)))
    yield "add", masked_twice(lambda a, b: end(L.Add()([a, b])), steps=(4, 4))
    yield "multiply", masked_twice(lambda a, b: end(L.Multiply()([a, b])), steps=(4, 4))
    yield "concatenate", masked_twice(lambda a, b: end(L.Concatenate()([a, b])), steps=(4, 4))
    yield "concatenate_time", masked_twice(lambda a, b: end(L.Concatenate(axis=1)([a, b])), steps=(3, 4))
    yield "add_one", add_one
    yield "attention", masked_twice(lambda a, b: end(L.Attention()([a, b])))
    yield "heads", masked_twice(lambda a, b: end(L.MultiHeadAttention(2, 3)(a, b)))
    yield "masking", masking, zeros_in
    yield "masking_value", masking_value, zeros_in
    yield "transformer", masked(transformer)
    yield "lost", masked(lambda x: end(L.RepeatVector(4)(L.GlobalMaxPooling1D()(x))))


def add_one():
    """Only one of the two has a mask."""
    x = keras.Input((4,), dtype="int32", name="x")
    y = keras.Input((4, 3), name="y")
    embedded = L.Embedding(6, 3, mask_zero=True, name="embedding")(x)
    return keras.Model([x, y], L.LSTM(2, return_sequences=True, name="end")(L.Add(name="add")([embedded, y])))


def masking():
    x = keras.Input((4, 3), name="x")
    return keras.Model(x, L.GRU(2, return_sequences=True, name="end")(L.Masking(name="masking")(x)))


def masking_value():
    x = keras.Input((4, 3), name="x")
    return keras.Model(x, L.SimpleRNN(2, return_sequences=True, name="end")(L.Masking(-1.0, name="masking")(x)))


def transformer(x):
    attended = L.MultiHeadAttention(2, 3, name="heads")(x, x)
    x = L.LayerNormalization(name="norm1")(L.Add(name="add1")([x, attended]))
    fed = L.Dense(4, name="narrow")(L.Dense(6, activation="gelu", name="wide")(x))
    x = L.LayerNormalization(name="norm2")(L.Add(name="add2")([x, fed]))
    return L.Dense(2, name="head")(L.GlobalAveragePooling1D(name="mean")(x))


def zeros_in(model, random):
    """Whole steps of zeros, or of -1."""
    x = random.normal(size=(2, 4, 3))
    x[0, 1], x[1, 3] = 0, -1
    return [x]
