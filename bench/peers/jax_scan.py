"""JAX on the CPU: a whole epoch is one jitted lax.scan over batches that it gathers on the device by a permutation made before."""

import os

import numpy
from serve import read_weights, serve, sizes_of, to_floats

os.environ["JAX_PLATFORMS"] = "cpu"
jax = None
jnp = None

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7
# Steps in one turn of the scan's loop: 4 measured a seventh faster than 1, and 16 slower than either.
UNROLL = 4


def load(_job):
    global jax, jnp
    import jax as module

    jax, jnp = module, module.numpy
    # Computing in the calling thread halves the time of small predictions and changes nothing else: each turn waits anyway.
    jax.config.update("jax_cpu_enable_async_dispatch", False)
    return {"jax": jax.__version__, "jaxlib": jax.lib.__version__}


def forward(weights, x):
    for kernel, bias in weights[:-1]:
        x = jax.nn.relu(x @ kernel + bias)
    kernel, bias = weights[-1]
    return x @ kernel + bias


def row_losses(weights, x, y):
    return -jnp.take_along_axis(jax.nn.log_softmax(forward(weights, x)), y[:, None], axis=1)


def train(job, data):
    x, y = jnp.asarray(to_floats(data.train_x)), jnp.asarray(data.train_y.astype(numpy.int32))
    test = jnp.asarray(to_floats(data.test_x))
    sizes, batch, rate = sizes_of(job), job["batch"], job["learningRate"]
    random = numpy.random.default_rng(1)
    glorot = [numpy.sqrt(6 / (m + n)) for m, n in zip(sizes, sizes[1:])]
    weights = [
        (jnp.asarray(random.uniform(-limit, limit, (m, n)), jnp.float32), jnp.zeros(n, jnp.float32))
        for limit, m, n in zip(glorot, sizes, sizes[1:])
    ]
    zeros = jax.tree.map(jnp.zeros_like, weights)

    def step(state, x, y):
        weights, means, squares, count = state
        gradient = jax.grad(lambda w: row_losses(w, x, y).mean())(weights)
        count = count + 1
        means = jax.tree.map(lambda m, g: BETA_1 * m + (1 - BETA_1) * g, means, gradient)
        squares = jax.tree.map(lambda v, g: BETA_2 * v + (1 - BETA_2) * g * g, squares, gradient)
        scale = rate * jnp.sqrt(1 - BETA_2**count) / (1 - BETA_1**count)
        weights = jax.tree.map(lambda w, m, v: w - scale * m / (jnp.sqrt(v) + EPSILON), weights, means, squares)
        return weights, means, squares, count

    # The data is an argument, since XLA would fold it into the program as a constant.
    def epoch(state, order, x, y):
        return jax.lax.scan(lambda state, chosen: (step(state, x[chosen], y[chosen]), None), state, order, unroll=UNROLL)[0]

    compiled = jax.jit(epoch, donate_argnums=0)
    state = (weights, zeros, jax.tree.map(jnp.zeros_like, weights), jnp.float32(0))

    def run(steps):
        nonlocal state
        order = random.permutation(steps * batch).astype(numpy.int32).reshape(steps, batch)
        state = jax.block_until_ready(compiled(state, order, x, y))

    return run, lambda: jax.jit(forward)(state[0], test)


def predict(job, data):
    x = to_floats(data.test_x)
    weights = jax.tree.map(jnp.asarray, read_weights(job))
    batch = job["batch"]
    compiled = jax.jit(forward)
    batches = [jnp.asarray(x[i : i + batch]) for i in range(0, len(x) - batch + 1, batch)]

    def run(steps):
        for i in range(steps):
            numpy.asarray(compiled(weights, batches[i % len(batches)]))

    return run, lambda: compiled(weights, x)


serve(load, train, predict)
