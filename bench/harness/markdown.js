// Markdown tables that read well in a terminal too.

/** Rows of cells, padded to columns; all but the first column stand right. */
export function markdownTable(head, rows) {
  const widths = head.map((_, c) => Math.max(3, ...[head, ...rows].map((row) => (row[c] ?? '').length)))
  const cell = (text, c) => (c === 0 ? text.padEnd(widths[c]) : text.padStart(widths[c]))
  const line = (row) => `| ${widths.map((_, c) => cell(row[c] ?? '', c)).join(' | ')} |`
  const rule = `|${widths.map((width, c) => (c === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

/** Three digits that count, without an exponent. */
export function threeDigits(value) {
  if (!Number.isFinite(value)) return '-'
  if (value >= 99.95) return Math.round(value).toLocaleString('en')
  return value.toFixed(value >= 9.995 ? 1 : value >= 0.9995 ? 2 : 3)
}

/** A summary as `median (min-max)`. */
export const spread = ({ median, min, max }, factor = 1) =>
  `${threeDigits(median * factor)} (${threeDigits(min * factor)}-${threeDigits(max * factor)})`
