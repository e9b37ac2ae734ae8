// Precision, recall, F1 and support of each class, and their averages.

import type { ClassScores } from '../../evaluation/index.ts'
import { type Fragment, html } from '../html/markup.ts'
import { named, type Section, table } from '../html/section.ts'
import { figure, groupDigits } from '../numberText.ts'
import type { ReportData } from '../reportData.ts'
import { px } from '../svg/plot.ts'

/** A table of thousands of classes helps nobody: beyond this, the classes with the least F1 stand alone. */
const MOST_CLASSES = 100

/** F1 as a length; the figure stands beside it. */
function bar(f1: number): Fragment {
  return html`<span class="bar" aria-hidden="true"><span style="width:${px(100 * f1)}%"></span></span>`
}

const cells = ({ precision, recall, f1, support }: ClassScores): Fragment[] => [
  figure(precision),
  figure(recall),
  html`${bar(f1)}${figure(f1)}`,
  groupDigits(support),
]

/** The section of classes; nothing without a classification report. */
export function classTableSection({ classification }: ReportData): Section | undefined {
  if (classification === undefined) return undefined
  const { perClass, macro, weighted } = classification
  const clipped = perClass.length > MOST_CLASSES
  const shown = clipped ? perClass.toSorted((a, b) => a.f1 - b.f1).slice(0, MOST_CLASSES) : perClass
  const columns = ['precision', 'recall', 'F1', 'rows'].map((title) => ({ title, numeric: true }))
  const caption = clipped
    ? `The ${MOST_CLASSES} classes with the least F1, of ${groupDigits(perClass.length)}`
    : 'Figures of each class'
  return {
    id: 'classes',
    heading: 'Classes',
    body: html`<p class="lead">Precision: of the rows called this class, those that are. Recall: of the rows of this class, those that were found. F1 is the harmonic mean of both.</p>
${table(
  caption,
  [{ title: 'class' }, ...columns],
  shown.map((scores) => [named(scores.class), ...cells(scores)]),
  {
    foot: [
      ['macro average', ...cells(macro)],
      ['weighted average', ...cells(weighted)],
    ],
  },
)}`,
  }
}
