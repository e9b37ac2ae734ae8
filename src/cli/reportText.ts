// A classification report as a table for people: a row for each class, then the two averages.

import type { ClassificationReport, ClassScores } from '../evaluation/index.ts'
import type { Colors } from './output.ts'
import { groupDigits, renderTable } from './table.ts'

/** Long class names are cut, so that the table stays within 80 columns. */
const LONGEST_NAME = 36

const short = (name: string): string => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name)

function cells(name: string, { precision, recall, f1, support }: ClassScores): string[] {
  return [short(name), precision.toFixed(4), recall.toFixed(4), f1.toFixed(4), groupDigits(support)]
}

/** The lines of a report, none longer than 80 characters. */
export function reportLines(report: ClassificationReport, colors: Colors): string[] {
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
  return [colors.bold(header as string), ...lines.slice(0, -2), colors.dim(ruler), ...lines.slice(-2)]
}
