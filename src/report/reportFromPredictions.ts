// The part of a report that predictions alone tell: the classification report and the most confident mistakes. All else is
// given by whoever knows it.

import { classificationReport } from '../evaluation/classificationReport.ts'
import type { Labels } from '../evaluation/labels.ts'
import { type TensorLike, toTensor } from '../tensor/index.ts'
import { confidentMistakes } from './confidentMistakes.ts'
import type { ReportData, ReportImage, ReportMistake } from './reportData.ts'

/** What reportFromPredictions is made from: predictions, and everything else that a report may hold. */
export interface PredictionsForReport extends Omit<ReportData, 'classification' | 'mistakes'> {
  /** Shape [rows, classes]. */
  readonly probabilities: TensorLike
  /** True class indices, shape [rows]. */
  readonly y: Labels<number>
  /** What each class is called. Default: its index. */
  readonly classes?: readonly (string | number)[]
  /** How a row looks, where rows are images. */
  readonly image?: (row: number) => ReportImage
  /** A row's values in the order of `columns`, where rows are of a table. */
  readonly values?: (row: number) => NonNullable<ReportMistake['values']>
  readonly columns?: readonly string[]
}

/**
 * A report's data from predictions and labels.
 *
 * @throws ShapeError where rows differ in number or there are none, LabelError for a label out of range, DataError for NaN or
 *   for scores that are no probabilities, UsageError where `classes` doesn't name all classes
 */
export function reportFromPredictions(predictions: PredictionsForReport): ReportData {
  const { probabilities, y, classes, image, values, columns, ...rest } = predictions
  const count = toTensor(probabilities, 'probabilities').shape[1] as number
  const named = classes === undefined ? {} : { classNames: classes.map(String) }
  const classification = classificationReport(y, probabilities, { classes: count, ...named })
  const { wrong, examples } = confidentMistakes(probabilities, y)
  const nameOf = (index: number): string | number => classes?.[index] ?? index
  return {
    ...rest,
    classification,
    mistakes: {
      wrong,
      ...(columns && { columns }),
      examples: examples.map((mistake) => ({
        ...mistake,
        truth: nameOf(mistake.truth),
        predicted: nameOf(mistake.predicted),
        ...(image && { image: image(mistake.row) }),
        ...(values && { values: values(mistake.row) }),
      })),
    },
  }
}
