"""Keras on its JAX backend: the loss of logits, and the loss of a softmax's output, which Keras clips to [1e-7, 1 - 1e-7]."""

import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import keras
from exchange import measure


def from_logits(x, y):
    return keras.losses.sparse_categorical_crossentropy(y, x, from_logits=True)


def from_probabilities(x, y):
    return keras.losses.sparse_categorical_crossentropy(y, keras.ops.softmax(x), from_logits=False)


def path(row_losses):
    loss = jax.jit(row_losses)
    gradient = jax.jit(jax.grad(lambda x, y: row_losses(x, y).sum()))
    return {"loss": lambda x, y, _: loss(x, y), "gradient": lambda x, y, _: gradient(x, y)}


softmax = jax.jit(keras.ops.softmax)

measure(
    "Keras",
    {"keras": keras.__version__, "jax": jax.__version__},
    {
        "`from_logits=True`": {"softmax": lambda x, _: softmax(x), **path(from_logits)},
        "softmax, then `from_logits=False`": {"clips": True, **path(from_probabilities)},
    },
)
