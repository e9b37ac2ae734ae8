"""Single pieces of real Keras with floatx float64: activations, optimizers, losses and their means, metrics, a whole fit.

Writes test/golden/keras-single.json; its small inputs are in it. Run it as scripts/golden/README.md says.
"""

import json
import os
import platform

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "true"

import jax
import keras
import numpy

from keras_data import initial_weights, labels_and_pixels, packed, sample_weights, scaled

OUTPUT = os.path.join(os.path.dirname(__file__), "..", "..", "test", "golden", "keras-single.json")


def activations():
    """Values and derivatives on a grid of numbers that float32 holds exactly, by Keras's own functions and jax's gradient."""
    grid = sorted(
        {step / 2 for step in range(-40, 41)}
        | {step / 8 for step in range(-32, 33)}
        | {sign * 2.0**-power for sign in (-1, 1) for power in (5, 10, 20, 40)}
    )
    x = jax.numpy.asarray(grid)
    functions = {}
    for name in ["linear", "relu", "sigmoid", "tanh", "leaky_relu", "elu", "gelu", "silu"]:
        function = keras.activations.get(name)
        functions[name] = {
            "values": numpy.asarray(function(x)).tolist(),
            "derivatives": numpy.asarray(jax.vmap(jax.grad(lambda value, f=function: f(value)))(x)).tolist(),
        }
    rows = [[0.0, 0.0, 0.0], [1.0, 2.0, 3.0], [-20.0, 0.5, 20.0], [1000.0, 1000.5, 999.0], [-3.25, 0.125, -0.5]]
    softmax = numpy.asarray(keras.activations.softmax(jax.numpy.asarray(rows))).tolist()
    return {"grid": grid, "functions": functions, "softmax": {"rows": rows, "values": softmax}}


def optimizers():
    """A scalar that starts at 1 and gets a fixed list of gradients: its value after each of them."""
    gradients = [0.5, -0.25, 0.125, 0.0, 3.0, 0.0009765625, -2.0, 0.0625]
    cases = [
        ("SGD", {}),
        ("SGD", {"learningRate": 0.1}),
        ("SGD", {"learningRate": 0.1, "momentum": 0.9}),
        ("SGD", {"learningRate": 0.1, "momentum": 0.9, "nesterov": True}),
        ("Adam", {}),
        ("Adam", {"learningRate": 0.01, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-5}),
    ]
    spelling = {"learningRate": "learning_rate", "beta1": "beta_1", "beta2": "beta_2"}
    results = []
    for name, options in cases:
        optimizer = getattr(keras.optimizers, name)(**{spelling.get(key, key): value for key, value in options.items()})
        variable = keras.Variable(1.0, dtype="float64")
        values = []
        for gradient in gradients:
            optimizer.apply([jax.numpy.asarray(gradient)], [variable])
            values.append(float(variable.value))
        results.append({"name": name, "options": options, "values": values})
    return {"start": 1.0, "gradients": gradients, "cases": results}


def glorot_uniform():
    """The bound sqrt(6 / (inputs + units)); Keras's own draws lie within it and come within a hundredth of it."""
    limits = []
    for inputs, units in [(784, 25), (25, 15), (15, 10)]:
        limit = (6 / (inputs + units)) ** 0.5
        draws = numpy.concatenate(
            [numpy.ravel(keras.initializers.GlorotUniform(seed=seed)((inputs, units), dtype="float64")) for seed in range(20)]
        )
        assert 0.99 * limit < numpy.max(numpy.abs(draws)) <= limit
        limits.append({"inputs": inputs, "units": units, "limit": limit})
    return limits


LOGITS = [[2.0, -1.0, 0.5, 0.0], [0.25, 0.25, 0.25, 0.25], [-3.0, 4.0, 1.0, 1.5], [10.0, -10.0, 9.5, 0.0], [0.5, 0.5, -2.0, 0.75]]
LABELS = [0, 3, 2, 1, 3]
SOFT = [[0.5, 0.25, 0.125, 0.125], [0.0, 0.0, 0.0, 1.0], [0.25, 0.25, 0.25, 0.25], [0.0, 0.75, 0.25, 0.0], [1.0, 0.0, 0.0, 0.0]]
WEIGHTS = [1.0, 0.5, 0.0, 2.0, 3.0]


def losses():
    """Each row's loss, and how Keras takes the mean: sum(weight x loss) / rows, whatever the weights sum to."""
    logits, labels, soft = numpy.array(LOGITS), numpy.array(LABELS), numpy.array(SOFT)
    probabilities = numpy.asarray(keras.activations.softmax(jax.numpy.asarray(logits)))
    ignored = numpy.where(labels == 3, -1, labels)
    cases = [
        ("SparseCategoricalCrossentropy", {"from_logits": True}, labels, logits),
        ("SparseCategoricalCrossentropy", {"from_logits": True, "ignore_class": -1}, ignored, logits),
        ("SparseCategoricalCrossentropy", {"from_logits": False}, labels, probabilities),
        ("CategoricalCrossentropy", {"from_logits": True}, soft, logits),
        ("CategoricalCrossentropy", {"from_logits": True, "label_smoothing": 0.1}, soft, logits),
        ("CategoricalCrossentropy", {"from_logits": False}, soft, probabilities),
    ]
    spelling = {"from_logits": "fromLogits", "ignore_class": "ignoreClass", "label_smoothing": "labelSmoothing"}
    results = []
    for name, options, y, predictions in cases:
        kind = getattr(keras.losses, name)
        results.append(
            {
                "name": name,
                "options": {spelling[key]: value for key, value in options.items()},
                "y": y.tolist(),
                "rows": numpy.asarray(kind(reduction=None, **options)(y, predictions)).tolist(),
                "mean": float(kind(**options)(y, predictions)),
                "weightedMean": float(kind(**options)(y, predictions, sample_weight=numpy.array(WEIGHTS))),
            }
        )
    return {"logits": LOGITS, "weights": WEIGHTS, "cases": results}


def metrics():
    """Rows counted as right, one by one. A tie: accuracy takes the first of the largest; top k counts a label whose score
    has fewer than k scores above it, so that a tie at the border counts as in."""
    scores = [
        [0.1, 0.9, 0.0, 0.0],
        [0.5, 0.5, 0.0, 0.0],
        [0.5, 0.5, 0.0, 0.0],
        [0.25, 0.25, 0.25, 0.25],
        [0.25, 0.25, 0.25, 0.25],
        [0.4, 0.3, 0.2, 0.1],
        [0.4, 0.3, 0.3, 0.0],
        [-1.0, -2.0, -3.0, -4.0],
    ]
    labels = [1, 0, 1, 0, 3, 2, 2, 0]
    y, predictions = numpy.array(labels), numpy.array(scores)
    one_hot = numpy.eye(4)[y]
    results = {
        "accuracy": keras.metrics.sparse_categorical_accuracy(y, predictions),
        "categoricalAccuracy": keras.metrics.categorical_accuracy(one_hot, predictions),
        "top1": keras.metrics.sparse_top_k_categorical_accuracy(y, predictions, k=1),
        "top2": keras.metrics.sparse_top_k_categorical_accuracy(y, predictions, k=2),
        "top3": keras.metrics.top_k_categorical_accuracy(one_hot, predictions, k=3),
    }
    return {"scores": scores, "labels": labels, "rows": {name: numpy.asarray(rows).tolist() for name, rows in results.items()}}


FIT = {
    "data": {"seed": 3, "rows": 100, "side": 5, "border": 0, "classes": 5},
    "widths": [25, 12, 5],
    "shifts": [1, 1],
    "biasShift": 5,
    "weightSeed": 13,
    "sampleWeightSeed": 33,
    "batchSize": 32,
    "epochs": 3,
    "learningRate": 0.05,
    "momentum": 0.9,
    "validationSplit": 0.25,
    "classWeight": {"0": 0.5, "1": 2, "3": 0.25, "4": 1.5},
}


def fits():
    """Whole fits without shuffling: smaller last batches, the validation part from the end, history as weighted by rows."""
    labels, pixels = labels_and_pixels(**FIT["data"])
    x = scaled(pixels).astype("float64")
    weights = sample_weights(FIT["sampleWeightSeed"], len(x)).astype("float64")
    class_weight = {int(k): v for k, v in FIT["classWeight"].items()}
    cases = []
    for name, more in [
        ("validationSplit", {}),
        ("validationSplit and sampleWeight", {"sample_weight": weights}),
        ("validationSplit and classWeight", {"class_weight": class_weight}),
    ]:
        widths = FIT["widths"]
        model = keras.Sequential(
            [keras.Input((widths[0],)), keras.layers.Dense(widths[1], activation="relu"), keras.layers.Dense(widths[2])]
        )
        model.set_weights(initial_weights(FIT["weightSeed"], widths, FIT["shifts"], FIT["biasShift"]))
        model.compile(
            optimizer=keras.optimizers.SGD(FIT["learningRate"], momentum=FIT["momentum"]),
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            metrics=["accuracy", keras.metrics.SparseTopKCategoricalAccuracy(k=2, name="top2")],
        )
        history = model.fit(
            x,
            labels,
            batch_size=FIT["batchSize"],
            epochs=FIT["epochs"],
            shuffle=False,
            verbose=0,
            validation_split=FIT["validationSplit"],
            **more,
        ).history
        evaluate = {"sample_weight": weights} if "sample_weight" in more else {}
        cases.append(
            {
                "name": name,
                "history": history,
                "evaluate": model.evaluate(x, labels, batch_size=FIT["batchSize"], verbose=0, return_dict=True, **evaluate),
                "weights": [packed(array) for array in model.get_weights()],
            }
        )
    return {**FIT, "cases": cases}


def validation_split():
    """How many rows a fit trains on: the first floor(rows (1 - split)), in float64, in the order given."""
    from keras.src.trainers.data_adapters.array_slicing import train_validation_split

    table = []
    for rows, split in [(10, 0.1), (10, 0.2), (10, 0.3), (10, 0.7), (10, 0.8), (7, 0.5), (100, 0.29), (1000, 0.1), (3, 0.34), (60000, 0.1)]:
        (train,), (held_out,) = train_validation_split((numpy.arange(rows),), split)
        assert train[0] == 0 and held_out[-1] == rows - 1
        table.append({"rows": rows, "split": split, "train": len(train), "validation": len(held_out)})
    return table


def summary():
    """The look of Keras's table. Ours is alike; it isn't compared with this."""
    model = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(25, activation="relu"),
            keras.layers.Dense(15, activation="relu"),
            keras.layers.Dense(10, activation="linear"),
        ]
    )
    lines = []
    model.summary(line_length=70, print_fn=lambda text, line_break=True: lines.append(text))
    return {"lines": "\n".join(lines).split("\n"), "parameters": model.count_params()}


def main():
    keras.config.set_floatx("float64")
    golden = {
        "tool": f"Keras {keras.__version__}, floatx float64, backend jax {jax.__version__} (CPU, x64)",
        "versions": {"keras": keras.__version__, "jax": jax.__version__, "numpy": numpy.__version__, "python": platform.python_version()},
        "script": "scripts/golden/keras_single.py",
        "command": "python scripts/golden/keras_single.py",
        "activations": activations(),
        "optimizers": optimizers(),
        "glorotUniform": glorot_uniform(),
        "losses": losses(),
        "metrics": metrics(),
        "fits": fits(),
        "validationSplit": validation_split(),
        "summary": summary(),
    }
    with open(OUTPUT, "w") as file:
        json.dump(golden, file)
        file.write("\n")


if __name__ == "__main__":
    main()
