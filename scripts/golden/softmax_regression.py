"""Writes test/golden/softmax-regression.json: optima of softmax regression on iris, wine and digits, in float64.

For each set, standardized and as it is, at C = 1: Newton's method with the whole Hessian goes on until no entry of the gradient is above 1e-13
(or as near as rounding lets it), and scikit-learn's LogisticRegression is asked for the same. With L1 alone: the positive and the
negative part of each coefficient are variables >= 0 of a smooth problem, which SciPy's L-BFGS-B solves; how far its subgradient is from 0
is kept too. Also: a binomial regression at 2 C, and balanced class weights.

The rows come from scikit-learn, where they are UCI's; data/datasets/ has the same.

Run:  python -m venv .venv && .venv/bin/pip install scikit-learn==1.9.1 && .venv/bin/python scripts/golden/softmax_regression.py
"""

import json
from pathlib import Path

import numpy
import scipy
import sklearn
from scipy.optimize import minimize
from sklearn.datasets import load_digits, load_iris, load_wine
from sklearn.linear_model import LogisticRegression

SETS = {"iris": load_iris(return_X_y=True), "wine": load_wine(return_X_y=True), "digits": load_digits(return_X_y=True)}


def standardized(x):
    deviation = x.std(axis=0)
    return (x - x.mean(axis=0)) / numpy.where(deviation == 0, 1, deviation)


def parts(theta, x, y, classes, weights):
    """Loss, gradient and probabilities without a penalty; theta is [classes, features + 1]."""
    z = x @ theta[:, :-1].T + theta[:, -1]
    z -= z.max(axis=1, keepdims=True)
    e = numpy.exp(z)
    p = e / e.sum(axis=1, keepdims=True)
    rows = numpy.arange(len(y))
    share = weights / weights.sum()
    loss = share @ (numpy.log(e.sum(axis=1)) - z[rows, y])
    g = p.copy()
    g[rows, y] -= 1
    g *= share[:, None]
    return loss, numpy.hstack([g.T @ x, g.sum(axis=0)[:, None]]), p, share


def newton(x, y, l2, weights):
    classes = y.max() + 1
    features = x.shape[1]
    theta = numpy.zeros((classes, features + 1))
    ones = numpy.hstack([x, numpy.ones((len(x), 1))])
    size = classes * (features + 1)
    penalty = numpy.tile(numpy.append(numpy.full(features, l2), 0.0), classes)

    def value(theta):
        loss, g, p, share = parts(theta, x, y, classes, weights)
        w = theta[:, :-1]
        g[:, :-1] += l2 * w
        return loss + l2 / 2 * (w**2).sum(), g, p, share

    best = None
    for _ in range(100):
        f, g, p, share = value(theta)
        norm = abs(g).max()
        if best is None or norm < best[1]:
            best = (f, norm, theta.copy())
        elif norm <= 1e-11:
            break
        if norm <= 1e-15:
            break
        hessian = numpy.zeros((size, size))
        for a in range(classes):
            for b in range(classes):
                d = share * (p[:, a] * (a == b) - p[:, a] * p[:, b])
                i, j = a * (features + 1), b * (features + 1)
                hessian[i : i + features + 1, j : j + features + 1] = ones.T @ (ones * d[:, None])
        hessian[numpy.diag_indices(size)] += penalty
        step = numpy.linalg.lstsq(hessian, g.ravel(), rcond=1e-14)[0].reshape(theta.shape)
        t = 1.0
        while value(theta - t * step)[0] > f + 1e-15 * abs(f) and t > 1e-6:
            t /= 2
        theta = theta - t * step
    f, norm, theta = best
    theta[:, -1] -= theta[:, -1].mean()
    return f, norm, theta


def lasso(x, y, l1, weights):
    """Minimizes loss + l1 sum |W| with W = P - N, P and N >= 0."""
    classes, features = y.max() + 1, x.shape[1]
    size = classes * features

    def value(v):
        w = (v[:size] - v[size : 2 * size]).reshape(classes, features)
        theta = numpy.hstack([w, v[2 * size :][:, None]])
        loss, g, _, _ = parts(theta, x, y, classes, weights)
        gw = g[:, :-1].ravel()
        return loss + l1 * v[: 2 * size].sum(), numpy.concatenate([gw + l1, l1 - gw, g[:, -1]])

    v = numpy.zeros(2 * size + classes)
    bounds = [(0, None)] * (2 * size) + [(None, None)] * classes
    for _ in range(6):  # each run begins with a fresh memory
        result = minimize(value, v, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 100000, "maxfun": 1000000, "maxcor": 50, "ftol": 0, "gtol": 1e-14})
        v = result.x
    w = v[:size] - v[size : 2 * size]
    theta = numpy.hstack([w.reshape(classes, features), v[2 * size :][:, None]])
    loss, g, _, _ = parts(theta, x, y, classes, weights)
    gw = g[:, :-1].ravel()
    sub = numpy.where(w > 0, gw + l1, numpy.where(w < 0, gw - l1, numpy.maximum(0, abs(gw) - l1)))
    theta[:, -1] -= theta[:, -1].mean()
    return loss + l1 * abs(w).sum(), max(abs(sub).max(), abs(g[:, -1]).max()), theta


def case(name, x, y, **more):
    return {"set": name, "rows": len(y), "classes": int(y.max() + 1), **more}


def coefficients(theta):
    return {"coef": theta[:, :-1].tolist(), "intercept": theta[:, -1].tolist()}


cases = []
for name, (x, y) in SETS.items():
    for scaled in (True, False):
        if name == "wine" and not scaled:
            continue  # scikit-learn's L-BFGS gives up on it
        rows = standardized(x) if scaled else x
        n = len(y)
        one = numpy.ones(n)
        f, norm, theta = newton(rows, y, 1 / n, one)
        other = LogisticRegression(C=1, tol=1e-10, max_iter=100000).fit(rows, y)
        near = abs(other.coef_ - theta[:, :-1]).max()
        assert norm < 1e-12 and near < 1e-3, (name, scaled, norm, near)
        cases.append(case(name, x, y, penalty="l2", standardize=scaled, objective=f, gradient=norm, sklearnDiffers=near, **coefficients(theta)))
        print(name, scaled, f, norm, near)
    if name == "wine":
        continue
    rows = standardized(x)
    f, norm, theta = lasso(rows, y, 1 / len(y), numpy.ones(len(y)))
    other = LogisticRegression(C=1, l1_ratio=1, solver="saga", tol=1e-7, max_iter=20000).fit(rows, y)
    loss = parts(numpy.hstack([other.coef_, other.intercept_[:, None]]), rows, y, y.max() + 1, numpy.ones(len(y)))[0]
    saga = loss + abs(other.coef_).sum() / len(y)
    assert norm < 1e-8 and f <= saga + 1e-12, (name, norm, f, saga)
    cases.append(case(name, x, y, penalty="l1", standardize=True, objective=f, gradient=norm, sagaObjective=saga, **coefficients(theta)))
    print(name, "l1", f, norm, saga - f)

x, y = SETS["iris"]
rows = standardized(x)
weights = sklearn.utils.compute_sample_weight("balanced", y[20:])
f, norm, theta = newton(standardized(x[20:]), y[20:], 1 / weights.sum(), weights)
other = LogisticRegression(C=1, class_weight="balanced", tol=1e-10, max_iter=100000).fit(standardized(x[20:]), y[20:])
assert abs(other.coef_ - theta[:, :-1]).max() < 1e-4
balanced = case("iris", x, y, skip=20, objective=f, gradient=norm, **coefficients(theta))

two = y < 2
pair = LogisticRegression(C=2, tol=1e-12, max_iter=100000, solver="newton-cholesky").fit(rows[y > 0][:, :2], y[y > 0] == 2)
binomial = {"C": 2, "coef": pair.coef_[0].tolist(), "intercept": float(pair.intercept_[0])}

tool = f"scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}, NumPy {numpy.__version__}"
folder = Path(__file__).parents[2] / "test" / "golden"
golden = {"tool": tool, "cases": cases, "balanced": balanced, "binomial": binomial}
(folder / "softmax-regression.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(tool)
