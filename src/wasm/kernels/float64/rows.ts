// How the row kernels (softmax, cross-entropy, their kin) see rows of logits: numerics/row.ts with vectors in place of numbers.
// Formulas of whole rows have a row in each lane, those of classes a class in each lane: nothing crosses lanes but maxima and sums.

import type { Place } from '../../../compiler/memory.ts'
import type { FormulaWriter, Vectors } from './vectors.ts'

/** Some neighbouring classes of a row, in a formula that goes over all of them: a vector for every two. */
export interface Classes {
  /** e_i = exp(x_i - m). */
  readonly terms: Vectors
  /** Whether a class is the row's argmax (a mask). */
  readonly isArgmax: Vectors
  /** Values [batch, classes] at these classes, widened to float64. */
  values(place: Place): Vectors
}

/** The labels of some rows. A label that is no class is taken for the last one: it was checked before. */
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
  /** Whether formulas are summed over the classes. */
  readonly sums?: boolean
}

/** One or more rows while code for them is written. */
export interface Rows {
  readonly writer: FormulaWriter
  /** m, the largest logit. */
  maximum(): Vectors
  /** S1, the sum of the terms but that of the argmax, and T = 1 + S1. */
  readonly rest: Vectors
  readonly total: Vectors
  /** Whether each row counts (a mask): its label is not ignored. Null where every row does. */
  counts(): Vectors | null
  /** Each row's value of a float64 [batch]. */
  rowValues(place: Place): Vectors
  /** Writes each row's value, rounded to float32, into a float32 [batch]. */
  storeRowValues(place: Place, values: Vectors): void
}

/** Pairs of rows: a vector for each, whose lanes are its two rows. */
export interface PairsOfRows extends Rows {
  /** Reads the labels; the source has them. */
  label(): Label
}

/** One row, whose values stand in both lanes, and its classes. */
export interface OneRow extends Rows {
  /** Sums of formulas over the classes, in the contract's eight lanes; not more of them than {@link MOST_SUMS}. */
  sums(formulas: (classes: Classes) => readonly Vectors[]): readonly Vectors[]
  /** Writes a formula of each class, rounded to float32, into a float32 [batch, classes], with zero padding. */
  write(place: Place, formula: (classes: Classes) => Vectors): void
  /** Overwrites the row with zeros if the mask is 0, after `write`. */
  clear(place: Place, mask: Vectors): void
}

/** How many sums of formulas a row may have. */
export const MOST_SUMS = 3

/** As many rows as are worked on together, their terms in scratch memory. */
export interface RowTile {
  /** Emits a loop over several pairs of rows at a time: for formulas of whole rows, which are long chains. */
  forPairs(body: (rows: PairsOfRows) => void): void
  /** Emits a loop over the rows: for formulas of classes. */
  forEachRow(body: (row: OneRow) => void): void
}
