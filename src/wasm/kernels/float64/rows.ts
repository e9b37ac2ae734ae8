// How the row kernels (softmax, cross-entropy, their kin) see rows of logits: numerics/row.ts with vectors in place of numbers.
// Rows go in pairs: lane r of a vector belongs to row r of its pair, so that nothing is ever summed across lanes, no lane is
// padding, and what happens once in a row happens once for both.

import type { Place } from '../../../compiler/memory.ts'
import type { FormulaWriter, Vectors } from './vectors.ts'

/** Some neighbouring classes of a pair, in a formula that goes over all of them: a vector for each class. */
export interface Classes {
  /** e_i = exp(x_i - m). */
  readonly terms: Vectors
  /** Whether a class is its row's argmax (a mask). */
  readonly isArgmax: Vectors
  /** Values [batch, classes] at these classes, widened to float64. */
  values(place: Place): Vectors
}

/** The labels of some pairs, a vector for each pair. A label that is no class is taken for the last one: it was checked before. */
export interface Label {
  /** Whether the label is the row's argmax (a mask). */
  readonly isArgmax: Vectors
  /** -d_y = m - x_y, 0 where the label is the argmax. */
  distance(): Vectors
  /** e_y. */
  term(): Vectors
  /** Overwrites the label's element of a float32 [batch, classes], after `write`. */
  write(place: Place, values: Vectors): void
}

/** What is to be read of rows. */
export interface RowSource {
  /** float32 [batch, classes]. */
  readonly logits: Place
  /** int32 [batch]: a class for each row. */
  readonly labels?: Place
  /** The label of rows that count for nothing. */
  readonly ignoreClass?: number | null
}

/** Some pairs of rows while code for them is written. A row's value stands in one lane; there is a vector for each pair. */
export interface Rows {
  readonly writer: FormulaWriter
  /** m, the largest logit. */
  maximum(): Vectors
  /** S1, the sum of the terms but that of the argmax, and T = 1 + S1. */
  readonly rest: Vectors
  readonly total: Vectors
  /** Reads the labels; the source has them. */
  label(): Label
  /** Whether each row counts (a mask): its label is not ignored. Null where every row does. */
  counts(): Vectors | null
  /** Each row's value of a float64 [batch]. */
  rowValues(place: Place): Vectors
  /** Writes each row's value, rounded to float32, into a float32 [batch]. */
  storeRowValues(place: Place, values: Vectors): void
}

/** One pair of rows, and its classes. */
export interface PairOfRows extends Rows {
  /** Sums of `count` formulas over the classes, in the contract's eight lanes. */
  sums(count: number, formulas: (classes: Classes) => readonly Vectors[]): readonly Vectors[]
  /** Writes a formula of each class, rounded to float32, into a float32 [batch, classes], with zero padding. */
  write(place: Place, formula: (classes: Classes) => Vectors): void
  /** Writes weight * (e_i / T), as `write` would; without a weight, e_i / T. */
  writeShares(place: Place, weight: Vectors | null): void
  /** Overwrites with zeros the rows whose mask is 0, after `write`. */
  clear(place: Place, mask: Vectors): void
}

/** As many rows as are worked on together, their terms in scratch memory. */
export interface RowTile {
  /** Emits a loop over the rows, several pairs at a time: for formulas of whole rows, which are long chains. */
  forRows(body: (rows: Rows) => void): void
  /** Emits a loop over the pairs of rows: for formulas of classes. */
  forPairs(body: (rows: PairOfRows) => void): void
}
