// Every figure beside what scikit-learn says of the same rows.

import { describe, expect, it } from 'vitest'
import { readGolden } from '../../test/support/golden.ts'
import { accuracy } from './accuracy.ts'
import { argmaxRows } from './argmaxRows.ts'
import { balancedAccuracy } from './balancedAccuracy.ts'
import { brierScore } from './brierScore.ts'
import { type ClassScores, classificationReport } from './classificationReport.ts'
import { cohenKappa } from './cohenKappa.ts'
import { confusionMatrix } from './confusionMatrix.ts'
import { expectedCalibrationError } from './expectedCalibrationError.ts'
import type { Label } from './labels.ts'
import { logLoss } from './logLoss.ts'
import { matthewsCorrelation } from './matthewsCorrelation.ts'
import { prCurve } from './prCurve.ts'
import { reliabilityCurve } from './reliabilityCurve.ts'
import { rocCurve } from './rocCurve.ts'
import { topKAccuracy } from './topKAccuracy.ts'

type Figure = number | null
type Scores = { precision: Figure; recall: Figure; f1: Figure; support?: number }
type Averages = { perClass: Scores[]; macro: Scores; micro: Scores; weighted: Scores }
/** The x and y of a curve and its thresholds; null for NaN, and a word for infinity. */
type Curve = [Figure[], Figure[], (number | 'Infinity')[]]

interface Case {
  name: string
  classes: Label[]
  labels: Label[]
  predicted: Label[]
  probabilities: number[][]
  sampleWeight: number[] | null
  wanted: {
    confusion: Record<'None' | 'true' | 'pred' | 'all', number[][]>
    report: Record<'0' | '1' | 'null', Averages>
    accuracy: number
    balancedAccuracy: number
    adjusted: number | null
    kappa: Record<'none' | 'linear' | 'quadratic', Figure>
    matthews: number
    logLoss: number | null
    brier: number
    curves: { roc: Curve; rocAll?: Curve; pr: Curve; prDropped?: Curve; auc: Figure; averagePrecision: number }[]
    calibration: { accuracy: number[]; confidence: number[] }
    topK?: number[]
    aucMacro?: number
    aucWeighted?: number
    averagePrecisionMacro?: number
    averagePrecisionWeighted?: number
  }
}
const golden = readGolden<{ tool: string; cases: Case[] }>('sklearn-evaluation.json')

/** Within 1e-12 of every number, in arrays and objects too. */
function expectClose(received: unknown, wanted: unknown, path = ''): void {
  if (typeof wanted === 'number' && typeof received === 'number' && Number.isFinite(received)) {
    expect(Math.abs(received - wanted), `${path}: ${received}, wanted ${wanted}`).toBeLessThanOrEqual(1e-12)
  } else if (typeof wanted === 'object' && wanted !== null) {
    expect(typeof received, path).toBe('object')
    expect(Object.keys(received as object), path).toEqual(expect.arrayContaining(Object.keys(wanted)))
    if (Array.isArray(wanted)) expect(received, path).toHaveLength(wanted.length)
    for (const [key, value] of Object.entries(wanted)) {
      expectClose((received as Record<string, unknown>)[key], value, `${path}.${key}`)
    }
  } else expect(received, path).toBe(wanted)
}

/** A curve as scikit-learn gives it: NaN rates are no rates here. */
const curveFrom = ([x, y, thresholds]: Curve): unknown[] => [
  x.includes(null) ? null : x,
  y.includes(null) ? null : y,
  thresholds.map((threshold) => (threshold === 'Infinity' ? Number.POSITIVE_INFINITY : threshold)),
]

it('the golden file has ties, absent classes, weights, strings, and labels that are no indices', () => {
  const { cases } = golden
  expect(cases.some((each) => each.sampleWeight?.includes(0))).toBe(true)
  expect(cases.some((each) => typeof each.classes[0] === 'string')).toBe(true)
  expect(cases.some((each) => each.classes[0] === -1)).toBe(true)
  expect(cases.some((each) => each.classes.some((label) => !each.labels.includes(label)))).toBe(true)
  expect(cases.some((each) => each.classes.some((label) => !each.predicted.includes(label)))).toBe(true)
  expect(cases.some((each) => each.probabilities.some((row) => new Set(row).size < row.length))).toBe(true)
})

describe.each(golden.cases)(
  `${golden.tool} to 1e-12: $name`,
  ({ classes, labels, predicted, probabilities, sampleWeight, wanted }) => {
    const weighted = sampleWeight === null ? {} : { sampleWeight }
    const options = { classes, ...weighted }

    it('confusionMatrix, counts and shares', () => {
      expectClose(confusionMatrix(labels, predicted, options), wanted.confusion.None)
      for (const normalize of ['true', 'pred', 'all'] as const) {
        expectClose(confusionMatrix(labels, predicted, { ...options, normalize }), wanted.confusion[normalize])
      }
    })

    it('classificationReport, with each zeroDivision', () => {
      const reports = {
        0: classificationReport(labels, predicted, options),
        1: classificationReport(labels, predicted, { ...options, zeroDivision: 1 }),
        null: classificationReport(labels, predicted, { ...options, zeroDivision: null }),
      }
      expectClose(reports, wanted.report)
      expect(reports[0].macro.support).toBeCloseTo(
        reports[0].perClass.reduce((sum: number, scores: ClassScores) => sum + scores.support, 0),
        9,
      )
    })

    it('accuracy, balancedAccuracy, cohenKappa, matthewsCorrelation', () => {
      expect([...argmaxRows(probabilities)].map((index) => classes[index])).toEqual(predicted)
      for (const guess of [predicted, probabilities]) {
        expectClose(accuracy(labels, guess, options), wanted.accuracy)
        expectClose(balancedAccuracy(labels, guess, options), wanted.balancedAccuracy)
        expectClose(balancedAccuracy(labels, guess, { ...options, adjusted: true }), wanted.adjusted)
        expectClose(matthewsCorrelation(labels, guess, options), wanted.matthews)
        for (const weights of ['none', 'linear', 'quadratic'] as const) {
          expectClose(cohenKappa(labels, guess, { ...options, weights }), wanted.kappa[weights])
        }
      }
    })

    it('logLoss and brierScore', () => {
      expectClose(logLoss(labels, probabilities, options), wanted.logLoss ?? Number.POSITIVE_INFINITY)
      expectClose(brierScore(labels, probabilities, options), wanted.brier)
    })

    it('topKAccuracy for every k', () => {
      for (const [i, share] of (wanted.topK ?? []).entries()) {
        expectClose(topKAccuracy(labels, probabilities, { ...options, k: i + 1 }), share)
      }
    })

    it('rocCurve', () => {
      const roc = rocCurve(labels, probabilities, options)
      const all = rocCurve(labels, probabilities, { ...options, dropIntermediate: false })
      expect(roc.curves.map((curve) => curve.class)).toEqual(classes)
      for (const [i, curve] of wanted.curves.entries()) {
        const points = ({ curves }: typeof roc): unknown[] => {
          const { falsePositiveRate, truePositiveRate, thresholds } = curves[i]!
          return [falsePositiveRate, truePositiveRate, thresholds]
        }
        expectClose(points(roc), curveFrom(curve.roc))
        if (curve.rocAll !== undefined) expectClose(points(all), curveFrom(curve.rocAll))
        expectClose(roc.curves[i]!.auc, curve.auc)
        expectClose(all.curves[i]!.auc, curve.auc)
      }
      if (wanted.aucMacro !== undefined) expectClose([roc.macroAuc, roc.weightedAuc], [wanted.aucMacro, wanted.aucWeighted])
      expect(roc.warnings).toHaveLength(wanted.curves.filter((curve) => curve.auc === null).length)
    })

    it('prCurve, but for classes without rows, which have none', () => {
      const pr = prCurve(labels, probabilities, options)
      const dropped = prCurve(labels, probabilities, { ...options, dropIntermediate: true })
      for (const [i, curve] of wanted.curves.entries()) {
        const points = ({ curves }: typeof pr): unknown[] => [curves[i]!.precision, curves[i]!.recall, curves[i]!.thresholds]
        const absent = pr.curves[i]!.support === 0
        const [precision, recall, thresholds] = curve.pr
        expectClose(points(pr), [precision, absent ? null : recall, thresholds])
        if (curve.prDropped !== undefined) expectClose(points(dropped), curve.prDropped)
        expectClose(pr.curves[i]!.averagePrecision, absent ? null : curve.averagePrecision)
        expect(dropped.curves[i]!.averagePrecision).toBe(pr.curves[i]!.averagePrecision)
      }
      if (wanted.averagePrecisionMacro !== undefined) {
        expectClose(
          [pr.macroAveragePrecision, pr.weightedAveragePrecision],
          [wanted.averagePrecisionMacro, wanted.averagePrecisionWeighted],
        )
      }
    })

    it('reliabilityCurve and expectedCalibrationError (calibration_curve of the top label)', () => {
      const curve = reliabilityCurve(labels, probabilities, { classes })
      const filled = curve.bins.filter((bin) => bin.count > 0)
      expectClose(
        filled.map((bin) => bin.accuracy),
        wanted.calibration.accuracy,
      )
      expectClose(
        filled.map((bin) => bin.confidence),
        wanted.calibration.confidence,
      )
      const shares = filled.map((bin) => bin.count / labels.length)
      const gaps = wanted.calibration.accuracy.map((share, i) => Math.abs(share - wanted.calibration.confidence[i]!))
      const error = shares.reduce((sum, share, i) => sum + share * gaps[i]!, 0)
      expectClose(curve.expectedCalibrationError, error)
      expectClose(expectedCalibrationError(labels, probabilities, { classes }), error)
    })
  },
)
