"""Inputs that Python and TypeScript both make, bit for bit, so that the golden files hold results and no data.

Every number comes from one 32-bit linear congruential generator (the constants of Numerical Recipes) and is exact in
float32. test/support/golden.ts is the same file in TypeScript: change both or neither.
"""

import base64
import gzip
import hashlib

import numpy


def generator(seed):
    """state = 1664525 state + 1013904223 modulo 2^32, the new state each time. Its high bits are the good ones."""
    state = seed
    while True:
        state = (1664525 * state + 1013904223) & 0xFFFFFFFF
        yield state


def labels_and_pixels(seed, rows, side, border, classes):
    """Labels int32 [rows] and pixels uint8 [rows, side * side].

    The labels are drawn first. A pixel is 0 in the border, and elsewhere where its draw is under a threshold, which is lower
    on the stripes of the row's class: about five in six are zero, as in handwritten digits, and the classes can be told apart.
    """
    draw = generator(seed)
    labels = numpy.array([(next(draw) >> 16) % classes for _ in range(rows)], numpy.int32)
    pixels = numpy.zeros((rows, side * side), numpy.uint8)
    inside = range(border, side - border)
    for row in range(rows):
        for position in range(side * side):
            value = next(draw) >> 24
            vertical, horizontal = divmod(position, side)
            on_stripe = (3 * vertical + horizontal + int(labels[row])) % 10 < 2
            if vertical in inside and horizontal in inside and value >= (96 if on_stripe else 192):
                pixels[row, position] = value
    return labels, pixels


def scaled(pixels):
    """pixels / 255 rounded once to float32: the values that both sides train on."""
    return (pixels.astype(numpy.float64) / 255).astype(numpy.float32)


def initial_weights(seed, widths, shifts, bias_shift):
    """Kernel [inputs, units] and bias [units] of each layer, float32 multiples of 2^-(15 + shift).

    A kernel's values lie in [-2^-shift, 2^-shift) with the layer's own shift, a bias's in the same way with bias_shift;
    without one biases are zero, and nothing is drawn for them.
    """
    draw = generator(seed)

    def values(count, shift):
        return numpy.array([((next(draw) >> 16) - 32768) * 2.0 ** -(15 + shift) for _ in range(count)], numpy.float32)

    weights = []
    for inputs, units, shift in zip(widths, widths[1:], shifts):
        weights.append(values(inputs * units, shift).reshape(inputs, units))
        weights.append(numpy.zeros(units, numpy.float32) if bias_shift is None else values(units, bias_shift))
    return weights


def soft_labels(seed, labels, classes):
    """Rows of probabilities in 256ths: half for the label, the other half dealt out class by class at random."""
    draw = generator(seed)
    counts = numpy.zeros((len(labels), classes), numpy.float32)
    for row, label in enumerate(labels):
        counts[row, label] = 128
        for _ in range(128):
            counts[row, (next(draw) >> 16) % classes] += 1
    return counts / numpy.float32(256)


def sample_weights(seed, rows):
    """Weights float32 [rows]: 0, 1/8, ... 2."""
    draw = generator(seed)
    return numpy.array([((next(draw) >> 24) % 17) / 8 for _ in range(rows)], numpy.float32)


def fingerprint(arrays):
    """SHA-256 of the arrays' little-endian bytes, one after the other: tells other inputs from another trainer."""
    return hashlib.sha256(b"".join(array.astype(array.dtype.newbyteorder("<")).tobytes() for array in arrays)).hexdigest()


def packed(array):
    """A float array as text: little-endian float32 or float64, gzip, base64. The gzip header holds no time, so that a
    second run gives the same file."""
    data = array.astype(array.dtype.newbyteorder("<")).tobytes()
    return base64.b64encode(gzip.compress(data, 9, mtime=0)).decode()
