// How good a network is on the validation rows, as plain data.

import type { Tensor } from 'argmax'
import { classificationReport, reliabilityCurve } from 'argmax/evaluation'
import { PairwiseSum, softmax, sparseCategoricalCrossentropy } from 'argmax/numerics'
import { confidentMistakes } from 'argmax/report'
import type { Measured } from './protocol.ts'

/** Bins of the calibration curve. */
const BINS = 10
/** Mistakes that are shown. */
const MISTAKES = 24

/** Measures logits [rows, classes] of rows whose classes are known. */
export function measure(logits: Float32Array, labels: ArrayLike<number>, classes: number): Measured {
  const probabilities: Tensor = { data: softmax(logits, classes), shape: [labels.length, classes] }
  const y: Tensor = { data: Uint16Array.from(labels), shape: [labels.length] }
  const { accuracy, confusion, perClass } = classificationReport(y, probabilities, { classes })
  const { bins, expectedCalibrationError } = reliabilityCurve(y, probabilities, { classes, bins: BINS })
  const { wrong, examples } = confidentMistakes(probabilities, y, { limit: MISTAKES })
  const sum = new PairwiseSum()
  sum.addAll(sparseCategoricalCrossentropy(labels, logits, classes).losses)
  return {
    accuracy,
    loss: sum.mean(),
    confusion,
    perClass: perClass.map(({ precision, recall, f1, support }) => ({ precision, recall, f1, support })),
    wrong,
    mistakes: examples.map(({ row, truth, predicted, probability }) => ({ row, truth, predicted, probability })),
    bins,
    calibrationError: expectedCalibrationError,
  }
}
