// Whether a model is right as often as it says: its confidence in its own prediction beside how often that is right.

import { describe, UsageError } from '../errors.ts'
import type { TensorLike } from '../tensor/index.ts'
import { argmaxOf } from './argmaxRows.ts'
import type { ClassesOption } from './encodePair.ts'
import type { Label, Labels } from './labels.ts'
import { labelsOfColumns, readProbabilities } from './scores.ts'

/** Options of reliabilityCurve and expectedCalibrationError. */
export interface ReliabilityCurveOptions<L extends Label = Label> extends ClassesOption<L> {
  /** The number of equal bins from 0 to 1. Default: 15. */
  readonly bins?: number
}

/** The rows whose confidence lies in (lower, upper]. */
export interface ReliabilityBin {
  lower: number
  upper: number
  /** Rows. */
  count: number
  /** The mean confidence; null without rows. */
  confidence: number | null
  /** The share of right predictions; null without rows. */
  accuracy: number | null
}

/** What reliabilityCurve returns. */
export interface ReliabilityCurve {
  /** All bins, ascending, also those without rows. */
  bins: ReliabilityBin[]
  /** ECE = sum over bins of count / rows |accuracy - confidence|. */
  expectedCalibrationError: number
  /** The largest |accuracy - confidence| of a bin with rows. */
  maximumCalibrationError: number
  rows: number
}

/**
 * The bin of a confidence: bin i is (i / bins, (i + 1) / bins], with 0 in the first. Rounding can lift the product over a whole
 * number, or onto it, but what is above an edge is never rounded below it.
 */
function binOf(confidence: number, bins: number): number {
  const bin = Math.min(bins - 1, Math.floor(confidence * bins))
  return bin > 0 && confidence <= bin / bins ? bin - 1 : bin
}

/**
 * The reliability curve of the top label: a row's confidence is its largest probability, and it is right where the first class that
 * has it is the true one. Bins are equally wide and closed on the right, (i / bins, (i + 1) / bins], as in Guo et al., "On
 * calibration of modern neural networks" (2017), and in scikit-learn's `calibration_curve`, which leaves empty bins out.
 *
 * @param labels true labels, shape [rows]
 * @param probabilities shape [rows, classes]; every row sums to 1 within 0.001
 * @throws UsageError for bad bins, ShapeError where rows or classes differ in number, LabelError for a label that is no class,
 * DataError for rows that are no probabilities
 */
export function reliabilityCurve<L extends Label>(
  labels: Labels<L>,
  probabilities: TensorLike,
  options: ReliabilityCurveOptions<L> = {},
): ReliabilityCurve {
  return curveFor('reliabilityCurve', labels, probabilities, options)
}

/** reliabilityCurve for a function of another name, which messages then say. */
export function curveFor<L extends Label>(
  what: string,
  labels: Labels<L>,
  probabilities: TensorLike,
  { bins = 15, classes }: ReliabilityCurveOptions<L>,
): ReliabilityCurve {
  if (!(Number.isInteger(bins) && bins >= 1)) {
    throw new UsageError(`${what}: bins must be a whole number >= 1; received ${describe(bins)}.`)
  }
  const scores = readProbabilities(what, probabilities)
  const { truth } = labelsOfColumns(what, labels, scores, classes)
  const counts = new Float64Array(bins)
  const confidences = new Float64Array(bins)
  const rights = new Float64Array(bins)
  argmaxOf(scores).forEach((guess, row) => {
    const confidence = scores.data[row * scores.columns + guess]
    const bin = binOf(confidence, bins)
    counts[bin]++
    confidences[bin] += confidence
    if (guess === truth[row]) rights[bin]++
  })
  let expected = 0
  let maximum = 0
  const parts = Array.from(counts, (count, i): ReliabilityBin => {
    const edges = { lower: i / bins, upper: (i + 1) / bins, count }
    if (count === 0) return { ...edges, confidence: null, accuracy: null }
    const confidence = confidences[i] / count
    const accuracy = rights[i] / count
    expected += (count / scores.rows) * Math.abs(accuracy - confidence)
    maximum = Math.max(maximum, Math.abs(accuracy - confidence))
    return { ...edges, confidence, accuracy }
  })
  return { bins: parts, expectedCalibrationError: expected, maximumCalibrationError: maximum, rows: scores.rows }
}
