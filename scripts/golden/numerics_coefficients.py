"""Makes the constants of src/numerics/coefficients.ts and prints them with the error each approximation has.

    python3 scripts/golden/numerics_coefficients.py

Ran with mpmath 1.4.1 on Python 3.11. Polynomials and the rational function are minimax in relative error (Remez exchange
in 60-digit arithmetic); then each coefficient is rounded to float64, and the error printed is that of the rounded ones,
evaluated exactly. Rounding errors of the float64 evaluation come on top and are measured by `npm run verify:functions`.
"""

from mpmath import mp, mpf, matrix, lu_solve, exp, expm1, log, log1p, erf, erfc, sqrt, pi, cos, taylor, findroot

mp.dps = 60


def polynomial(coefficients, x):
    value = mpf(0)
    for c in reversed(coefficients):
        value = value * x + c
    return value


def extrema(error, low, high, points=3000):
    """The local extrema of |error| with alternating signs, largest kept where neighbours share a sign."""
    xs = [low + (high - low) * (1 - cos(pi * i / points)) / 2 for i in range(points + 1)]
    es = [error(x) for x in xs]
    found = []
    for i in range(points + 1):
        left = abs(es[i - 1]) if i > 0 else mpf(-1)
        right = abs(es[i + 1]) if i < points else mpf(-1)
        if abs(es[i]) >= left and abs(es[i]) >= right and es[i] != 0:
            if found and (found[-1][1] > 0) == (es[i] > 0):
                if abs(es[i]) > abs(found[-1][1]):
                    found[-1] = (xs[i], es[i])
            else:
                found.append((xs[i], es[i]))
    return found


def trim(found, count):
    """Keeps `count` alternating extrema: the smaller end is dropped until that many are left."""
    while len(found) > count:
        found.pop(0 if abs(found[0][1]) < abs(found[-1][1]) else -1)
    return found


def rounded(coefficients):
    return [mpf(float(c)) for c in coefficients]


def minimax(target, weight, degree, low, high, rounds=12):
    """The polynomial of this degree with the least max |weight * (polynomial - target)| on [low, high]."""
    n = degree + 2
    reference = [low + (high - low) * (1 - cos(pi * (2 * i + 1) / (2 * n))) / 2 for i in range(n)]
    coefficients = []
    for _ in range(rounds):
        a, b = matrix(n, n), matrix(n, 1)
        for i, x in enumerate(reference):
            for k in range(degree + 1):
                a[i, k] = x**k
            a[i, degree + 1] = (-1) ** i / weight(x)
            b[i] = target(x)
        solution = lu_solve(a, b)
        coefficients = [solution[k] for k in range(degree + 1)]
        found = trim(extrema(lambda x: weight(x) * (polynomial(coefficients, x) - target(x)), low, high), n)
        if len(found) < n:
            break
        reference = [x for x, _ in found]
    return rounded(coefficients)


def minimax_rational(target, numerator, denominator, low, high, scale, rounds=40):
    """P / Q (Q(0) = 1) with the least max relative error on [low, high]; nodes are placed on x = scale * t / (1 - t)."""
    n = numerator + denominator + 2
    top = high / (high + scale)
    place = lambda t: scale * t / (1 - t)
    reference = [place(top * (1 - cos(pi * (2 * i + 1) / (2 * n))) / 2) for i in range(n)]
    p, q, level = [], [mpf(1)], mpf(0)
    for _ in range(rounds):
        for _ in range(8):
            a, b = matrix(n, n), matrix(n, 1)
            for i, x in enumerate(reference):
                g = target(x)
                h = g * (1 + (-1) ** i * level)
                for k in range(numerator + 1):
                    a[i, k] = x**k
                for k in range(1, denominator + 1):
                    a[i, numerator + k] = -h * x**k
                a[i, n - 1] = -((-1) ** i) * g * polynomial(q, x)
                b[i] = g
                # P - h Q - (-1)^i g Q_old (new - old level) = 0, with h at the old level
                b[i] = h - (-1) ** i * g * polynomial(q, x) * level
            s = lu_solve(a, b)
            p = [s[k] for k in range(numerator + 1)]
            q = [mpf(1)] + [s[numerator + k] for k in range(1, denominator + 1)]
            level = s[n - 1]
        error = lambda t: polynomial(p, place(t)) / (polynomial(q, place(t)) * target(place(t))) - 1
        found = trim(extrema(error, mpf(0), top), n)
        if len(found) < n:
            break
        reference = [place(t) for t, _ in found]
    return rounded(p), rounded(q)


def worst(error, low, high):
    found = extrema(error, low, high, 4000)
    return max((abs(e) for _, e in found), default=mpf(0))


def show(name, coefficients, note):
    print(f"// {note}")
    print(f"export const {name}: readonly number[] = [")
    for c in coefficients:
        print(f"  {float(c)!r},")
    print("]")


def bits(value):
    return f"relative error 2^{float(log(value, 2)):.2f}"


def main():
    ln2 = log(2)

    low, high = mpf(-1) / 2, mpf(1) / 2
    # 2^f = (2^(f / 8))^8: three squarings cost less than the three degrees that they save.
    g = lambda f: expm1(f * ln2 / 8) / f if f else ln2 / 8
    c = minimax(g, lambda f: abs(f) * exp(-f * ln2 / 8) + mpf(10) ** -30, 5, low, high)
    e = worst(lambda f: (1 + f * polynomial(c, f)) ** 8 * exp(-f * ln2) - 1, low, high)
    show("EXP2", c, f"2^(f / 8) = 1 + f (c0 + c1 f + ...), |f| <= 1/2, degree 6: {bits(e)} of its eighth power")

    low, high = -ln2 / 2 * mpf("1.0001"), ln2 / 2 * mpf("1.0001")
    g = lambda r: (expm1(r) - r) / r**2 if abs(r) > mpf(10) ** -20 else mpf(1) / 2 + r / 6
    c = minimax(g, lambda r: abs(r) + mpf(10) ** -30, 9, low, high)
    e = worst(lambda r: (r + r * r * polynomial(c, r)) / expm1(r) - 1 if r else mpf(0), low, high)
    show("EXPM1", c, f"e^r - 1 = r + r^2 (c0 + c1 r + ...), |r| <= ln 2 / 2, degree 11: {bits(e)}")

    top = ((sqrt(2) - 1) / (sqrt(2) + 1)) ** 2 * mpf("1.0001")
    def series(z):
        if z < mpf(10) ** -12:
            return mpf(2) / 3 + 2 * z / 5
        s = sqrt(z)
        return (log((1 + s) / (1 - s)) / s - 2) / z
    c = minimax(series, lambda z: z / 2 + mpf(10) ** -30, 6, mpf(0), top)
    e = worst(lambda z: z * (polynomial(c, z) - series(z)) / 2, mpf(0), top)
    show("LOG", c, f"ln((1 + s) / (1 - s)) = 2 s + s z (c0 + c1 z + ...), z = s^2 <= 0.02944: {bits(e)}")

    g = lambda z: erf(sqrt(z)) / sqrt(z) if z > mpf(10) ** -40 else 2 / sqrt(pi)
    c = minimax(g, lambda z: 1 / g(z), 11, mpf(0), mpf(1))
    e = worst(lambda z: polynomial(c, z) / g(z) - 1, mpf(0), mpf(1))
    show("ERF", c, f"erf(x) = x (c0 + c1 z + ...), z = x^2 <= 1: {bits(e)}")

    g = lambda u: exp(u * u / 2) * erfc(u / sqrt(2)) / 2
    for n, d in ((8, 9), (9, 10)):
        p, q = minimax_rational(g, n, d, mpf(0), mpf(16), mpf(2))
        e = worst(lambda t: polynomial(p, 2 * t / (1 - t)) / (polynomial(q, 2 * t / (1 - t)) * g(2 * t / (1 - t))) - 1, mpf(0), mpf(16) / 18)
        show(f"TAIL_P{n}", p, f"the scaled normal tail e^(u^2/2) Phi(-u) = P(u) / Q(u), 0 <= u <= 16: {bits(e)}")
        show(f"TAIL_Q{d}", q, "")

    phi = lambda x: exp(-x * x / 2) / sqrt(2 * pi)
    gelu = lambda x: erfc(-x / sqrt(2)) / 2 + x * phi(x)
    sigmoid = lambda x: 1 / (1 + exp(-x))
    silu = lambda x: sigmoid(x) * (1 + x * (1 - sigmoid(x)))
    for name, f, start in (("GELU_ROOT", gelu, mpf("-0.7518")), ("SILU_ROOT", silu, mpf("-1.2785"))):
        root = findroot(f, start)
        head = mpf(float(root))
        tail = mpf(float(root - head))
        c = rounded(taylor(f, root, 7)[1:])
        e = worst(lambda v: (v * polynomial(c, v)) / f(root + v) - 1 if v else mpf(0), mpf(2) ** -8, mpf(2) ** -7)
        show(name, c, f"derivative near its root, v (c0 + c1 v + ...), |v| < 2^-7: {bits(e)}")
        print(f"root {float(head)!r} + {float(tail)!r}")

    for name, value in (("LN2", ln2), ("LOG2E", 1 / ln2), ("1/sqrt(2 pi)", 1 / sqrt(2 * pi)), ("sqrt 2", sqrt(2))):
        print(name, repr(float(value)))
    high = mpf(int(ln2 * 2**32)) / 2**32
    print("LN2_HIGH", repr(float(high)), "LN2_LOW", repr(float(ln2 - high)))
    print("x * phi slope at 0: Phi(x) = 1/2 + x (c0 + c1 x^2)", repr(float(1 / sqrt(2 * pi))), repr(float(-1 / (6 * sqrt(2 * pi)))))


if __name__ == "__main__":
    main()
