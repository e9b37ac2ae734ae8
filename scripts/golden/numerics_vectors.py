"""Makes test/vectors/more.json: exact results for rows that vectors.json does not have (up to 1,000 classes, ties, soft labels).

    python3 scripts/golden/numerics_vectors.py > test/vectors/more.json && npx biome format --write test/vectors

Ran with mpmath 1.4.1 on Python 3.11, in 80-digit arithmetic on the exact values of float32 logits (rows with extreme ranges in
more). Float32 values are written as the hexadecimal digits of their bits, eight each, without separators. To stay small, a row
of `rows` gives each exact value as the nearest float32 and what is missing to it, in 2^-20 ulp of the exact value.
`soft` gives losses and gradients as decimals: of targets q (1 - smoothing) + smoothing / C, times the weight.
"""

import json
import random
import struct

import mpmath
from mpmath import mp, mpf

mp.dps = 80
generator = random.Random(20250711)


def to_float32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


def hex_of(values):
    return "".join(struct.pack(">f", v).hex() for v in values)


def ulp(v):
    if v == 0:
        return mpf(2) ** -149
    _, exponent = mpmath.frexp(abs(v))  # v = f 2^exponent, 0.5 <= f < 1
    return mpf(2) ** (max(exponent - 1, -126) - 23)


def nearest(v):
    """The nearest float32, and (v - nearest) in 2^-20 ulp."""
    unit = ulp(v)
    steps = mpmath.nint(v / unit)
    value = float(steps * unit)
    if value == 0 and v < 0:
        value = -0.0
    return value, int(mpmath.nint((v / unit - steps) * 2**20))


def exact(logits):
    """softmax, log-softmax, the sum of all but the maximum, L, m and its index."""
    x = [mpf(v) for v in logits]
    m = max(x)
    a = x.index(m)
    e = [mpmath.exp(v - m) for v in x]
    rest = sum(e[:a] + e[a + 1:], mpf(0))
    log = mpmath.log1p(rest)
    return [v / (1 + rest) for v in e], [v - m - log for v in x], rest, log, m, a


def make(regime, classes):
    normal = lambda deviation: [to_float32(generator.gauss(0, deviation)) for _ in range(classes)]
    if regime == "normal 1":
        return normal(1)
    if regime == "normal 10":
        return normal(10)
    if regime == "dominant 30":
        row = normal(1)
        row[generator.randrange(classes)] = to_float32(30 + generator.random())
        return row
    if regime == "dominant 95":
        row = normal(1)
        row[generator.randrange(classes)] = to_float32(95 + 4 * generator.random())
        return row
    if regime == "offset 1e5":
        return [to_float32(1e5 + v) for v in normal(2)]
    if regime == "equal":
        return [to_float32(generator.gauss(0, 3))] * classes
    if regime == "ties":
        return [to_float32(generator.choice((0.0, -0.0, 1.5, 1.5, -2.25))) for _ in range(classes)]
    if regime == "tiny":
        return [to_float32(v * 2.0 ** generator.randint(-149, -100)) for v in normal(1)]
    raise ValueError(regime)


def row_of(regime, classes):
    logits = make(regime, classes)
    softmax, log_softmax, rest, log, m, a = exact(logits)
    label = generator.choice((a, generator.randrange(classes)))
    gradient = -rest / (1 + rest) if label == a else softmax[label] - 1
    row = {"regime": regime, "C": classes, "label": label, "logits": hex_of(logits)}
    for name, values in (("softmax", softmax), ("logSoftmax", log_softmax), ("labelGradient", [gradient]), ("logSumExp", [m + log])):
        pairs = [nearest(v) for v in values]
        row[name] = hex_of([p[0] for p in pairs])
        row[f"{name}Rest"] = [p[1] for p in pairs]
    row["logSumExpScale"] = mpmath.nstr(max(abs(m), log), 6)
    return row


def decimal(v):
    return mpmath.nstr(v, 21, min_fixed=-6, max_fixed=10).replace("e+", "e")


def soft_of(kind, regime, classes):
    logits = make(regime, classes)
    softmax, log_softmax, _, _, _, _ = exact(logits)
    smoothing, weight, row = 0.0, 1.0, {}
    if kind in ("one-hot", "weighted", "smoothed"):
        label = generator.randrange(classes)
        targets = [1.0 if i == label else 0.0 for i in range(classes)]
        if kind != "smoothed":
            row["label"] = label
    else:
        drawn = [generator.random() ** 4 for _ in range(classes)]
        targets = [to_float32(v / sum(drawn)) for v in drawn]
        if kind == "at the solution":  # targets next to the probabilities: the gradient cancels
            targets = [to_float32(float(v)) for v in softmax]
    if kind in ("smoothed", "smoothed mixture"):
        smoothing = generator.choice((0.1, 0.05, 0.3))
    if kind in ("weighted", "smoothed mixture"):
        weight = generator.choice((0.1, 3.7, 1 / 3, 250.0))
    q = [mpf(v) * (1 - mpf(smoothing)) + mpf(smoothing) / classes for v in targets]
    loss = mpf(weight) * -sum((a * b for a, b in zip(q, log_softmax)), mpf(0))
    total = sum(q, mpf(0))
    gradient = [mpf(weight) * (p * total - t) for p, t in zip(softmax, q)]
    return {"kind": kind, "C": classes, "logits": hex_of(logits), "targets": hex_of(targets), "smoothing": smoothing, "weight": weight,
            "sum": decimal(total), **row, "loss": decimal(loss), "gradient": [decimal(v) for v in gradient]}


def main():
    rows = []
    for regime in ("normal 1", "normal 10", "dominant 30", "dominant 95", "offset 1e5", "equal", "ties", "tiny"):
        for classes in (2, 3, 5, 8, 9, 17, 33, 100):
            rows.append(row_of(regime, classes))
    for regime in ("normal 1", "normal 10", "dominant 95"):
        rows.append(row_of(regime, 300))
        rows.append(row_of(regime, 1000))
    soft = []
    for kind in ("one-hot", "weighted", "smoothed", "mixture", "smoothed mixture", "at the solution"):
        for regime in ("normal 1", "normal 10", "dominant 30", "dominant 95", "offset 1e5"):
            for classes in (2, 3, 10):
                soft.append(soft_of(kind, regime, classes))
        soft.append(soft_of(kind, "normal 1", 40))
    print('{"about":"see scripts/golden/numerics_vectors.py",')
    print(f'"generator":"scripts/golden/numerics_vectors.py, mpmath {mpmath.__version__}","rows":[')
    print(",\n".join(json.dumps(r, separators=(",", ":")) for r in rows))
    print('],"soft":[')
    print(",\n".join(json.dumps(r, separators=(",", ":")) for r in soft))
    print("]}")


main()
