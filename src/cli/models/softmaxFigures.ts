// What is told of a softmax regression while it is fitted: its solver knows the objective alone. The accuracy is that of all training rows
// where that costs little beside an iteration, else of rows spread evenly over them; validation rows are all measured.

import { type LinearModel, measureLogits } from '../../linear/linearModel.ts'
import { linearRows } from '../../linear/linearRows.ts'
import type { SparseTensor, Tensor } from '../../tensor/index.ts'
import { takeInputs } from '../data/rows.ts'
import type { Figures } from './classifier.ts'

/** Multiplications for the accuracy after an iteration: some milliseconds. */
const AFFORDED = 1 << 23

interface Features {
  readonly x: Tensor | SparseTensor
  readonly y: Tensor
}

interface Measured {
  readonly x: Tensor | SparseTensor
  readonly labels: Int32Array
}

/** `count` rows spread evenly, or all. */
function spread({ x, y }: Features, count: number): Measured {
  const rows = y.data.length
  if (count >= rows) return { x, labels: Int32Array.from(y.data) }
  const numbers = Uint32Array.from({ length: count }, (_, i) => Math.floor((i * rows) / count))
  return { x: takeInputs(x, numbers) as Tensor | SparseTensor, labels: Int32Array.from(numbers, (row) => y.data[row] as number) }
}

/** Loss and accuracy of rows, at once: the solver doesn't wait. */
function measure(model: LinearModel, { x, labels }: Measured): { loss: number; accuracy: number } {
  const { classes, coefficients, intercepts, standardization } = model
  const rows = linearRows(x, standardization)
  const logits = new Float64Array(rows.rows * classes)
  for (let first = 0; first < rows.rows; first += rows.blockRows) {
    const last = Math.min(rows.rows, first + rows.blockRows)
    rows.forward(first, last, coefficients, classes, logits.subarray(first * classes, last * classes))
  }
  for (let i = 0; i < logits.length; i++) logits[i] = (logits[i] as number) + (intercepts[i % classes] as number)
  return measureLogits(logits, labels, classes)
}

/** A function that measures the model so far: `accuracy`, and with validation rows `valLoss` and `valAccuracy`. */
export function softmaxFigures(train: Features, validation: Features | undefined): (model: LinearModel) => Figures {
  let measured: Measured | undefined
  const held = validation && spread(validation, validation.y.data.length)
  return (model) => {
    measured ??= spread(train, Math.max(100, Math.floor(AFFORDED / (model.features * model.classes))))
    const { accuracy } = measure(model, measured)
    if (held === undefined) return { accuracy }
    const { loss: valLoss, accuracy: valAccuracy } = measure(model, held)
    return { accuracy, valLoss, valAccuracy }
  }
}
