// Temperature scaling: one number, fitted on rows that training never saw, that makes a model's probabilities as sure as they are
// right. It changes no prediction.

import { exp64, log1p64, PairwiseSum } from '../numerics/index.ts'
import type { TensorLike } from '../tensor/index.ts'
import type { ClassesOption } from './encodePair.ts'
import type { Label, Labels } from './labels.ts'
import { readSampleWeight, type SampleWeightOption } from './sampleWeight.ts'
import { checkFiniteScores, labelsOfColumns, readScores, type Scores } from './scores.ts'

/** Options of calibrateTemperature. */
export interface CalibrateTemperatureOptions<L extends Label = Label> extends ClassesOption<L>, SampleWeightOption {}

/** What calibrateTemperature returns. */
export interface TemperatureCalibration {
  /** T: probabilities are softmax(logits / T). Above 1 the model was too sure, below 1 not sure enough. */
  temperature: number
  /** The log loss at T = 1. */
  lossBefore: number
  /** The log loss at T, the smallest for T in [0.05, 20]. */
  lossAfter: number
  /** That T is at a bound, or that the logits do not tell it. */
  warnings: string[]
}

/** The bounds of T. */
const LOWEST = 0.05
const HIGHEST = 20
/** Newton's steps roughly square the error, and a step outside of the bracket halves it instead: far fewer are needed. */
const STEPS = 200

/** The mean log loss at beta = 1 / T and its first two derivatives by beta. */
interface Moments {
  readonly loss: number
  readonly slope: number
  readonly curvature: number
}

/**
 * With d_j = z_j - max z, p = softmax(beta d): loss = ln(sum e^(beta d_j)) - beta d_y, slope = E_p[d] - d_y,
 * curvature = Var_p[d] >= 0, each the weighted mean over rows.
 */
function momentsAt(beta: number, { data, rows, columns }: Scores, truth: Int32Array, weights: Float64Array | undefined): Moments {
  const [loss, slope, curvature, total] = [new PairwiseSum(), new PairwiseSum(), new PairwiseSum(), new PairwiseSum()]
  for (let row = 0; row < rows; row++) {
    const weight = weights === undefined ? 1 : weights[row]
    if (weight === 0) continue
    const start = row * columns
    let top = 0
    for (let j = 1; j < columns; j++) if (data[start + j] > data[start + top]) top = j
    let rest = 0 // sum of e^(beta d_j) without the largest, whose term is 1
    let first = 0 // sum of d_j e^(beta d_j)
    let second = 0 // sum of d_j^2 e^(beta d_j)
    for (let j = 0; j < columns; j++) {
      if (j === top) continue
      const d = data[start + j] - data[start + top]
      const e = exp64(beta * d)
      rest += e
      first += d * e
      second += d * d * e
    }
    const mean = first / (1 + rest)
    const own = data[start + truth[row]] - data[start + top]
    loss.add(weight * (log1p64(rest) - beta * own))
    slope.add(weight * (mean - own))
    curvature.add(weight * (second / (1 + rest) - mean * mean))
    total.add(weight)
  }
  const all = total.value()
  return { loss: loss.value() / all, slope: slope.value() / all, curvature: curvature.value() / all }
}

/** The root of a slope that rises from below 0 at `low` to above 0 at `high`: Newton's steps, and halving where they lead out. */
function findRoot(low: number, high: number, at: (beta: number) => Moments): number {
  let [below, above, beta] = [low, high, 1]
  for (let step = 0; step < STEPS; step++) {
    const { slope, curvature } = at(beta)
    if (slope === 0) return beta
    if (slope < 0) below = beta
    else above = beta
    const newton = beta - slope / curvature
    const next = newton > below && newton < above ? newton : (below + above) / 2
    if (Math.abs(next - beta) <= beta * 2.220446049250313e-16) return next // 2^-52: no step is smaller
    beta = next
  }
  return beta
}

/**
 * Fits T in [0.05, 20] so that softmax(logits / T) has the least log loss (Guo et al., "On calibration of modern neural networks",
 * 2017). The loss is convex in 1 / T, and its root is found to full float64 precision.
 *
 * Fit it on rows that the model was not trained on: on its own training rows a model looks surer than it is right.
 *
 * @param logits shape [rows, classes], of held-out rows: logits, not probabilities
 * @param y true labels, shape [rows]
 * @throws ShapeError where rows or classes differ in number, LabelError for a label that is no class, DataError for logits that are
 * not finite
 */
export function calibrateTemperature<L extends Label>(
  logits: TensorLike,
  y: Labels<L>,
  { classes, sampleWeight }: CalibrateTemperatureOptions<L> = {},
): TemperatureCalibration {
  const scores = readScores('calibrateTemperature', logits, 'logits')
  checkFiniteScores('calibrateTemperature', scores, 'logits')
  const { truth } = labelsOfColumns('calibrateTemperature', y, scores, classes)
  const weights = readSampleWeight('calibrateTemperature', sampleWeight, scores.rows)
  const at = (beta: number): Moments => momentsAt(beta, scores, truth, weights)
  const before = at(1)
  const done = (temperature: number, ...warnings: string[]): TemperatureCalibration => {
    const lossAfter = temperature === 1 ? before.loss : at(1 / temperature).loss
    return { temperature, lossBefore: before.loss, lossAfter, warnings }
  }
  if (before.slope === 0 && before.curvature === 0) {
    return done(
      1,
      'calibrateTemperature: all logits of a row are equal, in every row, so that no temperature changes anything; it stays 1.',
    )
  }
  const boundary = (temperature: number, why: string): TemperatureCalibration =>
    done(temperature, `calibrateTemperature: the temperature is at its bound ${temperature}: ${why}`)
  if (at(1 / HIGHEST).slope >= 0) {
    return boundary(HIGHEST, 'on these rows the logits tell nothing of the classes, or lead astray.')
  }
  if (at(1 / LOWEST).slope <= 0) {
    return boundary(
      LOWEST,
      'on these rows every prediction is right, or nearly, and more rows are needed to tell how sure it may be.',
    )
  }
  return done(1 / findRoot(1 / HIGHEST, 1 / LOWEST, at))
}
