// The rows that a model was surest of and wrong about.

import { DataError, ShapeError } from '../errors.ts'
import { argmaxRows } from '../evaluation/argmaxRows.ts'
import { indicesOf, type Labels, readClasses, readLabels } from '../evaluation/labels.ts'
import { type TensorLike, toTensor } from '../tensor/index.ts'

/** A wrong row; classes by index. */
export interface ConfidentMistake {
  readonly row: number
  readonly truth: number
  readonly predicted: number
  readonly probability: number
  readonly truthProbability: number
}

/**
 * The wrong rows, the most probable prediction first; of equal ones, the first row.
 *
 * @param probabilities shape [rows, classes]
 * @param labels true class indices, shape [rows]
 * @param options `limit`: how many at most
 * @returns all wrong rows counted, and the surest of them
 * @throws ShapeError where rows differ in number, LabelError for a label out of range, DataError for NaN
 */
export function confidentMistakes(
  probabilities: TensorLike,
  labels: Labels<number>,
  { limit = 24 }: { limit?: number } = {},
): { wrong: number; examples: ConfidentMistake[] } {
  const { data, shape, scale = 1 } = toTensor(probabilities, 'probabilities')
  const predicted = argmaxRows(probabilities)
  const given = readLabels(labels, 'labels')
  if (given.length !== predicted.length) {
    throw new ShapeError(
      `confidentMistakes: there are ${given.length} labels but ${predicted.length} rows of probabilities; one of each a row is needed.`,
    )
  }
  const classes = shape[1] as number
  const truth = indicesOf(given, readClasses<number>(classes, 'confidentMistakes'), 'labels')
  const wrong: ConfidentMistake[] = []
  for (let row = 0; row < predicted.length; row++) {
    const [called, is] = [predicted[row] as number, truth[row] as number]
    const probability = scale * (data[row * classes + called] as number)
    if (!(probability >= 0 && probability <= 1.000001)) {
      throw new DataError(
        `confidentMistakes takes probabilities, from 0 to 1; received ${probability} in row ${row}. Give logits to softmax() first.`,
      )
    }
    if (called === is) continue
    wrong.push({ row, truth: is, predicted: called, probability, truthProbability: scale * (data[row * classes + is] as number) })
  }
  wrong.sort((a, b) => b.probability - a.probability) // stable
  return { wrong: wrong.length, examples: wrong.slice(0, limit) }
}
