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

/** Names and values, one pair a line, the values in one column. */
export function renderPairs(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...pairs.map(([name]) => name.length))
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${value}`.trimEnd())
}

/** 20175 as `20,175`. */
export function groupDigits(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `1 row`, `2 rows`. */
export function plural(count: number, word: string, words = `${word}s`): string {
  return `${groupDigits(count)} ${count === 1 ? word : words}`
}

/** Bytes as people say them: 84 kB. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  if (bytes < 999_500) return `${Math.round(bytes / 1000)} kB`
  return bytes < 999_500_000 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`
}

/** An argument as a POSIX shell takes it, quoted only where it must be. */
export function shellQuote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
