// A table as plain data: columns, never an object for each row. A column of numbers is a typed array.

/** A column whose every value is a number or missing. */
export interface NumberColumn {
  readonly name: string
  readonly type: 'number'
  /** One value a row; NaN where it is missing. */
  readonly values: Float64Array
  /** How many values are missing. */
  readonly missing: number
}

/** A column of texts. */
export interface TextColumn {
  readonly name: string
  readonly type: 'text'
  /** One value a row; '' where it is missing. */
  readonly values: readonly string[]
  /** How many values are missing. */
  readonly missing: number
  /** The row of the first value that is no number: why this is a column of texts. */
  readonly firstText: number
}

/** A column of a table. */
export type TableColumn = NumberColumn | TextColumn

/** Columns of equally many rows. */
export interface Table {
  /** What the table is called in messages: its path, for one. */
  readonly name: string
  readonly rows: number
  readonly columns: readonly TableColumn[]
  /** In which line of its file each row starts, counted from 1. */
  readonly lines: Uint32Array
  /** The number of each row in the whole, from 0, where this is a part of it. */
  readonly rowNumbers?: Uint32Array
}

/** Where a row is, for a message: `flowers.csv, line 3 (row 1)`; without a file `the rows, row 1`. */
export function rowPlace({ name, lines, rowNumbers }: Table, row: number): string {
  const number = rowNumbers?.[row] ?? row
  return lines.length > row ? `${name}, line ${lines[row]} (row ${number})` : `${name}, row ${number}`
}
