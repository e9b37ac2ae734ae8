// A classification report as a table for people: a row for each class, then the two averages.

import type { ClassificationReport, ClassScores } from '../../evaluation/index.ts'
import { clip, groupDigits } from '../numberText.ts'
import { oneLine } from '../printable.ts'
import { PLAIN, type TextStyle } from './textStyle.ts'
import { renderTable } from './textTable.ts'

/** Long class names are cut, so that the table stays within 80 columns. */
const LONGEST_NAME = 36

function cells(name: string, { precision, recall, f1, support }: ClassScores): string[] {
  return [clip(oneLine(name), LONGEST_NAME), precision.toFixed(4), recall.toFixed(4), f1.toFixed(4), groupDigits(support)]
}

/** The lines of a report, none longer than 80 characters. */
export function reportLines(report: ClassificationReport, style: Pick<TextStyle, 'bold' | 'dim'> = PLAIN): string[] {
  const columns = [
    { title: 'class', align: 'left' as const },
    { title: 'precision' },
    { title: 'recall' },
    { title: 'f1' },
    { title: 'support' },
  ]
  const rows = [
    ...report.perClass.map((scores) => cells(String(scores.class), scores)),
    cells('macro average', report.macro),
    cells('weighted average', report.weighted),
  ]
  const [header, ...lines] = renderTable(columns, rows)
  const ruler = '─'.repeat(Math.max(...lines.map((line) => line.length)))
  return [style.bold(header as string), ...lines.slice(0, -2), style.dim(ruler), ...lines.slice(-2)]
}
