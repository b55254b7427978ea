"""Makes test/fixtures/keras-matrix/tensorflow_functions.zip: functions of TensorFlow in a functional model of Keras 2.

    python scripts/keras/makeOldOps.py

needs tf_keras and TensorFlow. The zip has the form that makeMatrix.py describes.
"""

import io
import json
import os
import tempfile
import zipfile

import numpy as np
import tensorflow as tf
import tf_keras as keras

HERE = os.path.dirname(os.path.abspath(__file__))
NAME = "tensorflow_functions"


def outputs(x):
    row = tf.constant([1.0, -2.0, 0.5, 0.25, 3.0, -0.5])
    half = tf.math.multiply(x, 0.5)
    joined = tf.concat([x, half], axis=-1)
    parts = tf.split(joined, 3, axis=-1)
    cut = joined[:, 1:3, ::2]
    yield from [1.0 - half, x / 2, 2.0 / (x + 9.0), x**2, -x, row * x, x + half, tf.maximum(x, 0.1), tf.abs(x)]
    yield from [x // 0.3, x % 0.7, tf.math.squared_difference(x, half), tf.math.divide_no_nan(x, tf.nn.relu(x))]
    yield from [tf.stack(parts, axis=1), tf.unstack(half, axis=1)[2] * 2, *[part + 1 for part in tf.split(x, [1, 5], axis=2)]]
    yield from [cut, x[..., 0], x[:, -1], x[:, None], x[:, ::-1] + 0]
    yield from [tf.reduce_mean(x, axis=[1], keepdims=True), tf.reduce_sum(x, axis=-1), tf.reduce_max(x, axis=1)]
    yield from [tf.math.reduce_std(x, axis=1), tf.argmax(x, axis=-1), tf.math.reduce_logsumexp(x, axis=1)]
    yield from [tf.reshape(x, [-1, 24]), tf.reshape(x, (tf.shape(x)[0], 24)), tf.transpose(x, [0, 2, 1]), tf.expand_dims(x, -1)]
    yield from [tf.squeeze(tf.expand_dims(x, -1), axis=-1), tf.tile(x, [1, 2, 1]), tf.pad(x, [[0, 0], [1, 1], [0, 2]])]
    yield from [tf.pad(x, [[0, 0], [1, 1], [2, 0]], mode="REFLECT"), tf.roll(x, 2, axis=-1), tf.reverse(x, axis=[1])]
    yield from [tf.gather(x, [2, 0], axis=1), tf.cast(x > 0.2, tf.float32), tf.where(x > 0.2, x, tf.zeros_like(x))]
    yield from [tf.clip_by_value(x, -0.5, 0.5), x @ tf.transpose(x, [0, 2, 1]), tf.matmul(x, x, transpose_b=True)]
    yield from [x @ tf.constant(np.arange(12, dtype="float32").reshape(6, 2)), tf.nn.l2_normalize(x, axis=-1)]
    yield from [tf.nn.softmax(x, axis=1), tf.nn.gelu(x), tf.nn.leaky_relu(x, alpha=0.1), tf.nn.silu(x), tf.nn.elu(x)]
    yield from [tf.sigmoid(x), tf.tanh(x), tf.exp(x), tf.math.softplus(x), tf.nn.relu6(x), tf.cumsum(x, axis=1)]
    yield from [tf.one_hot(tf.cast(tf.abs(x[:, 0]), tf.int32), 4), tf.image.resize(x[..., None], (7, 5))]
    yield from [keras.backend.mean(x, axis=1), keras.backend.square(x), tf.linalg.norm(x, axis=-1)]


def main():
    inputs = keras.Input((4, 6), name="x")
    model = keras.Model(inputs, [keras.layers.Activation("linear")(answer) for answer in outputs(inputs)], name=NAME)
    x = np.random.default_rng(7).normal(size=(2, 4, 6)).astype("float32")
    layers = [layer for layer in model.layers if not isinstance(layer, keras.layers.InputLayer)]
    first = [tf.nest.flatten(layer.output)[0] for layer in layers]
    answers = keras.Model(inputs, first)(x, training=False)
    # What has no batch is not shown.
    shown = [(layer, answer) for layer, answer in zip(layers, answers) if len(answer.shape) > 1]
    arrays = {"x:x": x, **{f"act:{layer.name}": np.asarray(answer).astype("float32") for layer, answer in shown}}
    facts = {"version": keras.__version__, "layers": {layer.name: [type(layer).__name__, layer.name] for layer, _ in shown}}
    numbers = io.BytesIO()
    np.savez(numbers, **arrays)
    contents = {f"{NAME}.npz": numbers.getvalue(), f"{NAME}.json": json.dumps(facts).encode()}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, f"{NAME}.h5")
        model.save(path)
        with open(path, "rb") as file:
            contents[f"{NAME}.h5"] = file.read()
    target = os.path.join(HERE, "..", "..", "test", "fixtures", "keras-matrix", f"{NAME}.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, content in contents.items():
            packed.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 9)
    print(f"{len(shown)} functions, {os.path.getsize(target)} bytes")


if __name__ == "__main__":
    main()
