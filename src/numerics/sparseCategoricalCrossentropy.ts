// Cross-entropy from logits for integer labels, and its gradient: every result rounded to float32 once.

import { addToOdd } from './bits.ts'
import { checkLabels, checkWeights, countRows, type Numbers } from './check.ts'
import { Row } from './row.ts'

/** What a cross-entropy gives for a batch: each row's own loss and gradient, not divided by the number of rows. */
export interface Crossentropy {
  /** [rows], >= 0 (times the row's weight). */
  readonly losses: Float32Array<ArrayBuffer>
  /** The gradient of each row's loss with respect to its logits, [rows, classes]. */
  readonly gradient: Float32Array<ArrayBuffer>
  /** How many rows count, which is what a mean divides by: those that `ignoreClass` does not leave out. */
  readonly rows: number
}

/** The options of {@link sparseCategoricalCrossentropy}. */
export interface SparseCategoricalCrossentropyOptions {
  /** Rows with this label count for nothing: loss 0, gradient 0. Without it, every label must be a class. */
  readonly ignoreClass?: number | undefined
  /** One number for each row, which its loss and gradient are multiplied by in float64, before the rounding. */
  readonly weights?: Numbers | undefined
}

/**
 * The loss -ln softmax_y of each row and its gradient softmax - onehot(y).
 *
 * loss = -d_y + L (both terms >= 0), rounded to odd; gradient_i = e_i r for i != y, and for the label -S1 r if y is the
 * argmax, else e_y r - 1: none of them cancels, so that losses and gradients down to 1e-45 come out right.
 * A weight multiplies in float64; a row with weight 0 gives 0, whatever its logits.
 *
 * @param labels class numbers, [rows]; any array of numbers
 * @param logits float32, [rows, classes] in row-major order
 * @param classes the length of a row, >= 1
 * @throws LabelError (a RangeError) for a label that is not a class, naming row, value and range; DataError where lengths do
 * not match or a weight is not finite; UsageError for a bad class count
 */
export function sparseCategoricalCrossentropy(
  labels: Numbers,
  logits: Float32Array,
  classes: number,
  { ignoreClass, weights }: SparseCategoricalCrossentropyOptions = {},
): Crossentropy {
  const caller = 'sparseCategoricalCrossentropy'
  const rows = countRows(caller, logits, classes)
  checkLabels(caller, labels, rows, classes, ignoreClass)
  if (weights !== undefined) checkWeights(caller, weights, rows)
  const losses = new Float32Array(rows)
  const gradient = new Float32Array(logits.length)
  const row = new Row(classes)
  const { differences, terms } = row
  let counted = 0
  for (let r = 0; r < rows; r++) {
    const label = labels[r]
    if (label === ignoreClass) continue
    counted++
    const weight = weights === undefined ? 1 : weights[r]
    if (weight === 0) continue
    const offset = r * classes
    row.read(logits, offset)
    const { reciprocal } = row
    losses[r] = weight * addToOdd(-differences[label], row.log)
    for (let i = 0; i < classes; i++) gradient[offset + i] = weight * (terms[i] * reciprocal)
    gradient[offset + label] = weight * (label === row.argmax ? 0 - row.rest * reciprocal : terms[label] * reciprocal - 1)
  }
  return { losses, gradient, rows: counted }
}
