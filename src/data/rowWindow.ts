// Rows that are in memory together: they are copied in from the pieces of a reading, and out in any order.

import type { TableColumn } from './table.ts'
import type { SourceColumn, SourceCursor, TableBatch, TablePiece } from './tableSource.ts'

const FIRST_CAPACITY = 1024

/** At most `capacity` rows of some columns. */
export class RowWindow {
  readonly #name: string
  readonly #columns: readonly SourceColumn[]
  readonly #capacity: number
  #values: (Float64Array | string[])[]
  #lines: Uint32Array = new Uint32Array(0)
  #numbers: Uint32Array = new Uint32Array(0)
  #rows = 0

  constructor(name: string, columns: readonly SourceColumn[], capacity: number) {
    this.#name = name
    this.#columns = columns
    this.#capacity = capacity
    this.#values = columns.map(({ type }) => (type === 'number' ? new Float64Array(0) : []))
  }

  get rows(): number {
    return this.#rows
  }

  get isFull(): boolean {
    return this.#rows === this.#capacity
  }

  /**
   * Takes rows of a piece, from its row `at` on, until the window is full.
   *
   * @param first the number of the piece's first row
   * @param isWanted which rows to take, by their numbers; all without it
   * @returns the row of the piece to go on with
   */
  take(piece: TablePiece, at: number, first: number, isWanted: ((row: number) => boolean) | undefined): number {
    const room = this.#capacity - this.#rows
    const { rowNumbers } = piece
    const numberOf = (row: number): number => (rowNumbers === undefined ? first + row : (rowNumbers[row] as number))
    let end = at
    let taken: Uint32Array | undefined
    if (isWanted === undefined) end = Math.min(piece.rows, at + room)
    else {
      taken = new Uint32Array(Math.min(room, piece.rows - at))
      let count = 0
      for (; end < piece.rows && count < room; end++) if (isWanted(numberOf(end))) taken[count++] = end
      taken = taken.subarray(0, count)
    }
    const count = taken?.length ?? end - at
    this.#reserve(this.#rows + count)
    const to = this.#rows
    this.#values.forEach((values, i) => {
      const source = (piece.columns[i] as TableColumn).values
      if (values instanceof Float64Array) {
        const numbers = source as Float64Array
        if (taken === undefined) values.set(numbers.subarray(at, end), to)
        else for (let j = 0; j < count; j++) values[to + j] = numbers[taken[j] as number] as number
      } else for (let j = 0; j < count; j++) values[to + j] = (source as readonly string[])[taken?.[j] ?? at + j] as string
    })
    for (let j = 0; j < count; j++) {
      const row = taken?.[j] ?? at + j
      this.#lines[to + j] = piece.lines[row] as number
      this.#numbers[to + j] = numberOf(row)
    }
    this.#rows += count
    return end
  }

  /** A copy of the rows `order`, in that order. */
  batch(order: Uint32Array, cursor: SourceCursor): TableBatch {
    const rows = order.length
    const columns = this.#columns.map(({ name }, i): TableColumn => {
      const values = this.#values[i] as Float64Array | string[]
      let missing = 0
      if (values instanceof Float64Array) {
        const chosen = new Float64Array(rows)
        for (let j = 0; j < rows; j++) {
          const value = values[order[j] as number] as number
          chosen[j] = value
          if (Number.isNaN(value)) missing++
        }
        return { name, type: 'number', values: chosen, missing }
      }
      const chosen: string[] = new Array(rows)
      for (let j = 0; j < rows; j++) {
        const value = values[order[j] as number] as string
        chosen[j] = value
        if (value === '') missing++
      }
      return { name, type: 'text', values: chosen, missing, firstText: 0 }
    })
    const pick = (numbers: Uint32Array): Uint32Array => {
      const chosen = new Uint32Array(rows)
      for (let j = 0; j < rows; j++) chosen[j] = numbers[order[j] as number] as number
      return chosen
    }
    return { name: this.#name, rows, columns, lines: pick(this.#lines), rowNumbers: pick(this.#numbers), cursor }
  }

  clear(): void {
    this.#rows = 0
  }

  #reserve(rows: number): void {
    if (rows <= this.#lines.length) return
    const capacity = Math.min(this.#capacity, Math.max(rows, 2 * this.#lines.length, FIRST_CAPACITY))
    const grow = <A extends Float64Array | Uint32Array>(array: A, grown: A): A => {
      grown.set(array.subarray(0, this.#rows))
      return grown
    }
    this.#values = this.#values.map((values) =>
      values instanceof Float64Array ? grow(values, new Float64Array(capacity)) : values,
    )
    this.#lines = grow(this.#lines, new Uint32Array(capacity))
    this.#numbers = grow(this.#numbers, new Uint32Array(capacity))
  }
}
