// How good a model is on labelled rows: the loss and accuracy that evaluate() gives, and the report by class.

import { type ClassificationReport, classificationReport } from '../evaluation/index.ts'
import type { Sequential } from '../model/sequential.ts'
import type { Rows } from './loadData.ts'
import { classLabels } from './loadModel.ts'

/** Rows at a time. Results do not depend on it: prediction adds in an order of its own. */
const BATCH_SIZE = 256

/** What `argmax evaluate` prints. */
export interface Score {
  loss: number
  accuracy: number
  report: ClassificationReport
}

/**
 * Scores a compiled model.
 *
 * @param signal stops the work between two steps
 */
export async function score(model: Sequential, { x, y }: Rows, signal?: AbortSignal): Promise<Score> {
  const options = { batchSize: BATCH_SIZE, ...(signal === undefined ? {} : { signal }) }
  const { loss, accuracy } = await model.evaluate(x, y, options)
  const outputs = await model.predict(x, options) // [rows, classes]
  const classes = outputs.shape[1] as number
  const report = classificationReport(y, outputs, { classes })
  const labels = classLabels(model.classNames, classes)
  const perClass = report.perClass.map((scores, i) => ({ ...scores, class: labels[i] ?? i }))
  return { loss, accuracy: accuracy ?? report.accuracy, report: { ...report, perClass } }
}
