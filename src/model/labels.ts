// Labels of any kind to class numbers and back, and the weights that classes and rows have.

import { DataError, describe, LabelError, ShapeError, UsageError } from '../errors.ts'
import { isTensor } from '../tensor/index.ts'
import type { ClassWeight, Label, LabelsOf, RowWeights } from './estimator.ts'

/** Classes that a message names. */
const NAMED = 20

/** Labels as an array. @throws DataError, ShapeError or LabelError naming the row */
export function labelsOf<L extends Label>(y: LabelsOf<L>, rows: number, name = 'y'): ArrayLike<L> {
  let labels: ArrayLike<L>
  if (isTensor(y)) {
    if (y.data.length !== y.shape[0] || (y.scale ?? 1) !== 1) {
      throw new ShapeError(`${name} must be one label a row, of shape [rows]; received the shape [${y.shape.join(', ')}].`)
    }
    labels = y.data as unknown as ArrayLike<L>
  } else if (Array.isArray(y) || (ArrayBuffer.isView(y) && !(y instanceof DataView))) labels = y as unknown as ArrayLike<L>
  else throw new DataError(`${name} must be an array of labels (numbers or strings), one for each row; received ${describe(y)}.`)
  if (labels.length !== rows) {
    throw new DataError(
      `X has ${rows} rows and ${name} has ${labels.length}; they must have the same number, one label for each row.`,
    )
  }
  const kind = typeof labels[0]
  for (let row = 0; row < rows; row++) {
    const label = labels[row]
    if (typeof label === kind && (kind === 'string' || (kind === 'number' && Number.isFinite(label)))) continue
    throw new LabelError(
      `${name}, row ${row}: a label must be a string or a finite number, and all of one kind; received ${describe(label)}` +
        `${kind === 'string' || kind === 'number' ? ` among ${kind}s` : ''}.`,
    )
  }
  return labels
}

/** The different labels, ascending: numbers by value, strings by their UTF-16 units. */
export function classesOf<L extends Label>(labels: ArrayLike<L>): L[] {
  const classes = [...new Set(Array.from(labels))]
  return classes.sort((a, b) => (a < b ? -1 : 1))
}

/** Class numbers of labels. @throws LabelError for a label that is no class */
export function classNumbers<L extends Label>(labels: ArrayLike<L>, classes: readonly L[], name = 'y'): Int32Array {
  const numbers = new Map<Label, number>(classes.map((label, index) => [label, index]))
  const out = new Int32Array(labels.length)
  for (let row = 0; row < labels.length; row++) {
    const number = numbers.get(labels[row])
    if (number === undefined) {
      const known = classes.slice(0, NAMED).map((label) => describe(label))
      throw new LabelError(
        `${name}, row ${row}: the class ${describe(labels[row])} was never seen in training. The classes are ${known.join(', ')}` +
          `${classes.length > NAMED ? `, ... (${classes.length} in all)` : ''}. Leave the row out, or train with rows of that class.`,
      )
    }
    out[row] = number
  }
  return out
}

/**
 * Weights of rows: the sample's times its class's, which 'balanced' makes sum / (classes x the class's own sum).
 *
 * @throws DataError, UsageError or LabelError where a weight is no number >= 0, or all are 0
 */
export function weightsOf<L extends Label>(
  numbers: Int32Array,
  classes: readonly L[],
  sampleWeight: RowWeights | undefined,
  classWeight: ClassWeight<L> | undefined,
): { weights: Float64Array; total: number } {
  const rows = numbers.length
  const weights = sampleWeights(rows, sampleWeight)
  if (classWeight !== undefined) {
    const factors = classFactors(numbers, weights, classes, classWeight)
    for (let row = 0; row < rows; row++) weights[row] *= factors[numbers[row]]
  }
  let total = 0
  for (const weight of weights) total += weight
  if (!(total > 0 && Number.isFinite(total))) {
    throw new UsageError(`The weights of all rows add up to ${total}; at least one must be above 0.`)
  }
  return { weights, total }
}

/** Weights of rows as float64; 1 where there are none. */
export function sampleWeights(rows: number, sampleWeight: RowWeights | undefined): Float64Array {
  if (sampleWeight === undefined) return new Float64Array(rows).fill(1)
  if (sampleWeight?.length !== rows) {
    throw new DataError(
      `sampleWeight must have one number for each of the ${rows} rows; received ${sampleWeight?.length ?? describe(sampleWeight)}.`,
    )
  }
  const wrong = Array.prototype.findIndex.call(sampleWeight, (weight) => !(weight >= 0 && Number.isFinite(weight)))
  if (wrong >= 0) {
    throw new UsageError(`sampleWeight must be finite numbers >= 0; row ${wrong} has ${describe(sampleWeight[wrong])}.`)
  }
  return Float64Array.from(sampleWeight)
}

function classFactors<L extends Label>(
  numbers: Int32Array,
  weights: Float64Array,
  classes: readonly L[],
  classWeight: ClassWeight<L>,
): Float64Array {
  const factors = new Float64Array(classes.length).fill(1)
  if (classWeight === 'balanced') {
    const sums = new Float64Array(classes.length)
    let total = 0
    for (let row = 0; row < numbers.length; row++) {
      sums[numbers[row]] += weights[row]
      total += weights[row]
    }
    return factors.map((_, c) => (sums[c] > 0 ? total / (classes.length * sums[c]) : 1))
  }
  if (typeof classWeight !== 'object' || classWeight === null) {
    throw new UsageError(
      `classWeight must be 'balanced', or a weight for each class by its label; received ${describe(classWeight)}.`,
    )
  }
  const entries: Iterable<readonly [Label, number]> = classWeight instanceof Map ? classWeight : Object.entries(classWeight)
  for (const [label, weight] of entries) {
    const c = classes.findIndex((known) => known === label || (!(classWeight instanceof Map) && String(known) === label))
    if (c < 0) {
      throw new LabelError(
        `classWeight names the class ${describe(label)}; the classes are ${classes
          .slice(0, NAMED)
          .map((known) => describe(known))
          .join(', ')}.`,
      )
    }
    if (!(weight >= 0 && Number.isFinite(weight))) {
      throw new UsageError(`classWeight must be finite numbers >= 0; the class ${describe(label)} has ${describe(weight)}.`)
    }
    factors[c] = weight
  }
  return factors
}
