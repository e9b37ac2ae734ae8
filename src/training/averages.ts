// Means of losses and metrics over rows, in float64 over a fixed tree: the same numbers however rows were cut into batches.

import { PairwiseSum, type PairwiseSumState } from '../numerics/index.ts'
import type { Program } from '../runtime/runtime.ts'
import type { Recipe } from './lowering.ts'
import type { AveragesState } from './state.ts'

/** Running means of a loss and its metrics. */
export class Averages {
  readonly #names: readonly string[]
  readonly #sums: PairwiseSum[]
  readonly #values: Float32Array
  readonly #penalties: number
  readonly #ignoreClass: number | null
  readonly #penalty = new Float32Array(1)
  #rows = 0
  #seen = 0
  #penaltySum = 0
  /** Whether every row loss so far was finite. */
  finite = true

  constructor({ loss, metrics }: Recipe, capacity: number, penalties: number) {
    this.#names = ['loss', ...metrics.map(({ name }) => name)]
    this.#sums = this.#names.map(() => new PairwiseSum())
    this.#values = new Float32Array(capacity)
    this.#penalties = penalties
    this.#ignoreClass = loss.labels === 'sparse' ? loss.ignoreClass : null
  }

  /** Adds what a program computed for a batch; `labelOf` tells which rows are ignored. */
  add(program: Program, rows: number, labelOf: (row: number) => number): void {
    const values = this.#values
    this.#names.forEach((name, index) => {
      program.read(index === 0 ? 'loss' : `metric/${name}`, values, rows)
      const sum = this.#sums[index] as PairwiseSum
      for (let row = 0; row < rows; row++) {
        const value = values[row] as number
        if (index === 0 && value - value !== 0) this.finite = false
        if (this.#ignoreClass === null || labelOf(row) !== this.#ignoreClass) sum.add(value)
      }
    })
    let penalty = 0
    for (let index = 0; index < this.#penalties; index++) {
      program.read(`penalty/${index}`, this.#penalty)
      penalty += this.#penalty[0] as number
    }
    if (penalty - penalty !== 0) this.finite = false
    this.#penaltySum += penalty * rows
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
    if (this.#penalties > 0) logs.loss = (logs.loss as number) + this.#penaltySum / this.#seen
    return logs
  }
}
