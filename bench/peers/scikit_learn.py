"""scikit-learn: MLPClassifier, one epoch is one partial_fit, which shuffles and takes batches of batch_size; LogisticRegression."""

import warnings

import numpy
from serve import CLASSES, read_weights, serve, to_floats

sklearn = None


def load(_job):
    global sklearn
    import sklearn as imported
    import sklearn.linear_model
    import sklearn.neural_network

    sklearn = imported
    return {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__}


def network(job):
    # alpha is an L2 penalty, which the others don't have.
    return sklearn.neural_network.MLPClassifier(
        tuple(job["units"][:-1]),
        activation="relu",
        solver="adam",
        alpha=0,
        batch_size=job["batch"],
        learning_rate_init=job["learningRate"],
        random_state=1,
    )


def train(job, data):
    x, y = to_floats(data.train_x), data.train_y.astype(numpy.int64)
    test, batch = to_floats(data.test_x), job["batch"]
    model = network(job)

    def run(steps):
        rows = steps * batch
        model.partial_fit(x[:rows], y[:rows], classes=numpy.arange(CLASSES))

    return run, lambda: model.predict_proba(test)


def predict(job, data):
    x, batch = to_floats(data.test_x), job["batch"]
    model = network({**job, "batch": CLASSES})
    # Makes its arrays; the weights come next.
    model.partial_fit(x[:CLASSES], numpy.arange(CLASSES), classes=numpy.arange(CLASSES))
    weights = read_weights(job)
    model.coefs_ = [kernel for kernel, _ in weights]
    model.intercepts_ = [bias for _, bias in weights]
    batches = [x[i : i + batch] for i in range(0, len(x) - batch + 1, batch)]

    def run(steps):
        for i in range(steps):
            model.predict_proba(batches[i % len(batches)])

    return run, lambda: model.predict_proba(x)


def softmax(job, data):
    x, y = to_floats(data.train_x), data.train_y.astype(numpy.int64)
    test = to_floats(data.test_x)
    # Its usual solver, in float32 as the rows are; without a tolerance, so that it makes all iterations.
    model = sklearn.linear_model.LogisticRegression(C=job["C"], max_iter=job["iterations"], tol=0)
    warnings.simplefilter("ignore", sklearn.exceptions.ConvergenceWarning)

    def run(steps):
        for _ in range(steps):
            model.fit(x, y)

    return run, lambda: model.predict_proba(test)


serve(load, train, predict, softmax)
