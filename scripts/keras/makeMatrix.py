"""Makes test/fixtures/keras-matrix: what Keras itself answers for many small models, one per layer or op and odd setting.

    KERAS_BACKEND=tensorflow python scripts/keras/makeMatrix.py [FAMILY ...] [--out FOLDER] [--single]

needs Keras 3 with a backend; without a FAMILY all are made, --single makes a file for each case (to find the one that
fails). Nothing in the product or its tests runs it: its results are committed.

Cases are data. Every module cases_*.py beside this file has a function cases() that yields

    (name, build)  or  (name, build, inputs)

- name is "family/setting", lower-case letters, digits and underscores. The cases of a family become the branches of one
  model and one file, FAMILY.zip; a setting that begins with "alone_" becomes a file of its own, FAMILY-SETTING.zip, for
  what is refused.
- build() returns a functional keras.Model. Layers may be given a name; they are renamed "SETTING.NAME".
- inputs(model, random) returns a list of arrays, one an input, two samples each; where there is none, floats are normal
  and integers are drawn from 0 to 5 (0 often, which masks).
- A family in a module's set WITH_H5 is saved as .h5, too.

FAMILY.zip is deflated and holds FAMILY.keras (FAMILY.h5), FAMILY.npz with `x:INPUT`, and `act:NAME` for the first output
of every layer and op, float32, and FAMILY.json with `version` and `layers`: class and case by name. Weights are
moved off their initial values by numbers that depend on their names alone, so that a new case changes no old one.
"""

import glob
import importlib
import io
import json
import os
import sys
import tempfile
import zipfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import keras
import numpy as np

SAMPLES = 2
failures = []
OPERATIONS = []


def main(arguments):
    out = os.path.join(HERE, "..", "..", "test", "fixtures", "keras-matrix")
    if "--out" in arguments:
        at = arguments.index("--out")
        out = arguments[at + 1]
        del arguments[at : at + 2]
    single = "--single" in arguments
    wanted = [argument for argument in arguments if argument != "--single"]
    os.makedirs(out, exist_ok=True)
    total = 0
    for path in sorted(glob.glob(os.path.join(HERE, "cases_*.py"))):
        module = importlib.import_module(os.path.splitext(os.path.basename(path))[0])
        groups = {}
        for name, build, *maker in module.cases():
            family, setting = name.split("/")
            if wanted and family not in wanted:
                continue
            own = single or setting.startswith("alone_")
            branches = groups.setdefault(f"{family}-{setting}" if own else family, {})
            if setting in branches:
                raise ValueError(f"two cases are called {name}")
            branches[setting] = (build, maker[0] if maker else None)
        for group, branches in groups.items():
            with_h5 = group.split("-")[0] in getattr(module, "WITH_H5", ())
            try:
                size = write_group(os.path.join(out, f"{group}.zip"), branches, with_h5)
            except Exception as error:
                failures.append(f"{group}: {error}")
                continue
            total += size
            print(f"{group}: {len(branches)} cases, {size} bytes", flush=True)
    print(f"{total} bytes")
    for failure in failures:
        print(f"Keras refuses {failure}", file=sys.stderr)
    return 1 if failures else 0


def write_group(target, branches, with_h5):
    """Joins the cases' models to one, and writes it with Keras' own numbers."""
    group = os.path.basename(target)[: -len(".zip")]
    inputs, outputs, given, case_of = [], [], {}, {}
    for setting, (build, maker) in branches.items():
        keras.backend.clear_session()
        try:
            model = build()
        except Exception as error:
            failures.append(f"{group}/{setting}: {error}")
            continue
        for operation in model.operations:
            operation.name = f"{setting}.{operation.name}"
            case_of[operation.name] = setting
        random = np.random.default_rng(zlib.crc32(f"{group.split('-')[0]}/{setting}".encode()))
        arrays = maker(model, random) if maker else [default_input(tensor, random) for tensor in model.inputs]
        for tensor, array in zip(model.inputs, arrays, strict=True):
            given[tensor._keras_history.operation.name] = np.asarray(array, dtype=tensor.dtype)
        inputs += model.inputs
        outputs += model.outputs
    # Made anew, so that variables have their layers' names in their paths.
    whole = keras.Model(inputs, outputs, name=group.replace("-", "_"))
    whole = keras.Model.from_config(whole.get_config())
    for variable in whole.variables:
        move(variable)
    for operation in whole.operations:
        # Reads its weights when they are loaded, and then no more.
        if isinstance(operation, keras.layers.Normalization) and operation.input_mean is None:
            operation.finalize_state()
    names = [tensor._keras_history.operation.name for tensor in whole.inputs]
    OPERATIONS[:] = whole.operations
    shown = [operation for operation in whole.operations if is_shown(operation)]
    tapped = keras.Model(whole.inputs, [keras.tree.flatten(operation._inbound_nodes[0].output_tensors)[0] for operation in shown])
    answers = run(tapped, [given[name] for name in names])
    arrays = {f"x:{name}": stored(given[name]) for name in names}
    for operation, answer in zip(shown, answers, strict=True):
        arrays[f"act:{operation.name}"] = keras.ops.convert_to_numpy(keras.ops.cast(answer, "float32"))
    facts = {
        "version": keras.__version__,
        "layers": {operation.name: [type(operation).__name__, case_of[operation.name]] for operation in shown},
    }
    numbers = io.BytesIO()
    np.savez(numbers, **arrays)
    contents = {f"{group}.npz": numbers.getvalue(), f"{group}.json": json.dumps(facts).encode()}
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ["keras", "h5"] if with_h5 else ["keras"]:
            path = os.path.join(folder, f"{group}.{suffix}")
            whole.save(path)
            with open(path, "rb") as file:
                contents[f"{group}.{suffix}"] = file.read()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, content in contents.items():
            packed.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 9)
    return os.path.getsize(target)


def run(model, inputs):
    """By XLA where TensorFlow has no kernel on a CPU: channels first, dilated transposed convolutions."""
    try:
        return model(inputs, training=False)
    except Exception:
        import tensorflow

        compiled = tensorflow.function(lambda given: model(given, training=False), jit_compile=True)
        return compiled([tensorflow.convert_to_tensor(array) for array in inputs])


def is_shown(operation):
    """Not inputs, nor ops that only compute masks, which TensorFlow.js makes by itself."""
    if isinstance(operation, keras.layers.InputLayer):
        return False
    return isinstance(operation, keras.Layer) or not only_masks(operation)


def only_masks(operation):
    if isinstance(operation, keras.Layer):
        return False
    readers = [node for node in operation._outbound_nodes if any(node.operation is other for other in OPERATIONS)]
    return len(readers) > 0 and all(
        only_masks(node.operation) or not any(made_by(operation, tensor) for tensor in data_of(node)) for node in readers
    )


def data_of(node):
    """The tensors that a call reads, its masks left out."""
    kwargs = {name: value for name, value in node.arguments.kwargs.items() if name != "mask"}
    tensors = keras.tree.flatten([node.arguments.args, kwargs])
    return [tensor for tensor in tensors if hasattr(tensor, "_keras_history")]


def made_by(operation, tensor):
    return tensor._keras_history.operation is operation


def default_input(tensor, random):
    shape = [SAMPLES, *[size or 5 for size in tensor.shape[1:]]]
    if tensor.dtype == "bool":
        return random.random(shape) < 0.7
    if "int" in tensor.dtype:
        return np.where(random.random(shape) < 0.4, 0, random.integers(1, 6, shape))
    return random.normal(size=shape)


def stored(array):
    return array.astype("int32") if array.dtype.kind in "iu" else array.astype("float32")


def move(variable):
    """Off its initial value, by a number that depends on its name."""
    path = variable.path
    random = np.random.default_rng(zlib.crc32(path.encode()))
    if variable.dtype == "int8":
        variable.assign(random.integers(-127, 128, variable.shape))
    if "float" not in variable.dtype:
        return
    if path.endswith("_scale"):
        # What the 8 bits of a weight are divided by.
        variable.assign(random.uniform(100, 300, variable.shape))
        return
    if "variance" in path:
        variable.assign(random.uniform(0.5, 1.5, variable.shape))
    else:
        middle = 1 if path.endswith("gamma") else 0
        variable.assign(middle + 0.5 * random.normal(size=variable.shape))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
