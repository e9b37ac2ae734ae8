// Counts of categories while rows come.

import type { Table, TableColumn } from '../data/index.ts'
import { describe, UsageError } from '../errors.ts'
import { CategoryReader } from './columnValues.ts'
import type { Dropped, FittedTransform, Fitter } from './transform.ts'

/** Rows of each category, and of missing ones under ''. */
export class CategoryCounter {
  readonly counts: Map<string, number> = new Map()
  rows = 0
  readonly #reader = new CategoryReader()

  add(table: Table, column: TableColumn): void {
    for (const name of this.#reader.read(table, column)) this.counts.set(name, (this.counts.get(name) ?? 0) + 1)
    this.rows += table.rows
  }

  /** Rows in which a category is missing. */
  get missing(): number {
    return this.counts.get('') ?? 0
  }

  /** What all values are, for whoever asks why there is nothing to learn; undefined where they differ. */
  constant(): string | undefined {
    if (this.missing === this.rows) return 'every value is missing'
    if (this.counts.size > 1) return undefined
    return `every value is ${describe([...this.counts.keys()][0])}`
  }

  /** Categories and their rows, ascending by UTF-16 units. */
  categories(): [name: string, rows: number][] {
    return [...this.counts].filter(([name]) => name !== '').sort(([a], [b]) => (a < b ? -1 : 1))
  }
}

/** @throws UsageError unless a value is a whole number >= least */
export function checkWhole(value: unknown, least: number, what: string): void {
  if (Number.isInteger(value) && (value as number) >= least) return
  throw new UsageError(`${what} must be a whole number >= ${least}; received ${describe(value)}.`)
}

/** A fitter that counts categories first, and makes what it makes of the counts. */
export function categoryFitter(finish: (counter: CategoryCounter) => FittedTransform | Dropped): Fitter {
  const counter = new CategoryCounter()
  return { add: (table, column) => counter.add(table, column), finish: () => finish(counter) }
}
