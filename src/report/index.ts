// argmax/report: evaluation's plain data as a page, and as text for a terminal.
export { type ConfidentMistake, confidentMistakes } from './confidentMistakes.ts'
export { type ConfusedPair, confusedPairs } from './confusedPairs.ts'
export { renderReport } from './renderReport.ts'
export type {
  ReportData,
  ReportFigures,
  ReportImage,
  ReportMistake,
  ReportMistakes,
  ReportPrCurve,
  ReportReliability,
  ReportRocCurve,
  ReportRun,
  ReportWeightPictures,
  ReportWeightTable,
} from './reportData.ts'
export { type PredictionsForReport, reportFromPredictions } from './reportFromPredictions.ts'
export { confusionText } from './text/confusionText.ts'
export { curveText } from './text/curveText.ts'
export { reportLines } from './text/reportLines.ts'
export type { TextStyle } from './text/textStyle.ts'
export { worstClassesText } from './text/worstClassesText.ts'
