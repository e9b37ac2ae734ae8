"""Writes test/golden/sklearn-evaluation.json: what scikit-learn says of a few sets of labels and probabilities.

The cases hold what libraries differ in: ties (probabilities in sixteenths), classes that never occur or are never predicted,
a single class, two classes, labels that are strings or numbers with gaps, weights with zeros among them.

Run:  python -m venv .venv && .venv/bin/pip install scikit-learn==1.9.1 && .venv/bin/python scripts/golden/sklearn_evaluation.py
"""

import json
import math
import warnings
from pathlib import Path

import numpy
import sklearn
from sklearn import metrics
from sklearn.calibration import calibration_curve
from sklearn.model_selection import StratifiedKFold

warnings.simplefilter("ignore")
random = numpy.random.default_rng(11)


def sixteenths(rows, classes, truth, pull):
    """Probabilities that are multiples of 1/16, larger for the true class: ties everywhere, and sums of exactly 1."""
    result = numpy.zeros((rows, classes))
    for row in range(rows):
        shares = numpy.ones(classes)
        shares[truth[row]] += pull
        drawn = random.multinomial(16 - classes, shares / shares.sum()) + 1
        result[row] = drawn / 16
    return result


def softmax(rows, classes, truth, pull):
    logits = random.normal(size=(rows, classes)) * 2
    logits[numpy.arange(rows), truth] += pull
    terms = numpy.exp(logits - logits.max(axis=1, keepdims=True))
    return terms / terms.sum(axis=1, keepdims=True)


def draw(rows, shares):
    return random.choice(len(shares), size=rows, p=shares)


def weights_for(rows):
    """Weights of all sizes; every seventh row counts for nothing."""
    drawn = numpy.round(random.gamma(2, size=rows), 3) + 0.001
    drawn[::7] = 0
    return drawn


def case(name, truth, probabilities, names, weights=None):
    return {"name": name, "truth": truth, "probabilities": probabilities, "classes": names, "weights": weights}


three = draw(90, [0.5, 0.3, 0.2])
text = draw(70, [0.2, 0.3, 0.1, 0.4])
gaps = draw(60, [0.6, 0.1, 0.3])
absent = numpy.array([0, 1, 2, 4])[draw(50, [0.3, 0.4, 0.1, 0.2])]
two = draw(80, [0.7, 0.3])
many = draw(160, [0.3, 0.25, 0.15, 0.1, 0.08, 0.06, 0.04, 0.02])
never = sixteenths(50, 5, absent, 2)
never[:, 4] = 0.0  # class 4 occurs and is never predicted
never[:, 0] += 1 - never.sum(axis=1)
CASES = [
    case("ties", three, sixteenths(90, 3, three, 2), [0, 1, 2]),
    case("ties and weights", three, sixteenths(90, 3, three, 2), [0, 1, 2], weights_for(90)),
    case("strings", text, softmax(70, 4, text, 1.5), ["ant", "bee", "cat", "dog"]),
    case("strings and weights", text, sixteenths(70, 4, text, 1.5), ["ant", "bee", "cat", "dog"], weights_for(70)),
    case("numbers with gaps", gaps, softmax(60, 3, gaps, 1), [-1, 3, 7]),
    case("class 3 does not occur, class 4 is never predicted", absent, never, [0, 1, 2, 3, 4]),
    case("class 3 does not occur, with weights", absent, sixteenths(50, 5, absent, 2), [0, 1, 2, 3, 4], weights_for(50)),
    case("two classes", two, softmax(80, 2, two, 1), [0, 1]),
    case("eight classes, 160 rows", many, softmax(160, 8, many, 2), list(range(8))),
    case("all rows are of one class", numpy.ones(20, int), sixteenths(20, 3, numpy.ones(20, int), 3), [0, 1, 2]),
    case("everything is right", three, numpy.eye(3)[three] * 0.75 + 0.0625 + numpy.eye(3)[(three + 1) % 3] * 0.0625, [0, 1, 2]),
]


def finite(value):
    """A number for JSON: null for NaN, a word for infinity."""
    value = float(value)
    return None if math.isnan(value) else "Infinity" if math.isinf(value) else value


def numbers(values):
    return [finite(value) for value in values]


def averages(truth, guess, classes, weights, zero):
    result = {}
    for average in [None, "macro", "micro", "weighted"]:
        precision, recall, f1, support = metrics.precision_recall_fscore_support(
            truth, guess, labels=classes, average=average, sample_weight=weights, zero_division=zero
        )
        if average is None:
            rows = zip(precision, recall, f1, support)
            result["perClass"] = [dict(zip(["precision", "recall", "f1", "support"], numbers(row))) for row in rows]
        else:
            result[average] = dict(zip(["precision", "recall", "f1"], numbers([precision, recall, f1])))
    return result


def figures(entry):
    classes = entry["classes"]
    truth = numpy.array(classes)[entry["truth"]]
    probabilities, weights = entry["probabilities"], entry["weights"]
    guess = numpy.array(classes)[probabilities.argmax(axis=1)]
    weighted = {"sample_weight": weights}
    matrix = {
        str(normalize): metrics.confusion_matrix(truth, guess, labels=classes, normalize=normalize, **weighted).tolist()
        for normalize in [None, "true", "pred", "all"]
    }
    own = probabilities[numpy.arange(len(truth)), entry["truth"]]
    curves = []
    thorough = entry["name"].startswith("ties")
    for column, label in enumerate(classes):
        positive, scores = truth == label, probabilities[:, column]
        rates = {
            name: metrics.roc_curve(positive, scores, pos_label=True, drop_intermediate=drop, **weighted)
            for name, drop in [("roc", True), ("rocAll", False)][: 2 if thorough else 1]
        }
        recalls = {
            name: metrics.precision_recall_curve(positive, scores, pos_label=True, drop_intermediate=drop, **weighted)
            for name, drop in [("pr", False), ("prDropped", True)][: 2 if thorough else 1]
        }
        curves.append(
            {
                **{name: [numbers(part) for part in parts] for name, parts in {**rates, **recalls}.items()},
                "auc": finite(metrics.roc_auc_score(positive, scores, **weighted)),
                "averagePrecision": finite(metrics.average_precision_score(positive, scores, **weighted)),
            }
        )
    confidence = probabilities.max(axis=1)
    right = (probabilities.argmax(axis=1) == entry["truth"]).astype(int)
    share_right, mean_confidence = calibration_curve(right, confidence, pos_label=1, n_bins=15)
    result = {
        "confusion": matrix,
        "report": {name: averages(truth, guess, classes, weights, zero) for name, zero in [("0", 0), ("1", 1), ("null", numpy.nan)]},
        "accuracy": metrics.accuracy_score(truth, guess, **weighted),
        "balancedAccuracy": finite(metrics.balanced_accuracy_score(truth, guess, **weighted)),
        "adjusted": finite(metrics.balanced_accuracy_score(truth, guess, adjusted=True, **weighted)) if len(set(truth)) > 1 else None,
        "kappa": {
            name: finite(metrics.cohen_kappa_score(truth, guess, labels=classes, weights=kind, **weighted))
            for name, kind in [("none", None), ("linear", "linear"), ("quadratic", "quadratic")]
        },
        "matthews": finite(metrics.matthews_corrcoef(truth, guess, **weighted)),
        "logLoss": metrics.log_loss(truth, probabilities, labels=classes, **weighted) if own.min() > 0 else None,
        "brier": metrics.brier_score_loss(truth, probabilities, labels=classes, scale_by_half=False, **weighted),
        "curves": curves,
        "calibration": {"accuracy": share_right.tolist(), "confidence": mean_confidence.tolist()},
    }
    if len(classes) > 2:
        result["topK"] = [
            metrics.top_k_accuracy_score(truth, probabilities, k=k, labels=classes, **weighted) for k in range(1, len(classes) + 1)
        ]
        one_hot = numpy.stack([truth == label for label in classes], axis=1).astype(int)
        if set(truth) == set(classes):
            for average in ["macro", "weighted"]:
                name = average.capitalize()
                result[f"auc{name}"] = metrics.roc_auc_score(truth, probabilities, labels=classes, multi_class="ovr", average=average, **weighted)
                result[f"averagePrecision{name}"] = metrics.average_precision_score(one_hot, probabilities, average=average, **weighted)
    return {
        "name": entry["name"],
        "classes": classes,
        "labels": truth.tolist(),
        "predicted": guess.tolist(),
        "probabilities": probabilities.tolist(),
        "sampleWeight": None if weights is None else weights.tolist(),
        "wanted": result,
    }


def folds(labels, splits):
    """The fold that tests each row, without shuffling."""
    result = numpy.empty(len(labels), dtype=int)
    for fold, (_, test) in enumerate(StratifiedKFold(splits).split(numpy.zeros(len(labels)), labels)):
        result[test] = fold
    return {"labels": list(labels), "folds": splits, "foldOf": result.tolist()}


FOLDS = [
    folds([2, 2, 0, 1, 0, 1, 1, 2, 0, 1, 0, 2, 2], 3),
    folds([*"bbaacbabcabcabbcaab"], 4),
    folds(three.tolist(), 5),
    folds(many.tolist(), 10),
    folds([1, 1, 0, 0, 0, 0, 0, 0, 0, 5, 5, 5], 5),  # classes of fewer rows than folds
]

tool = f"scikit-learn {sklearn.__version__}, NumPy {numpy.__version__}"
path = Path(__file__).parents[2] / "test" / "golden" / "sklearn-evaluation.json"
cases = [figures(entry) for entry in CASES]
path.write_text(json.dumps({"tool": tool, "cases": cases, "folds": FOLDS}, separators=(",", ":"), allow_nan=False) + "\n")
print(f"{path.name}: {len(cases)} cases from {tool}, {path.stat().st_size} bytes")
