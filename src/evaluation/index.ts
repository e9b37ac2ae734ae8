// argmax/evaluation: how good predictions are, as plain data.
export { argmaxRows } from './argmaxRows.ts'
export {
  type ClassificationReport,
  type ClassificationReportOptions,
  type ClassScores,
  classificationReport,
} from './classificationReport.ts'
export { confusionMatrix } from './confusionMatrix.ts'
export type { Labels } from './labels.ts'
