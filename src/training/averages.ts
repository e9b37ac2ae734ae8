// Means of losses and metrics over rows, in float64 over a fixed tree: the same numbers however rows were cut into batches.

import { PairwiseSum, type PairwiseSumState } from '../numerics/index.ts'
import { countParts } from '../numerics/rounding.ts'
import type { Batches, Program } from '../runtime/runtime.ts'
import type { Recipe } from './lowering.ts'
import type { AveragesState } from './state.ts'

/** What a program computed for some batches: the loss and metrics of each row, penalties of each batch. */
export class Measurements {
  readonly rows: readonly Float32Array[]
  readonly penalties: readonly Float32Array[]
  /** Where a program is to put them. */
  readonly kept: Batches['kept']

  /** Room for `rows` rows in batches of `batchSize`. */
  constructor(program: Program, { metrics }: Recipe, rows: number, batchSize: number) {
    const names = ['loss', ...metrics.map(({ name }) => `metric/${name}`)]
    const penalties = program.outputs.filter((name) => name.startsWith('penalty/'))
    // Where threads write, memory must be shared.
    const Buffer = (program.threads > 1 ? SharedArrayBuffer : ArrayBuffer) as ArrayBufferConstructor
    const floats = (count: number): Float32Array => new Float32Array(new Buffer(4 * count))
    this.rows = names.map(() => floats(rows))
    this.penalties = penalties.map(() => floats(countParts(rows, batchSize)))
    const targets = [...this.rows, ...this.penalties]
    this.kept = [...names, ...penalties].map((output, index) => ({ output, target: targets[index] as Float32Array }))
  }
}

/** Running means of a loss and its metrics. */
export class Averages {
  readonly #names: readonly string[]
  readonly #sums: PairwiseSum[]
  readonly #ignoreClass: number | null
  readonly #batchSize: number
  #rows = 0
  #seen = 0
  #penalized = false
  #penaltySum = 0
  /** The first row added whose loss was not finite, counted from the first `add`. */
  notFinite: number | undefined

  constructor({ loss, metrics }: Recipe, batchSize: number) {
    this.#names = ['loss', ...metrics.map(({ name }) => name)]
    this.#sums = this.#names.map(() => new PairwiseSum())
    this.#ignoreClass = loss.labels === 'sparse' ? loss.ignoreClass : null
    this.#batchSize = batchSize
  }

  /** Adds the first `rows` rows of what was measured, whole batches of them; `labelOf` tells which are ignored. */
  add({ rows: columns, penalties }: Measurements, rows: number, labelOf: (row: number) => number): void {
    const ignore = this.#ignoreClass
    columns.forEach((values, index) => {
      const sum = this.#sums[index] as PairwiseSum
      for (let row = 0; row < rows; row++) {
        const value = values[row] as number
        if (index === 0 && value - value !== 0) this.notFinite ??= this.#seen + row
        if (ignore === null || labelOf(row) !== ignore) sum.add(value)
      }
    })
    this.#penalized = penalties.length > 0
    for (let batch = 0, start = 0; start < rows; batch++, start += this.#batchSize) {
      let penalty = 0
      for (const values of penalties) penalty += values[batch] as number
      if (penalty - penalty !== 0) this.notFinite = Math.min(this.notFinite ?? this.#seen + start, this.#seen + start)
      this.#penaltySum += penalty * Math.min(this.#batchSize, rows - start)
    }
    this.#seen += rows
    this.#rows = (this.#sums[0] as PairwiseSum).count
  }

  /** A copy of all that has been added, for a checkpoint. */
  state(): AveragesState {
    return { sums: this.#sums.map((sum) => sum.state()), penaltySum: this.#penaltySum, seen: this.#seen }
  }

  /** Goes on from a state that `state()` gave. */
  restore({ sums, penaltySum, seen }: AveragesState): void {
    this.#sums.forEach((sum, index) => {
      sum.restore(sums[index] as PairwiseSumState)
    })
    this.#penaltySum = penaltySum
    this.#seen = seen
    this.#rows = (this.#sums[0] as PairwiseSum).count
  }

  /** The means so far; 0 where all rows were ignored. */
  logs(): Record<string, number> {
    const logs: Record<string, number> = {}
    this.#names.forEach((name, index) => {
      logs[name] = this.#rows === 0 ? 0 : (this.#sums[index] as PairwiseSum).value() / this.#rows
    })
    if (this.#penalized) logs.loss = (logs.loss as number) + this.#penaltySum / this.#seen
    return logs
  }
}
