// The report of a run or of an evaluation: its data gathered from what the command knows, and written as one HTML file.

import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UsageError } from '../../errors.ts'
import { prCurve, reliabilityCurve, rocCurve } from '../../evaluation/index.ts'
import { numericsVersion } from '../../ir/types.ts'
import type { Label } from '../../model/estimator.ts'
import { writeFile } from '../../node/platform.ts'
import { type ReportData, type ReportRun, renderReport, reportFromPredictions } from '../../report/index.ts'
import type { Tensor } from '../../tensor/index.ts'
import type { LoadedData } from '../data/loadData.ts'
import type { Rows } from '../data/rows.ts'
import type { Classifier } from '../models/classifier.ts'
import type { Score } from '../score.ts'
import { VERSION } from '../version.ts'
import { rowPictures } from './rowPictures.ts'

/** Scores (rows x classes) that are sorted for curves: some seconds. Of more, a report has no curves by class. */
const MOST_SCORES = 1 << 23

/** What a report is made of. */
export interface ReportInputs {
  readonly model: Classifier
  readonly data: LoadedData
  /** The rows that were scored. */
  readonly rows: Rows
  readonly score: Score
  /** What was measured, in a sentence. */
  readonly what: string
  readonly command: string
  readonly warnings?: readonly string[]
  readonly notes?: readonly string[]
  readonly history?: NonNullable<ReportData['history']>
  /** What else is known of the run. */
  readonly run?: Partial<ReportRun>
}

/** The data of a report. */
export async function reportData(inputs: ReportInputs): Promise<ReportData> {
  const { model, data, rows, score, what, command, warnings = [], notes = [], history, run } = inputs
  const { probabilities, loss, balancedAccuracy, ece } = score
  const classes = model.classes.length
  const weights = model.pictures()
  const { bins } = reliabilityCurve(rows.y, probabilities, { classes })
  return reportFromPredictions({
    title: `${model.family} on ${data.name}`,
    ...{ what, warnings, probabilities, y: rows.y, classes: model.classes },
    notes: [...notes, ...setNotes(score)],
    figures: { rows: score.rows, accuracy: score.accuracy, balancedAccuracy, macroF1: score.report.macro.f1, logLoss: loss, ece },
    ...(history && { history, historyUnit: model.unit }),
    reliability: { bins, ece },
    ...(score.rows * classes <= MOST_SCORES ? rankingCurves(model, rows, probabilities) : {}),
    ...(weights && { weights }),
    ...rowPictures(model.input, rows.x),
    run: {
      command,
      data: data.label === undefined ? data.name : `${data.name}, classes in the column ${data.label}`,
      dataHash: data.hash,
      arithmetic: model.arithmetic,
      versions: { argmax: VERSION, numerics: numericsVersion, node: process.versions.node },
      weightsSha256: await model.weightsSha256(),
      parameters: model.countParameters(),
      ...run,
    },
  })
}

/** ROC and precision-recall curves, each class against the rest. */
function rankingCurves(model: Classifier, { y }: Rows, probabilities: Tensor): Pick<ReportData, 'roc' | 'pr'> {
  const classes = model.classes.length
  const label = (i: number): Label => model.classes[i] as Label
  return {
    roc: rocCurve(y, probabilities, { classes }).curves.flatMap(({ falsePositiveRate, truePositiveRate, auc }, i) =>
      falsePositiveRate && truePositiveRate ? [{ label: label(i), falsePositiveRate, truePositiveRate, auc }] : [],
    ),
    pr: prCurve(y, probabilities, { classes }).curves.flatMap(({ precision, recall, averagePrecision }, i) =>
      recall ? [{ label: label(i), precision, recall, averagePrecision }] : [],
    ),
  }
}

function setNotes({ sets }: Score): string[] {
  if (sets === undefined) return []
  const { wanted, coverage, meanSize } = sets
  return [
    `The model is calibrated on rows that took no part in its training. Its sets of classes are to hold the true class in ${wanted} of the rows; here they do in ${coverage.toFixed(4)}, with ${meanSize.toFixed(2)} classes on average.`,
  ]
}

/** Writes a report. @throws UsageError where the file can't be written */
export async function writeReport(path: string, inputs: ReportInputs): Promise<void> {
  const html = renderReport(await reportData(inputs))
  await writeFile(path, new TextEncoder().encode(html)).catch((cause: Error) => {
    throw new UsageError(`Could not write the report to ${path}: ${cause.message}. Name another file.`, { cause })
  })
}

/** Refuses, before anything is computed, a path that no report can be written to. @throws UsageError */
export async function checkReportPath(path: string): Promise<void> {
  if ((await stat(path).catch(() => null))?.isDirectory()) {
    throw new UsageError(`--report must be a file, such as report.html; ${JSON.stringify(path)} is a folder.`)
  }
  const folder = dirname(path)
  if (!(await stat(folder).catch(() => null))?.isDirectory()) {
    throw new UsageError(
      `--report must be a file in a folder that is there; there is no folder ${JSON.stringify(folder)}. Make it first.`,
    )
  }
}
