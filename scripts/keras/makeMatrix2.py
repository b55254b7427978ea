"""Makes test/fixtures/keras-matrix/keras2.zip: some of the cases of cases_layers.py, built and saved by Keras 2 (tf_keras).

    TF_USE_LEGACY_KERAS=1 python scripts/keras/makeMatrix2.py

needs tf_keras, and Keras 3 beside it, whose `tree` the cases use. What Keras 2 writes otherwise is meant: calls with tensors
by name, masks, names of weights. Each case is a model of its own, as .keras and as .h5: CASE.keras, CASE.h5, CASE.npz and
CASE.json, as makeMatrix.py describes them.
"""

import io
import json
import os
import sys
import tempfile
import zipfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import keras as keras3
import numpy as np
import tf_keras

# The cases say `import keras`.
tf_keras.tree = keras3.tree
sys.modules["keras"] = tf_keras
sys.modules["keras.layers"] = tf_keras.layers

import cases_layers

WANTED = {
    "attention": ["dot_key", "dot_masked", "additive", "heads_named", "heads_masked", "heads_masked_self", "heads_given_mask"],
    "masks": ["identity", "rescaling", "add", "multiply", "concatenate", "add_one", "masking", "lost"],
    "cells": ["gru_stacked_masked", "mixed", "lstm_initial"],
    "bidirectional": ["lstm_masked_sequences", "unlike", "cells", "initial"],
    "normalization": ["group_pictures", "layer_axes", "unit_axis", "spectral_conv"],
}


def main():
    target = os.path.join(HERE, "..", "..", "test", "fixtures", "keras-matrix", "keras2.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for family, settings in WANTED.items():
            cases = {setting: how for setting, *how in getattr(cases_layers, family)()}
            for setting in settings:
                build, *maker = cases[setting]
                for name, content in write(family, setting, build, maker[0] if maker else None).items():
                    packed.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 9)
    print(f"{os.path.getsize(target)} bytes")


def write(family, setting, build, maker):
    tf_keras.backend.clear_session()
    model = build()
    random = np.random.default_rng(zlib.crc32(f"{family}/{setting}".encode()))
    given = maker(model, random) if maker else [default_input(tensor, random) for tensor in model.inputs]
    for variable in model.variables:
        move(variable)
    shown = [layer for layer in model.layers if not isinstance(layer, tf_keras.layers.InputLayer)]
    tapped = tf_keras.Model(model.inputs, [keras3.tree.flatten(layer.output)[0] for layer in shown])
    answers = tapped(given if len(given) > 1 else given[0], training=False)
    answers = answers if isinstance(answers, (list, tuple)) else [answers]
    arrays = {}
    for tensor, array in zip(model.inputs, given, strict=True):
        kind = "int32" if array.dtype.kind in "iu" else "float32"
        arrays[f"x:{tensor._keras_history.layer.name}"] = array.astype(kind)
    for layer, answer in zip(shown, answers, strict=True):
        arrays[f"act:{layer.name}"] = np.asarray(answer).astype("float32")
    numbers = io.BytesIO()
    np.savez(numbers, **arrays)
    case = f"{family}_{setting}"
    facts = {"version": tf_keras.__version__, "layers": {layer.name: [type(layer).__name__, case] for layer in shown}}
    contents = {f"{case}.npz": numbers.getvalue(), f"{case}.json": json.dumps(facts).encode()}
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("keras", "h5"):
            path = os.path.join(folder, f"{case}.{suffix}")
            model.save(path)
            with open(path, "rb") as file:
                contents[f"{case}.{suffix}"] = file.read()
    return contents


def default_input(tensor, random):
    shape = [2, *[size or 5 for size in tensor.shape[1:]]]
    if "bool" in str(tensor.dtype):
        return random.random(shape) < 0.7
    if "int" in str(tensor.dtype):
        return np.where(random.random(shape) < 0.4, 0, random.integers(1, 6, shape)).astype("int32")
    return random.normal(size=shape).astype("float32")


def move(variable):
    if "float" not in str(variable.dtype):
        return
    random = np.random.default_rng(zlib.crc32(variable.name.encode()))
    if "variance" in variable.name:
        variable.assign(random.uniform(0.5, 1.5, variable.shape))
    else:
        variable.assign((1 if "gamma" in variable.name else 0) + 0.5 * random.normal(size=variable.shape))


if __name__ == "__main__":
    main()
