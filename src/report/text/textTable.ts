// Text tables: columns as wide as their widest cell, two spaces between them, numbers to the right.

/** One column of a table. */
export interface Column {
  title: string
  align?: 'left' | 'right'
}

/**
 * A table as lines of text, its header first.
 *
 * @param rows the cells of each row; an empty row becomes an empty line
 */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map(({ title }, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)))
  const render = (cells: readonly string[]): string =>
    columns
      .map(({ align = 'right' }, i) =>
        align === 'left' ? (cells[i] ?? '').padEnd(widths[i] ?? 0) : (cells[i] ?? '').padStart(widths[i] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [render(columns.map(({ title }) => title)), ...rows.map(render)]
}
