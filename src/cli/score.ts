// How good a model is on labelled rows: every figure that evaluate, train and reports tell, from one pass over the rows.

import {
  balancedAccuracy,
  type ClassificationReport,
  classificationReport,
  expectedCalibrationError,
  predictionSetCoverage,
  predictionSets,
} from '../evaluation/index.ts'
import { measureLogits } from '../linear/linearModel.ts'
import type { Tensor } from '../tensor/index.ts'
import type { Rows } from './data/rows.ts'
import type { Classifier } from './models/classifier.ts'
import { numberedLogits, temperedLogits } from './models/probabilities.ts'

/** What is measured. */
export interface Score {
  readonly rows: number
  /** The mean cross-entropy of the probabilities, without any penalty on weights. */
  readonly loss: number
  readonly accuracy: number
  readonly balancedAccuracy: number | null
  /** The expected calibration error. */
  readonly ece: number
  readonly report: ClassificationReport
  /** [rows, classes]. */
  readonly probabilities: Tensor
  /** How sets of classes did, where the model has a threshold for them. */
  readonly sets?: { readonly wanted: number; readonly coverage: number; readonly meanSize: number }
}

/** Scores a model. @param signal stops the work between two steps */
export async function score(model: Classifier, { x, y }: Rows, signal?: AbortSignal): Promise<Score> {
  const logits = await model.logits(x, signal) // [rows, classes]
  const probabilities = model.probabilities(logits)
  const classes = model.classes.length
  const { calibration } = model
  const tempered = temperedLogits(numberedLogits(logits), calibration?.temperature)
  const { loss } = measureLogits(tempered, Int32Array.from(y.data), classes)
  const report = classificationReport(y, logits, { classes })
  const perClass = report.perClass.map((scores, i) => ({ ...scores, class: model.classes[i] ?? i }))
  const threshold = calibration?.conformalThreshold
  const sets =
    threshold === undefined ? undefined : predictionSets(probabilities, threshold, { allowEmpty: calibration?.allowEmpty ?? false })
  return {
    rows: y.data.length,
    loss,
    accuracy: report.accuracy,
    balancedAccuracy: balancedAccuracy(y, logits, { classes }),
    ece: expectedCalibrationError(y, probabilities, { classes }),
    report: { ...report, perClass },
    probabilities,
    ...(sets && { sets: { wanted: 1 - (calibration?.alpha ?? 0.1), ...coverageOf(y, sets) } }),
  }
}

function coverageOf(y: Tensor, sets: readonly (readonly number[])[]): { coverage: number; meanSize: number } {
  const { coverage, meanSize } = predictionSetCoverage(y, sets)
  return { coverage, meanSize }
}

/** A score as `evaluate --json` prints it; `confusion[i][j]`: rows of true class i predicted as j, in the order of `perClass`. */
export function scoreObject({ rows, loss, accuracy, balancedAccuracy, ece, report }: Score): object {
  return {
    ...{ rows, loss, accuracy, balancedAccuracy, macroF1: report.macro.f1, ece },
    perClass: report.perClass.map(({ class: label, precision, recall, f1, support }) => ({
      label,
      precision,
      recall,
      f1,
      support,
    })),
    confusion: report.confusion,
  }
}
