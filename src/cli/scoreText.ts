// A score as text for people: its figures, the confusion matrix, the classes.

import { confusionText, reportLines, worstClassesText } from '../report/index.ts'
import type { Output } from './output.ts'
import type { Score } from './score.ts'

/** Classes of which a table shows every one. */
const MOST_CLASSES = 20
/** From so many classes on the worst are named. */
const MANY_CLASSES = 6

/** `balanced accuracy 0.9667  macro F1 0.9666  calibration error 0.0312`. */
export function figuresLine({ balancedAccuracy, ece, report }: Score): string {
  const figure = (value: number | null): string => (value === null ? 'undefined' : value.toFixed(4))
  return `balanced accuracy ${figure(balancedAccuracy)}, macro F1 ${figure(report.macro.f1)}, calibration error ${figure(ece)}`
}

/** How sets of classes did, where there are any. */
export function setLines({ sets }: Score): string[] {
  if (sets === undefined) return []
  const { wanted, coverage, meanSize } = sets
  return [
    `sets of classes, wanted ${wanted.toFixed(2)}: ${coverage.toFixed(4)} hold the true class, of ${meanSize.toFixed(2)} classes on average`,
  ]
}

/** The tables of a score. */
export function scoreTables({ report }: Score, { colors, columns, isTerminal }: Output): string[] {
  const width = isTerminal ? Math.min(columns, 120) : 80
  const labels = report.perClass.map(({ class: label }) => label)
  const count = labels.length
  const matrix = ['', ...confusionText(report.confusion, labels, { columns: width, style: colors })]
  const table = count > MOST_CLASSES ? [] : ['', ...reportLines(report, colors)]
  const worst = count < MANY_CLASSES ? [] : ['', ...worstClassesText(report, { style: colors })]
  return [...table, ...matrix, ...worst]
}
