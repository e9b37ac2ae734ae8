// The fingerprint of a table's rows and labels, by which a model file knows its training rows again. It is made of pieces of the table, so
// that rows that are streamed have the one that they have in memory.

import { hashData, sliceTable, type Table, type TableColumn, tableTensors } from '../../data/index.ts'
import type { KnownTable } from './tableData.ts'

/** Rows of a piece. */
export const HASHED_ROWS = 16_384

/** The columns that a table is known by, in the order of their names: those of the model's data, or all but the label. */
export function hashedColumns(columns: readonly string[], label: string, known: KnownTable | undefined): string[] {
  const names = new Set(columns)
  const former = known?.columns
  const hashed = former?.every((name) => names.has(name)) ? [...former] : columns.filter((name) => name !== label)
  return hashed.sort()
}

/**
 * The fingerprint of rows as they come: the same for the same rows and labels, in whatever order a file has its columns, and whatever it
 * calls the label.
 */
export class TableHash {
  readonly #columns: readonly string[]
  readonly #pieces: string[] = []

  /** @param columns their names, in order */
  constructor(columns: readonly string[]) {
    this.#columns = columns
  }

  /** Adds the next rows: HASHED_ROWS of them, but for the last. */
  async add(table: Table, labels: readonly string[]): Promise<void> {
    const columns = this.#columns.map((name) => table.columns.find((column) => column.name === name) as TableColumn)
    const label: TableColumn = { name: '', type: 'text', values: labels, missing: 0, firstText: 0 }
    this.#pieces.push(await hashData(...tableTensors({ ...table, columns: [...columns, label] })))
  }

  /** That of a piece itself, or of the pieces' in a line each. */
  async build(): Promise<string> {
    const [first] = this.#pieces
    if (first !== undefined && this.#pieces.length === 1) return first
    const data = new TextEncoder().encode(this.#pieces.join('\n'))
    return hashData({ data, shape: [data.length] })
  }
}

/** The fingerprint of a table in memory. */
export async function hashTable(table: Table, columns: readonly string[], labels: readonly string[]): Promise<string> {
  const hash = new TableHash(columns)
  for (let start = 0; start < table.rows; start += HASHED_ROWS) {
    const end = Math.min(table.rows, start + HASHED_ROWS)
    await hash.add(sliceTable(table, start, end), labels.slice(start, end))
  }
  return hash.build()
}
