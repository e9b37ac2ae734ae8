"""Makes test/vectors/functions.json: exact values of the float32 functions at chosen inputs.

    python3 scripts/golden/numerics_functions.py > test/vectors/functions.json && npx biome format --write test/vectors

Ran with mpmath 1.4.1 on Python 3.11, in 160-digit arithmetic, printed with 40 digits. Inputs: a geometric range of both
signs, the neighbourhoods of derivatives' roots and of the formulas' borders, inputs whose results sit on midpoints of
float32 up to their last known digits, and random ones (seeded).
"""

import json
import random
import struct

import mpmath
from mpmath import mp, mpf

mp.dps = 160
half = mpf(1) / 2


def phi(x):
    return mpmath.exp(-x * x / 2) / mpmath.sqrt(2 * mpmath.pi)


def normal(x):
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2


def sigmoid(x):
    return 1 / (1 + mpmath.exp(-x))


FUNCTIONS = {
    "exp": mpmath.exp,
    "expMinusOne": mpmath.expm1,
    "log": mpmath.log,
    "log1p": mpmath.log1p,
    "tanh": mpmath.tanh,
    "sigmoid": sigmoid,
    "softplus": lambda x: mpmath.log1p(mpmath.exp(x)),
    "silu": lambda x: x * sigmoid(x),
    "siluDerivative": lambda x: sigmoid(x) * (1 + x * (1 - sigmoid(x))),
    "erf": mpmath.erf,
    "gelu": lambda x: x * normal(x),
    "geluDerivative": lambda x: normal(x) + x * phi(x),
    "elu": lambda x: x if x > 0 else mpmath.expm1(x),
}


def bits(x):
    return struct.unpack("<I", struct.pack("<f", x))[0]


def value(b):
    return struct.unpack("<f", struct.pack("<I", b))[0]


def inputs():
    chosen = set()
    for exponent in range(-149, 128, 9):
        for sign in (0, 1 << 31):
            chosen.add(bits(2.0**exponent) | sign)
    for centre in (-0.75179154, -1.2784645, 0.25, -0.25, 1.0, -1.0, 0.00012207031, 0.34657359, 88.0, -87.3, -103.9, 14.1, -14.1, 2.5, 5.5, -5.5, 9.0, -9.0):
        b = bits(centre)
        chosen.update((b - 1, b, b + 1))
    for k in (1, 3, 5, 7, 129, 255):
        for exponent in (-149, -130, -26, -25, -24, -23, -22, -21):
            for sign in (1, -1):
                chosen.add(bits(sign * k * 2.0**exponent))
    generator = random.Random(3)
    for _ in range(60):
        chosen.add(bits(generator.uniform(-12, 12)))
        chosen.add(bits(generator.choice((-1, 1)) * 2.0 ** generator.uniform(-30, 6.5)))
    return sorted(chosen)


def main():
    out = {}
    for name, function in FUNCTIONS.items():
        rows = []
        for b in inputs():
            x = mpf(value(b))
            if name == "log" and x <= 0 or name == "log1p" and x <= -1 or x > 88 and name in ("exp", "expMinusOne"):
                continue
            if abs(x) > 110:
                continue
            y = function(x)
            if abs(y) < mpf(2) ** -151:
                continue
            rows.append([f"{b:08x}", mpmath.nstr(y, 40, min_fixed=-10, max_fixed=10).replace("e+", "e")])
        out[name] = rows
    print('{"about":"inputs as the bits of a float32, results as decimals of 40 digits",')
    print(f'"generator":"scripts/golden/numerics_functions.py, mpmath {mpmath.__version__}","functions":{{')
    print(",\n".join(f"{json.dumps(name)}:{json.dumps(rows, separators=(',', ':'))}" for name, rows in out.items()))
    print("}}")


main()
