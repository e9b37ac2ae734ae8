// The reliability curve in one number.

import type { TensorLike } from '../tensor/index.ts'
import type { Label, Labels } from './labels.ts'
import { curveFor, type ReliabilityCurveOptions } from './reliabilityCurve.ts'

/**
 * Expected calibration error: sum over bins of count / rows |accuracy - mean confidence|, of the top label, in 15 equal bins that
 * are closed on the right (see reliabilityCurve).
 *
 * @param labels true labels, shape [rows]
 * @param probabilities shape [rows, classes]; every row sums to 1 within 0.001
 * @returns from 0 (right as often as it says) to 1
 * @throws as reliabilityCurve
 */
export function expectedCalibrationError<L extends Label>(
  labels: Labels<L>,
  probabilities: TensorLike,
  options: ReliabilityCurveOptions<L> = {},
): number {
  return curveFor('expectedCalibrationError', labels, probabilities, options).expectedCalibrationError
}
