"""What a program that measures one library reads and writes: see exchange.js, which does the same."""

import base64
import json
import platform
import sys

import numpy


def measure(library, versions, paths):
    """Runs a library's paths over the rows in the file argv[1] and writes the results to argv[2].

    paths: name -> {"loss": f(x, y, classes), perhaps "softmax": f(x, classes) and "gradient": f(x, y, classes)}, with x float32
    [rows, classes] and y int32 [rows]; a gradient is that of the sum of the rows' losses. "clips": True where it clips
    probabilities.
    """
    with open(sys.argv[1], encoding="utf-8") as file:
        groups = json.load(file)["groups"]
    results = []
    for name, functions in paths.items():
        result = {"name": name, "clips": functions.get("clips", False)}
        for kind in ("softmax", "loss", "gradient"):
            compute = functions.get(kind)
            if compute is None:
                continue
            result[kind] = []
            for group in groups:
                classes = group["classes"]
                x = numpy.frombuffer(base64.b64decode(group["logits"]), "<f4").reshape(-1, classes).copy()
                y = numpy.frombuffer(base64.b64decode(group["labels"]), "<i4").copy()
                values = numpy.asarray(compute(x, classes) if kind == "softmax" else compute(x, y, classes))
                # A library that answers in float64 is rounded once, which can only help it.
                result[kind].append(base64.b64encode(values.astype("<f4").tobytes()).decode())
        results.append(result)
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        json.dump({"library": library, "versions": {**versions, "python": platform.python_version()}, "paths": results}, file)
