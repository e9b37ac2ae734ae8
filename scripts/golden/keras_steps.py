"""Twenty training steps in real Keras with floatx float64: the losses and the final weights that argmax has to meet.

Writes test/golden/keras-steps.json. Each case says its network, loss and optimizer, so that test/keras.test.ts builds the
same one. Run it as scripts/golden/README.md says.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "true"

import jax
import keras
import numpy

from keras_data import fingerprint, initial_weights, labels_and_pixels, packed, sample_weights, scaled, soft_labels

STEPS = 20
BATCH = 32
OUTPUT = os.path.join(os.path.dirname(__file__), "..", "..", "test", "golden", "keras-steps.json")

DIGITS_DATA = {"seed": 1, "rows": 640, "side": 28, "border": 4, "classes": 10}
SMALL_DATA = {"seed": 2, "rows": 640, "side": 5, "border": 0, "classes": 5}


def digits(optimizer):
    """The digits network 784-25-15-10, its cross-entropy from logits. Biases start at zero, as Keras's own do: the small
    tensors that Adam then makes of them show a rounded constant, such as 1 - beta2^t taken in float32, as an error of 7e-6."""
    return {
        "data": DIGITS_DATA,
        "widths": [784, 25, 15, 10],
        "shifts": [4, 2, 1],
        "biasShift": None,
        "weightSeed": 11,
        "activations": ["relu", "relu", "linear"],
        "loss": {"name": "SparseCategoricalCrossentropy", "fromLogits": True},
        "optimizer": optimizer,
    }


def small(optimizer, activations=("relu", "relu", "linear"), loss=None, **more):
    """A small network on 5 x 5 images of 5 classes."""
    widths = [25, 16, 12, 10][: len(activations)] + [5]
    return {
        "data": SMALL_DATA,
        "widths": widths,
        "shifts": [1] * len(activations),
        "biasShift": 5,
        "weightSeed": 12,
        "activations": list(activations),
        "loss": loss or {"name": "SparseCategoricalCrossentropy", "fromLogits": True},
        "optimizer": optimizer,
        **more,
    }


ADAM = {"name": "Adam", "options": {}}
MOMENTUM = {"name": "SGD", "options": {"learningRate": 0.01, "momentum": 0.9}}
SOFT = {"name": "CategoricalCrossentropy", "fromLogits": True, "labelSmoothing": 0.1}

CASES = {
    "digits, Adam": digits(ADAM),
    "digits, SGD with momentum": digits(MOMENTUM),
    "digits, SGD with Nesterov momentum": digits({"name": "SGD", "options": {"learningRate": 0.05, "momentum": 0.9, "nesterov": True}}),
    "digits, Adam with other constants": digits(
        {"name": "Adam", "options": {"learningRate": 0.003, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-5}}
    ),
    "small, plain SGD": small({"name": "SGD", "options": {"learningRate": 0.1}}),
    "small, tanh gelu silu, Adam": small(
        {"name": "Adam", "options": {"learningRate": 0.01}}, ["tanh", "gelu", "silu", "linear"]
    ),
    "small, elu leaky_relu sigmoid, SGD with momentum": small(
        {"name": "SGD", "options": {"learningRate": 0.05, "momentum": 0.9}}, ["elu", "leaky_relu", "sigmoid", "linear"]
    ),
    "small, soft labels with smoothing, Adam": small(ADAM, loss=SOFT, softLabelSeed=21),
    "small, soft labels with smoothing, SGD with momentum": small(MOMENTUM, loss=SOFT, softLabelSeed=21),
    "small, sample weights, Adam": small(ADAM, sampleWeightSeed=31),
    "small, sample weights, SGD with momentum": small(MOMENTUM, sampleWeightSeed=31),
    "small, class weights, Adam": small(ADAM, classWeight={"0": 0.5, "1": 2, "3": 0.25, "4": 1.5}),
    "small, class weights, SGD with momentum": small(MOMENTUM, classWeight={"0": 0.5, "1": 2, "3": 0.25, "4": 1.5}),
    "small, softmax output and probabilities, Adam": small(
        ADAM, ["relu", "relu", "softmax"], {"name": "SparseCategoricalCrossentropy", "fromLogits": False}
    ),
    "small, softmax output, soft labels and probabilities, SGD with momentum": small(
        MOMENTUM,
        ["relu", "relu", "softmax"],
        {"name": "CategoricalCrossentropy", "fromLogits": False, "labelSmoothing": 0.1},
        softLabelSeed=21,
    ),
    "small, Rescaling and Flatten, SGD with momentum": small(MOMENTUM, rescaling={"scale": 1 / 127.5, "offset": -1}),
}


def keras_name(name):
    """learningRate as learning_rate, beta1 as beta_1: Keras's own spelling."""
    return {"learningRate": "learning_rate", "beta1": "beta_1", "beta2": "beta_2"}.get(name, name)


def build(case):
    """The case as a compiled Keras model with its initial weights, before the first step."""
    layers = [
        keras.layers.Dense(units, activation=activation)
        for units, activation in zip(case["widths"][1:], case["activations"])
    ]
    side = case["data"]["side"]
    if "rescaling" in case:
        front = [keras.layers.Rescaling(**case["rescaling"]), keras.layers.Flatten()]
        model = keras.Sequential([keras.Input((side, side)), *front, *layers])
    else:
        model = keras.Sequential([keras.Input((side * side,)), *layers])
    initial = initial_weights(case["weightSeed"], case["widths"], case["shifts"], case["biasShift"])
    model.set_weights(initial)
    options = {keras_name(name): value for name, value in case["optimizer"]["options"].items()}
    loss = {"from_logits": case["loss"]["fromLogits"]}
    if "labelSmoothing" in case["loss"]:
        loss["label_smoothing"] = case["loss"]["labelSmoothing"]
    model.compile(
        optimizer=getattr(keras.optimizers, case["optimizer"]["name"])(**options),
        loss=getattr(keras.losses, case["loss"]["name"])(**loss),
        metrics=["accuracy"],
    )
    return model, initial


def run(case):
    """Losses and accuracies of the steps, the weights before the first and after the last, a fingerprint of the inputs."""
    data = case["data"]
    labels, pixels = labels_and_pixels(**data)
    model, initial = build(case)
    inputs = [labels, pixels, scaled(pixels), *initial]
    floatx = keras.config.floatx()
    if "rescaling" in case:
        x = pixels.reshape(-1, data["side"], data["side"]).astype(floatx)
    else:
        x = scaled(pixels).astype(floatx)
    y, weights = labels, None
    if "softLabelSeed" in case:
        inputs.append(soft_labels(case["softLabelSeed"], labels, data["classes"]))
        y = inputs[-1].astype(floatx)
    if "sampleWeightSeed" in case:
        inputs.append(sample_weights(case["sampleWeightSeed"], data["rows"]))
        weights = inputs[-1].astype(floatx)
    class_weight = {int(k): v for k, v in case["classWeight"].items()} if "classWeight" in case else None
    losses, accuracies = [], []
    for step in range(STEPS):
        rows = slice(step * BATCH, (step + 1) * BATCH)
        logs = model.train_on_batch(
            x[rows],
            y[rows],
            sample_weight=None if weights is None else weights[rows],
            class_weight=class_weight,
            return_dict=True,
        )
        losses.append(float(logs["loss"]))
        accuracies.append(float(logs["accuracy"]))
    final = model.get_weights()
    assert all(array.dtype == numpy.dtype(floatx) for array in final)
    return losses, accuracies, initial, final, fingerprint(inputs)


def distances(losses, final, other_losses, other_final):
    """The largest |difference| / max |tensor| over the tensors, and the largest difference of a loss."""
    weight = max(float(numpy.max(numpy.abs(a - b)) / numpy.max(numpy.abs(b))) for a, b in zip(other_final, final))
    return weight, max(abs(a - b) for a, b in zip(losses, other_losses))


def in_float32():
    """The same cases in Keras's usual float32, in a process of its own: how far rounding alone moves the results."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "float32.npz")
        subprocess.run([sys.executable, __file__, "--float32", path], check=True)
        with numpy.load(path) as arrays:
            return dict(arrays)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--float32", metavar="FILE", help="only run in float32 and write the raw results to FILE")
    arguments = parser.parse_args()
    keras.config.set_floatx("float32" if arguments.float32 else "float64")
    results = {name: run(case) for name, case in CASES.items()}
    if arguments.float32:
        arrays = {}
        for name, (losses, _, _, final, _) in results.items():
            arrays[f"{name}/losses"] = numpy.array(losses)
            arrays |= {f"{name}/{index}": array for index, array in enumerate(final)}
        numpy.savez(arguments.float32, **arrays)
        return

    single = in_float32()
    cases = []
    for name, (losses, accuracies, initial, final, inputs) in results.items():
        other = [single[f"{name}/{index}"].astype(numpy.float64) for index in range(len(final))]
        weight, loss = distances(losses, final, single[f"{name}/losses"], other)
        print(f"{name}: loss {losses[0]:.6f} -> {losses[-1]:.6f}; float32 Keras is {weight:.1e} (weights), {loss:.1e} (losses) away")
        changes = [(after - before.astype(numpy.float64)).astype(numpy.float32) for before, after in zip(initial, final)]
        cases.append(
            {
                "name": name,
                **CASES[name],
                "inputs": inputs,
                "losses": losses,
                "accuracies": accuracies,
                "changes": [packed(change) for change in changes],
                "keras32": {"weights": float(f"{weight:.2e}"), "losses": float(f"{loss:.2e}")},
            }
        )
    golden = {
        "tool": f"Keras {keras.__version__}, floatx float64, backend jax {jax.__version__} (CPU, x64)",
        "versions": {"keras": keras.__version__, "jax": jax.__version__, "numpy": numpy.__version__, "python": platform.python_version()},
        "script": "scripts/golden/keras_steps.py",
        "command": "python scripts/golden/keras_steps.py",
        "meaning": "inputs: SHA-256 of labels, pixels, pixels / 255, initial weights, and soft labels or sample weights. losses "
        "and accuracies: of each step, before its update. changes: final minus initial weights (kernel, bias of "
        "each layer), float32 little-endian, gzip, base64. keras32: how far Keras in float32 is from these, max |difference| / "
        "max |tensor| and the largest difference of a loss.",
        "steps": STEPS,
        "batchSize": BATCH,
        "cases": cases,
    }
    with open(OUTPUT, "w") as file:
        json.dump(golden, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
