// The figures that are read first.

import { type Fragment, html } from '../html/markup.ts'
import type { Section } from '../html/section.ts'
import { figure, groupDigits } from '../numberText.ts'
import type { ReportData, ReportFigures } from '../reportData.ts'

/** Figures as given, and what the classification report knows where they aren't. */
export function figuresOf({ figures = {}, classification, reliability }: ReportData): ReportFigures {
  const known: ReportFigures = {
    ...(classification && {
      rows: classification.macro.support,
      accuracy: classification.accuracy,
      macroF1: classification.macro.f1,
    }),
    ...(reliability && { ece: reliability.ece }),
  }
  return { ...known, ...figures }
}

/** The terms with what each means, in the order of reading. */
const TERMS: readonly [keyof Omit<ReportFigures, 'rows'>, string, string][] = [
  ['accuracy', 'Accuracy', 'rows called right'],
  ['balancedAccuracy', 'Balanced accuracy', 'mean recall of the classes'],
  ['macroF1', 'Macro F1', 'mean F1 of the classes'],
  ['logLoss', 'Log loss', 'mean of −log p of the true class'],
  ['ece', 'Calibration error', 'mean gap of confidence and accuracy'],
]

/** The summary; nothing where no figure is known. */
export function summarySection(data: ReportData): Section | undefined {
  const figures = figuresOf(data)
  const shown = TERMS.filter(([name]) => figures[name] !== undefined)
  if (shown.length === 0) return undefined
  const { rows } = figures
  const item = (term: string, value: Fragment, meaning: string): Fragment =>
    html`<div><dt>${term}</dt><dd class="value">${value}</dd><dd class="meaning">${meaning}</dd></div>\n`
  return {
    id: 'summary',
    heading: 'Summary',
    body: html`<dl class="figures">
${shown.map(([name, term, meaning]) => item(term, figure(figures[name]), meaning))}${
  rows !== undefined && item('Rows', groupDigits(rows), 'measured on')
}</dl>`,
  }
}
