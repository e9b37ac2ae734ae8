"""Writes test/golden/sklearn-report.json: what scikit-learn says about a few small sets of predictions.

The cases hold what differs between libraries: a class that is never predicted, one that never occurs, one that does
neither, a single class, and a larger unbalanced random set.

Run:  python -m venv .venv && .venv/bin/pip install scikit-learn==1.9.1 && .venv/bin/python scripts/golden/sklearn_report.py
"""

import json
from pathlib import Path

import numpy
import sklearn
from sklearn.metrics import classification_report, confusion_matrix

random = numpy.random.default_rng(7)
labels = random.choice(5, size=300, p=[0.5, 0.25, 0.15, 0.07, 0.03])
predicted = numpy.where(random.random(300) < 0.7, labels, random.integers(0, 5, 300))

CASES = {
    "balanced": ([0, 1, 2, 0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1, 0, 1, 2], 3),
    "class 1 is never predicted": ([0, 1, 2, 2, 0], [0, 0, 2, 2, 2], 3),
    "class 2 never occurs": ([0, 1, 1, 0], [0, 1, 2, 0], 3),
    "class 3 is neither predicted nor occurs": ([0, 1, 2, 2], [0, 2, 1, 2], 4),
    "all wrong": ([0, 1, 0, 1], [1, 0, 1, 0], 2),
    "unbalanced, 300 rows": (labels.tolist(), predicted.tolist(), 5),
}


def scores(entry):
    return {"precision": entry["precision"], "recall": entry["recall"], "f1": entry["f1-score"], "support": int(entry["support"])}


cases = []
for name, (truth, guess, classes) in CASES.items():
    every = list(range(classes))
    report = classification_report(truth, guess, labels=every, output_dict=True, zero_division=0)
    cases.append(
        {
            "name": name,
            "labels": truth,
            "predicted": guess,
            "classes": classes,
            "confusion": confusion_matrix(truth, guess, labels=every).tolist(),
            "accuracy": float(numpy.mean(numpy.equal(truth, guess))),
            "perClass": [scores(report[str(label)]) for label in every],
            "macro": scores(report["macro avg"]),
            "weighted": scores(report["weighted avg"]),
        }
    )

tool = f"scikit-learn {sklearn.__version__}, NumPy {numpy.__version__}"
path = Path(__file__).parents[2] / "test" / "golden" / "sklearn-report.json"
path.parent.mkdir(parents=True, exist_ok=True)
path.write_text(json.dumps({"tool": tool, "cases": cases}, separators=(",", ":")) + "\n")
print(f"{path.name}: {len(cases)} cases from {tool}")
