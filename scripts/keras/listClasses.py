"""Writes test/fixtures/keras-classes.json: every public class of keras.layers, and every function of keras.ops with the class
of the op that it makes of symbolic tensors (null where it makes none, or is made of others).

    KERAS_BACKEND=tensorflow python scripts/keras/listClasses.py

needs Keras 3. The states of all of them stand in docs/models.md: `node scripts/modelsTable.mjs` writes them.
"""

import ast
import inspect
import json
import os
import textwrap

import keras

HERE = os.path.dirname(os.path.abspath(__file__))


def op_class(function, depth=0):
    """The first X of X(...).symbolic_call(...) or X(...)(...) in its code, or in that of the function that it returns."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(function))))
    except (OSError, TypeError, SyntaxError):
        return None
    module = inspect.getmodule(inspect.unwrap(function))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for node in calls:
        made = node.func.value if isinstance(node.func, ast.Attribute) and node.func.attr == "symbolic_call" else node.func
        if isinstance(made, ast.Call) and isinstance(made.func, ast.Name):
            return made.func.id
    for node in calls:
        other = getattr(module, node.func.id, None) if isinstance(node.func, ast.Name) else None
        if depth == 0 and inspect.isfunction(other) and other.__module__.startswith("keras.src.ops"):
            found = op_class(other, 1)
            if found is not None:
                return found
    return None


def main():
    public = {name: getattr(keras.layers, name) for name in dir(keras.layers) if not name.startswith("_")}
    # Aliases go by the name that stands in a file.
    layers = sorted({value.__name__ for value in public.values() if inspect.isclass(value)})
    functions = {}
    for prefix, module in [("", keras.ops), ("image.", keras.ops.image), ("linalg.", keras.ops.linalg), ("nn.", keras.ops.nn)]:
        for name in sorted(dir(module)):
            value = getattr(module, name)
            # What stands in a module of its own as well is listed once.
            known = any(getattr(keras.ops, other, None) is value for other in [name]) and prefix != ""
            if not name.startswith("_") and inspect.isfunction(value) and not known:
                functions[prefix + name] = op_class(value)
    target = os.path.join(HERE, "..", "..", "test", "fixtures", "keras-classes.json")
    with open(target, "w") as file:
        json.dump({"version": keras.__version__, "layers": layers, "ops": functions}, file, indent=1)
        file.write("\n")
    print(f"{len(layers)} layers, {len(functions)} functions")


if __name__ == "__main__":
    main()
