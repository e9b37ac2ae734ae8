"""Makes the rows of the comparison: those of test/vectors/vectors.json and more in the same regimes, with exact results.

    python bench/numerics/rows.py VECTORS ROWS OUT

ROWS is the number of rows for each of the 12 regimes and each number of classes (2, 3, 4, 10), those of VECTORS included. Exact
results are formed by mpmath with 120 digits, then rounded once to float32 (what a right answer is) and once to float64 (what
errors are measured from). The rows of VECTORS are computed anew and must agree with what is stored there.
"""

import base64
import json
import random
import struct
import sys

import mpmath
from mpmath import mp, mpf

mp.dps = 120  # the exact difference of any two float32 values has at most 277 bits, 84 digits
CLASSES = (2, 3, 4, 10)
HUGE = (1e30, -1e30, 1.00000009e30, 3e29, -5e29, 1.0, 0.0)
generator = random.Random(20250801)


def normal(deviation, classes):
    return [generator.gauss(0, deviation) for _ in range(classes)]


def dominant(by):
    def make(classes):
        row = normal(1, classes)
        row[generator.randrange(classes)] += by
        return row

    return make


def offset(by):
    return lambda classes: (lambda shift: [shift + v for v in normal(1, classes)])(generator.choice((by, -by)))


def subnormal(classes):
    row = [generator.uniform(-104, -86) for _ in range(classes)]
    row[generator.randrange(classes)] = generator.gauss(0, 0.5)
    return row


def with_minus_infinity(classes):
    row = [float("-inf") if generator.random() < 0.35 else v for v in normal(3, classes)]
    row[generator.randrange(classes)] = generator.gauss(0, 3)
    return row


REGIMES = {
    "n1": lambda classes: normal(1, classes),
    "n10": lambda classes: normal(10, classes),
    "n100": lambda classes: normal(100, classes),
    "dom20": dominant(20),
    "dom50": dominant(50),
    "dom90": dominant(90),
    "dom104": dominant(104),
    "off1e4": offset(1e4),
    "off1e6": offset(1e6),
    "huge": lambda classes: [generator.choice(HUGE) for _ in range(classes)],
    "sub": subnormal,
    "ninf": with_minus_infinity,
}


def to_float32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


def nearest(v, lost=0):
    """The float32 nearest to v; where v is a midpoint, on the side that `lost`, the sign of a part too small for v, says."""
    if v == 0:
        return 0.0
    _, exponent = mpmath.frexp(abs(v))
    unit = mpf(2) ** (max(int(exponent) - 1, -126) - 23)
    steps = mpmath.floor(v / unit)
    rest = v / unit - steps
    half = mpf(1) / 2
    if rest > half or (rest == half and (lost > 0 or (lost == 0 and steps % 2 == 1))):
        steps += 1
    return float(steps * unit)


def exact(logits, label):
    """Softmax, loss and the label's gradient of a row, each as (nearest float32, nearest float64)."""
    x = [mpf(v) for v in logits]
    m = max(x)
    a = x.index(m)
    e = [mpmath.exp(v - m) if v - m > -1e6 else mpf(0) for v in x]  # e^-1e6 is nothing beside any float64
    rest = sum(e[:a] + e[a + 1 :], mpf(0))
    log = rest - rest**2 / 2 if rest < mpf(10) ** -100 else mpmath.log1p(rest)
    distance = m - x[label]
    lost = 1 if any(v != float("-inf") for i, v in enumerate(logits) if i != a) else 0  # the logarithm is positive, however small
    softmax = [v / (1 + rest) for v in e]
    gradient = -rest / (1 + rest) if label == a else softmax[label] - 1
    # Beside 1 what is missing to it may be too small for 120 digits; then the sum is on the side of 0.
    return {
        "softmax": [(nearest(v), float(v)) for v in softmax],
        "loss": (nearest(distance + log, lost), float(distance + log)),
        "gradient": (nearest(gradient), float(gradient)),
    }


def float_of(digits):
    return struct.unpack(">f", bytes.fromhex(digits))[0]


def hex_of(v):
    return struct.pack(">f", v + 0.0).hex()


def check(stored, found):
    """The rows that others computed, with their own code, must come out the same."""
    want = [*stored["softmax_f32"], stored["loss_f32"], stored["grad_label_f32"]]
    have = [hex_of(v[0]) for v in (*found["softmax"], found["loss"], found["gradient"])]
    if any(w != h and {w, h} != {"00000000", "80000000"} for w, h in zip(want, have)):
        raise SystemExit(f"rows.py: exact results differ from the vectors': {stored['regime']} {stored['logits']}")


def pack(kind, values):
    return base64.b64encode(struct.pack(f"<{len(values)}{kind}", *values)).decode()


def main(vectors, count, out):
    with open(vectors, encoding="utf-8") as file:
        stored = json.load(file)["rows"]
    groups = []
    for classes in CLASSES:
        rows = []
        for regime, make in REGIMES.items():
            given = [row for row in stored if row["C"] == classes and row["regime"] == regime]
            for row in given[:count]:
                logits = [float_of(digits) for digits in row["logits"]]
                found = exact(logits, row["label"])
                check(row, found)
                rows.append((regime, logits, row["label"], found))
            for _ in range(count - len(given)):
                logits = [to_float32(v) for v in make(classes)]
                largest = logits.index(max(logits))
                others = [i for i, v in enumerate(logits) if i != largest and v != float("-inf")]
                label = generator.choice(others) if others and generator.random() < 0.5 else largest
                rows.append((regime, logits, label, exact(logits, label)))
        group = {"classes": classes, "regimes": [row[0] for row in rows], "labels": pack("i", [row[2] for row in rows])}
        group["logits"] = pack("f", [v for row in rows for v in row[1]])
        for place, kind, suffix in ((0, "f", ""), (1, "d", "Exact")):
            group[f"softmax{suffix}"] = pack(kind, [v[place] for row in rows for v in row[3]["softmax"]])
            group[f"loss{suffix}"] = pack(kind, [row[3]["loss"][place] for row in rows])
            group[f"gradient{suffix}"] = pack(kind, [row[3]["gradient"][place] for row in rows])
        groups.append(group)
    with open(out, "w", encoding="utf-8") as file:
        json.dump({"reference": f"mpmath {mpmath.__version__}, {mp.dps} digits", "groups": groups}, file)


main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
