"""The frame of every peer that is Python: see serve.js, which does the same and describes a job."""

import json
import os
import sys
import time

import numpy

PIXELS = 784
CLASSES = 10


def say(answer):
    print("bench:" + json.dumps(answer), flush=True)


class Data:
    """MNIST as bytes, from the files that the harness wrote."""

    def __init__(self, folder):
        def read(name):
            return numpy.fromfile(os.path.join(folder, name), numpy.uint8)

        self.train_x, self.train_y = read("trainX.u8").reshape(-1, PIXELS), read("trainY.u8")
        self.test_x, self.test_y = read("testX.u8").reshape(-1, PIXELS), read("testY.u8")


def to_floats(pixels):
    """Pixels as float32 from 0 to 1."""
    return pixels.astype(numpy.float32) / numpy.float32(255)


def sizes_of(job):
    """The sizes of a network's layers, the input first."""
    return [PIXELS, *job["units"]]


def read_weights(job):
    """The weights of a predict job: (kernel [inputs, units], bias [units]) of each layer."""
    values = numpy.fromfile(os.path.join(job["data"], "weights.f32"), numpy.float32)
    sizes = sizes_of(job)
    weights, at = [], 0
    for inputs, units in zip(sizes, sizes[1:]):
        kernel = values[at : at + inputs * units].reshape(inputs, units)
        at += inputs * units
        weights.append((kernel, values[at : at + units]))
        at += units
    return weights


def serve(load, train, predict, softmax=None):
    """load(job) -> versions by package; train(job, data), predict and softmax the same -> (run(steps), logits())."""
    job = json.loads(sys.argv[1])
    data = Data(job["data"])
    if job["task"] == "start":
        start = time.perf_counter()
        versions = load(job)
        run, _ = train(job, data)
        run(job["steps"])
        say({"versions": versions, "seconds": time.perf_counter() - start})
        return
    versions = load(job)
    run, logits = {"train": train, "predict": predict, "softmax": softmax}[job["task"]](job, data)
    say({"versions": versions})
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "run":
            start = time.perf_counter()
            run(request["steps"])
            say({"seconds": time.perf_counter() - start})
        else:
            right = numpy.asarray(logits()).argmax(1) == data.test_y
            say({"accuracy": float(right.mean())})
