"""Saves the architectures of keras.applications with Keras' own numbers of every layer, for scripts/applications.mjs.

    KERAS_BACKEND=tensorflow python scripts/keras/applications.py FOLDER [NAME ...]

needs Keras 3 with TensorFlow and 2 to 4 GB of disk; nothing is downloaded (weights=None). For each architecture FOLDER gets
NAME.keras, NAME.h5, NAME.npz (`x`, `y`, and `act:NAME` for the first output of every layer and op of one sample,
float32) and NAME.json (Keras' version, and the milliseconds of its predict on 8 samples). Then the model of Keras'
tutorial on transfer learning (preprocess_input, a frozen base, GlobalAveragePooling2D, Dropout, Dense) on three of them.
Every weight with one axis is moved off its initial value, so that a wrong order shows.
"""

import json
import os
import sys
import time
import zlib

import keras
import numpy as np

SIZE = 96
ROWS = 8
APPLICATIONS = {
    "Xception": {},
    "VGG16": {"classes": 10},
    "VGG19": {"classes": 10},
    "ResNet50": {},
    "ResNet101": {},
    "ResNet152": {},
    "ResNet50V2": {},
    "ResNet101V2": {},
    "ResNet152V2": {},
    "InceptionV3": {},
    "InceptionResNetV2": {},
    "MobileNet": {},
    "MobileNetV2": {},
    "MobileNetV3Small": {},
    "MobileNetV3Large": {},
    "DenseNet121": {},
    "DenseNet169": {},
    "DenseNet201": {},
    "NASNetMobile": {"input_shape": (224, 224, 3)},
    "EfficientNetB0": {},
    "EfficientNetB1": {},
    "EfficientNetB2": {},
    "EfficientNetB3": {},
    "EfficientNetB4": {},
    "EfficientNetV2B0": {},
    "EfficientNetV2B1": {},
    "EfficientNetV2B2": {},
    "EfficientNetV2B3": {},
    "EfficientNetV2S": {},
    "ConvNeXtTiny": {},
    "ConvNeXtSmall": {},
    "EfficientNetB5": {},
    "EfficientNetB7": {},
    "NASNetLarge": {"input_shape": (331, 331, 3)},
}
TUTORIALS = {
    "MobileNetV2": keras.applications.mobilenet_v2.preprocess_input,
    "EfficientNetB0": keras.applications.efficientnet.preprocess_input,
    "ResNet50V2": keras.applications.resnet_v2.preprocess_input,
}


def application(name):
    keras.backend.clear_session()
    options = {"input_shape": (SIZE, SIZE, 3), "weights": None, **APPLICATIONS[name]}
    return getattr(keras.applications, name)(**options)


def tutorial(name):
    keras.backend.clear_session()
    base = getattr(keras.applications, name)(input_shape=(SIZE, SIZE, 3), weights=None, include_top=False)
    base.trainable = False
    inputs = keras.Input((SIZE, SIZE, 3))
    x = keras.layers.RandomFlip("horizontal")(inputs)
    x = keras.layers.RandomRotation(0.2)(x)
    x = base(TUTORIALS[name](x), training=False)
    x = keras.layers.GlobalAveragePooling2D()(x)
    x = keras.layers.Dropout(0.2)(x)
    return keras.Model(inputs, keras.layers.Dense(1, activation="sigmoid")(x))


def move(variable):
    """Off its initial value, by a number that depends on its name."""
    if len(variable.shape) != 1 or "float" not in variable.dtype:
        return
    random = np.random.default_rng(zlib.crc32(variable.path.encode()))
    if "variance" in variable.path:
        variable.assign(random.uniform(0.5, 1.5, variable.shape))
    else:
        middle = 1 if variable.path.endswith("gamma") and "layer_scale" not in variable.path else 0
        variable.assign(middle + 0.1 * random.normal(size=variable.shape))


def leaves(model, path=""):
    """Every layer and op that is no model, by its path, with its first output in the whole model's graph."""
    for operation in getattr(model, "operations", model.layers):
        if isinstance(operation, keras.layers.InputLayer):
            continue
        if isinstance(operation, keras.Model):
            yield from leaves(operation, f"{path}{operation.name}|")
        else:
            yield f"{path}{operation.name}", operation


def save(model, name, folder):
    for variable in model.variables:
        move(variable)
    for layer in model._flatten_layers():
        # Reads its weights when they are loaded, and then no more.
        if isinstance(layer, keras.layers.Normalization) and layer.input_mean is None:
            layer.finalize_state()
    for suffix in ("keras", "h5"):
        model.save(os.path.join(folder, f"{name}.{suffix}"))
    shape = model.inputs[0].shape[1:]
    x = np.random.default_rng(zlib.crc32(name.encode())).uniform(0, 255, (ROWS, *shape)).astype("float32")
    arrays = {"x": x[:1], "rows": x}
    nested = [operation for operation in model.operations if isinstance(operation, keras.Model)]
    found = {}
    first = lambda operation: keras.tree.flatten(operation._inbound_nodes[0].output_tensors)[0]
    plain = [(path, operation) for path, operation in leaves(model) if "|" not in path]
    tapped = keras.Model(model.inputs, [first(operation) for _, operation in plain])
    found.update(zip([path for path, _ in plain], tapped(x[:1], training=False)))
    for inner in nested:
        into = inner._inbound_nodes[-1].input_tensors[0]
        given = keras.Model(model.inputs, into)(x[:1], training=False)
        inside = [(path, operation) for path, operation in leaves(inner)]
        answers = keras.Model(inner.inputs, [first(operation) for _, operation in inside])(given, training=False)
        found.update(zip([f"{inner.name}|{path}" for path, _ in inside], answers))
    for path, answer in found.items():
        arrays[f"act:{path}"] = np.asarray(answer, dtype="float32")
    arrays["y"] = np.asarray(model(x[:1], training=False), dtype="float32")
    model.predict_on_batch(x)
    times = []
    for _ in range(3):
        start = time.perf_counter()
        model.predict_on_batch(x)
        times.append(1000 * (time.perf_counter() - start))
    np.savez(os.path.join(folder, f"{name}.npz"), **arrays)
    facts = {"version": keras.__version__, "predict": min(times), "rows": ROWS, "layers": len(found)}
    with open(os.path.join(folder, f"{name}.json"), "w") as file:
        json.dump(facts, file)
    print(f"{name}: {len(found)} layers, {model.count_params()} weights", flush=True)


def main(arguments):
    folder, *wanted = arguments
    os.makedirs(folder, exist_ok=True)
    models = {name: (application, name) for name in APPLICATIONS}
    models.update({f"tutorial-{name}": (tutorial, name) for name in TUTORIALS})
    for name, (build, of) in models.items():
        if (wanted and name not in wanted) or os.path.exists(os.path.join(folder, f"{name}.json")):
            continue
        try:
            save(build(of), name, folder)
        except Exception as error:
            print(f"{name}: Keras refuses it: {error}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
