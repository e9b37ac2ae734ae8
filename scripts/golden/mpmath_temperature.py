"""Writes test/golden/mpmath-temperature.json: the temperatures of least log loss of a few sets of logits, in 50-digit arithmetic.

The logits are multiples of 1/64, so that float32, float64 and mpmath have the same.

Run:  python -m venv .venv && .venv/bin/pip install mpmath==1.4.1 && .venv/bin/python scripts/golden/mpmath_temperature.py
"""

import json
import random
from pathlib import Path

import mpmath

mpmath.mp.dps = 50
draw = random.Random(5)


def make(rows, classes, spread, pull):
    """Logits whose true class has `pull` more on average."""
    labels = [draw.randrange(classes) for _ in range(rows)]
    logits = [[round((draw.gauss(0, spread) + pull * (j == label)) * 64) / 64 for j in range(classes)] for label in labels]
    return labels, logits


def loss(beta, labels, logits, weights):
    total = mpmath.mpf(0)
    for label, row, weight in zip(labels, logits, weights):
        terms = [mpmath.exp(beta * value) for value in row]
        total += weight * (mpmath.log(mpmath.fsum(terms)) - beta * row[label])
    return total / mpmath.fsum(weights)


def slope(beta, labels, logits, weights):
    total = mpmath.mpf(0)
    for label, row, weight in zip(labels, logits, weights):
        terms = [mpmath.exp(beta * value) for value in row]
        total += weight * (mpmath.fsum(t * value for t, value in zip(terms, row)) / mpmath.fsum(terms) - row[label])
    return total


CASES = {
    "too sure": (*make(60, 4, 6, 4), None),
    "not sure enough": (*make(50, 3, 0.2, 0.3), None),
    "about right, with weights": (*make(40, 5, 1, 1), [draw.randrange(5) for _ in range(40)]),
    "two classes, large logits": (*make(40, 2, 12, 14), None),
}
cases = []
for name, (labels, logits, weights) in CASES.items():
    counted = weights or [1] * len(labels)
    low, high = mpmath.mpf(1) / 20, mpmath.mpf(20)
    for _ in range(200):  # halving: the slope rises
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle, labels, logits, counted) < 0 else (low, middle)
    assert 0.051 < low < 19.9, name
    cases.append(
        {
            "name": name,
            "labels": labels,
            "logits": logits,
            "sampleWeight": weights,
            "temperature": float(1 / low),
            "lossBefore": float(loss(mpmath.mpf(1), labels, logits, counted)),
            "lossAfter": float(loss(low, labels, logits, counted)),
        }
    )

path = Path(__file__).parents[2] / "test" / "golden" / "mpmath-temperature.json"
path.write_text(json.dumps({"tool": f"mpmath {mpmath.__version__}", "cases": cases}, separators=(",", ":")) + "\n")
print(f"{path.name}: temperatures {[case['temperature'] for case in cases]}")
