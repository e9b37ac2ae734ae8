// argmax/evaluation: how good predictions are, as plain data.
export { type Split, stratifiedSplit } from '../data/index.ts'
export { type AccuracyOptions, accuracy } from './accuracy.ts'
export { argmaxRows } from './argmaxRows.ts'
export { type BalancedAccuracyOptions, balancedAccuracy } from './balancedAccuracy.ts'
export { type BrierScoreOptions, brierScore } from './brierScore.ts'
export { type CalibrateTemperatureOptions, calibrateTemperature, type TemperatureCalibration } from './calibrateTemperature.ts'
export {
  type ClassificationReport,
  type ClassificationReportOptions,
  type ClassScores,
  classificationReport,
} from './classificationReport.ts'
export { type CohenKappaOptions, cohenKappa } from './cohenKappa.ts'
export { type ConformalThresholdOptions, conformalThreshold } from './conformalThreshold.ts'
export { type ConfusionMatrixOptions, confusionMatrix } from './confusionMatrix.ts'
export { type CrossValidateOptions, type CrossValidation, crossValidate, type MetricSummary } from './crossValidate.ts'
export type { ClassesOption } from './encodePair.ts'
export type { Estimator, FitEstimatorOptions, FittedEstimator } from './estimator.ts'
export { expectedCalibrationError } from './expectedCalibrationError.ts'
export type { EvaluationProgress, EvaluationState, FoldResult, FoldRunOptions, StoredFoldResult } from './foldJobs.ts'
export type { FoldOptions } from './foldPlan.ts'
export {
  type BestCandidate,
  type Grid,
  type GridCandidate,
  type GridSearch,
  type GridSearchOptions,
  gridSearch,
  parameterGrid,
} from './gridSearch.ts'
export type { Classes, Label, Labels } from './labels.ts'
export { type LogLossOptions, logLoss } from './logLoss.ts'
export { type MatthewsCorrelationOptions, matthewsCorrelation } from './matthewsCorrelation.ts'
export type { CurveOptions } from './oneVersusRest.ts'
export {
  type FeatureImportance,
  type PermutationImportance,
  type PermutationImportanceOptions,
  permutationImportance,
} from './permutationImportance.ts'
export { type PrCurve, type PrCurveOptions, type PrCurves, prCurve } from './prCurve.ts'
export { type PredictionSetCoverage, predictionSetCoverage } from './predictionSetCoverage.ts'
export { type PredictionSetsOptions, predictionSets } from './predictionSets.ts'
export { FittedRecipe, fitRecipe, type Recipe, type RecipeLike, type Transformer } from './recipe.ts'
export { type ReliabilityBin, type ReliabilityCurve, type ReliabilityCurveOptions, reliabilityCurve } from './reliabilityCurve.ts'
export { type RocCurve, type RocCurveOptions, type RocCurves, rocCurve } from './rocCurve.ts'
export type { SampleWeightOption } from './sampleWeight.ts'
export type { ScoredRows, Scoring, ScoringName } from './scoring.ts'
export { type Rows, type RowsOrTable, type SparseRows, selectRows } from './selectRows.ts'
export { type Fold, type StratifiedFolds, type StratifiedKFoldOptions, stratifiedKFold } from './stratifiedKFold.ts'
export { type TopKAccuracyOptions, topKAccuracy } from './topKAccuracy.ts'
export type { OnWarning, WarningOption } from './warnings.ts'
