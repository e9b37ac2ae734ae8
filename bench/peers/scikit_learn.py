"""scikit-learn's MLPClassifier: one epoch is one partial_fit, which shuffles and takes batches of batch_size."""

import numpy
from serve import CLASSES, read_weights, serve, to_floats

MLPClassifier = None


def load(_job):
    global MLPClassifier
    import sklearn
    from sklearn.neural_network import MLPClassifier as imported

    MLPClassifier = imported
    return {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__}


def network(job):
    # alpha is an L2 penalty, which the others don't have.
    return MLPClassifier(
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


serve(load, train, predict)
