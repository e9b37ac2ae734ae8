"""scikit-learn: the loss that its own linear models and boosting train with (float32 in, float32 out), and its softmax with log_loss."""

import numpy
import sklearn
from exchange import measure
from sklearn._loss import HalfMultinomialLoss
from sklearn.metrics import log_loss
from sklearn.utils.extmath import softmax


def loss(x, y, classes):
    return HalfMultinomialLoss(n_classes=classes).loss(y.astype(numpy.float32), x)


def gradient(x, y, classes):
    return HalfMultinomialLoss(n_classes=classes).gradient(y.astype(numpy.float32), x)


def loss_of_probabilities(x, y, classes):
    probabilities = softmax(x)
    labels = numpy.arange(classes)  # log_loss gives means: one call for each row
    return [log_loss(y[i : i + 1], probabilities[i : i + 1], labels=labels) for i in range(len(y))]


measure(
    "scikit-learn",
    {"scikit-learn": sklearn.__version__, "numpy": numpy.__version__},
    {
        "`_loss.HalfMultinomialLoss`": {"softmax": lambda x, _: softmax(x), "loss": loss, "gradient": gradient},
        "`metrics.log_loss(y, softmax(x))`": {"clips": True, "loss": loss_of_probabilities},
    },
)
