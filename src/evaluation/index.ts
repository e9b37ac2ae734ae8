// argmax/evaluation: how good predictions are, as plain data.
export { type AccuracyOptions, accuracy } from './accuracy.ts'
export { argmaxRows } from './argmaxRows.ts'
export { type BalancedAccuracyOptions, balancedAccuracy } from './balancedAccuracy.ts'
export { type BrierScoreOptions, brierScore } from './brierScore.ts'
export {
  type ClassificationReport,
  type ClassificationReportOptions,
  type ClassScores,
  classificationReport,
} from './classificationReport.ts'
export { type CohenKappaOptions, cohenKappa } from './cohenKappa.ts'
export { type ConfusionMatrixOptions, confusionMatrix } from './confusionMatrix.ts'
export type { ClassesOption } from './encodePair.ts'
export { expectedCalibrationError } from './expectedCalibrationError.ts'
export type { Classes, Label, Labels } from './labels.ts'
export { type LogLossOptions, logLoss } from './logLoss.ts'
export { type MatthewsCorrelationOptions, matthewsCorrelation } from './matthewsCorrelation.ts'
export { type PrCurve, type PrCurveOptions, type PrCurves, prCurve } from './prCurve.ts'
export { type ReliabilityBin, type ReliabilityCurve, type ReliabilityCurveOptions, reliabilityCurve } from './reliabilityCurve.ts'
export { type RocCurve, type RocCurveOptions, type RocCurves, rocCurve } from './rocCurve.ts'
export type { SampleWeightOption } from './sampleWeight.ts'
export { type TopKAccuracyOptions, topKAccuracy } from './topKAccuracy.ts'
export type { OnWarning, WarningOption } from './warnings.ts'
