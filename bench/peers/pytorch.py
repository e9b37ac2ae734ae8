"""PyTorch on the CPU, from tensors in memory: no DataLoader and no .item() in the loop.

Options: "compiled": true trains and predicts through torch.compile.
"""

import re

import numpy
from serve import read_weights, serve, sizes_of, to_floats

torch = None


def load(job):
    global torch
    import torch as module

    torch = module
    torch.set_num_threads(job["threads"])
    return {"torch": torch.__version__, **blas()}


def blas():
    """The BLAS that computes the products of Debian's PyTorch. With the reference one it is several times slower: not its best form."""
    if "BLAS_INFO=generic" not in torch.__config__.show():
        return {}
    torch.ones(64, 64) @ torch.ones(64, 64)  # loads it
    try:
        with open("/proc/self/maps", encoding="utf-8") as file:
            loaded = re.search(r"(openblas-\w+|openblas|mkl|blis|atlas)[^\n]*[.]so", file.read())
    except OSError:
        return {}
    if not loaded:
        raise RuntimeError("error: torch has the slow reference BLAS; apt-get install libopenblas0-openmp")
    return {"its BLAS": loaded[1]}


def network(job):
    torch.manual_seed(1)
    sizes = sizes_of(job)
    layers = []
    for inputs, units in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(inputs, units), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def adam(model, job):
    """Adam in the form that is fastest here: one fused kernel where this version has it for the CPU, else one loop per weight."""
    try:
        return torch.optim.Adam(model.parameters(), lr=job["learningRate"], fused=True)
    except (RuntimeError, TypeError):
        return torch.optim.Adam(model.parameters(), lr=job["learningRate"])


def train(job, data):
    x = torch.from_numpy(to_floats(data.train_x))
    y = torch.from_numpy(data.train_y.astype(numpy.int64))
    test = torch.from_numpy(to_floats(data.test_x))
    model = network(job)
    optimizer = adam(model, job)
    cross_entropy = torch.nn.functional.cross_entropy
    batch = job["batch"]

    def losses(rows, labels):
        return cross_entropy(model(rows), labels)

    if job["options"].get("compiled"):
        losses = torch.compile(losses)

    def run(steps):
        for chosen in torch.randperm(steps * batch).split(batch):
            optimizer.zero_grad(set_to_none=True)
            losses(x[chosen], y[chosen]).backward()
            optimizer.step()

    def logits():
        with torch.no_grad():
            return model(test).numpy()

    return run, logits


def predict(job, data):
    x = torch.from_numpy(to_floats(data.test_x))
    model = network(job)
    linear = [layer for layer in model if isinstance(layer, torch.nn.Linear)]
    with torch.no_grad():
        for layer, (kernel, bias) in zip(linear, read_weights(job)):
            layer.weight.copy_(torch.from_numpy(kernel.T.copy()))
            layer.bias.copy_(torch.from_numpy(bias.copy()))
    model.eval()
    forward = torch.compile(model) if job["options"].get("compiled") else model
    batches = x.split(job["batch"])
    batches = [batch for batch in batches if len(batch) == job["batch"]]

    def run(steps):
        with torch.inference_mode():
            for i in range(steps):
                forward(batches[i % len(batches)]).numpy()

    def logits():
        with torch.no_grad():
            return model(x).numpy()

    return run, logits


serve(load, train, predict)
