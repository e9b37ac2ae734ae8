// What prediction sets are worth, on rows that took no part in training or calibration.

import { checkCount, type Label, type Labels, readLabels } from './labels.ts'

/** What predictionSetCoverage returns. */
export interface PredictionSetCoverage {
  /** The share of rows whose set holds the true class. */
  coverage: number
  /** The mean number of classes in a set: the smaller, the more a set says. */
  meanSize: number
  /** How many sets have 0, 1, 2, ... classes. */
  sizes: number[]
}

/**
 * How often prediction sets hold the true class, and how large they are.
 *
 * @param y true labels, shape [rows]; where predictionSets was given no list of classes, class indices
 * @param sets what predictionSets returned for the same rows
 * @throws ShapeError where the lengths differ or there are no rows, LabelError for what is no label
 */
export function predictionSetCoverage<L extends Label>(y: Labels<L>, sets: readonly (readonly L[])[]): PredictionSetCoverage {
  const labels = readLabels(y, 'labels')
  checkCount('predictionSetCoverage', labels.length, sets.length, 'sets')
  const sizes = new Array<number>(1 + sets.reduce((most, set) => Math.max(most, set.length), 0)).fill(0)
  let covered = 0
  let members = 0
  sets.forEach((set, row) => {
    sizes[set.length]++
    members += set.length
    if (set.includes(labels[row])) covered++
  })
  return { coverage: covered / sets.length, meanSize: members / sets.length, sizes }
}
