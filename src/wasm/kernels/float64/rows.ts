// How the row kernels (softmax, cross-entropy, their kin) see rows of logits: numerics/row.ts with vectors in place of numbers.
// There are two ways through memory, pairOfRows.ts and longRow.ts; the kernels' formulas are the same for both.

import type { Place } from '../../../compiler/memory.ts'
import type { Local } from '../../assembler/index.ts'
import type { KernelContext } from '../../kernel.ts'
import type { FormulaWriter, Vectors } from './vectors.ts'

/** Some neighbouring classes, in a formula that goes over all of them. */
export interface Classes {
  /** e_i = exp(x_i - m). */
  readonly terms: Vectors
  /** Values [batch, classes] at these classes, widened to float64. */
  values(place: Place): Vectors
}

/** The label of each row. */
export interface Label {
  /** Whether the row counts (a mask): its label is a class, and is not ignored. */
  readonly counts: Vectors
  /** Whether the label is the row's argmax (a mask). */
  readonly isArgmax: Vectors
  /** d_y = x_y - m, 0 where the label is the argmax. */
  readonly difference: Vectors
  /** e_y. */
  readonly term: Vectors
}

/** What is to be read of rows. */
export interface RowSource {
  /** float32 [batch, classes]. */
  readonly logits: Place
  /** int32 [batch]: a class for each row. */
  readonly labels?: Place | undefined
  /** The label of rows that count for nothing. */
  readonly ignoreClass?: number | null | undefined
  /** float32 [batch, classes] that `Classes.values` will be asked for, beside the logits. */
  readonly targets?: Place | undefined
}

/** One row or two, while code for them is written. A row's value is one vector: a lane for each row, or the same in both. */
export interface Rows {
  readonly writer: FormulaWriter
  /** m, the largest logit. */
  readonly maximum: Vectors
  /** S1, the sum of the terms but that of the argmax; T = 1 + S1. */
  readonly rest: Vectors
  readonly total: Vectors
  /** There where the source has labels. */
  readonly label: Label | null
  /** Each row's value of a float64 [batch]. */
  rowValues(place: Place): Vectors
  /** Writes each row's value, rounded to float32, into a float32 [batch]. */
  storeRowValues(place: Place, values: Vectors): void
  /** Sums of some formulas over the classes, in the contract's eight lanes. */
  sums(formulas: (classes: Classes) => readonly Vectors[]): readonly Vectors[]
  /** Writes a formula of each class, rounded to float32, into a float32 [batch, classes], with zero padding. */
  write(place: Place, formula: (classes: Classes) => Vectors): void
  /** Overwrites the label's element, after `write`. */
  writeLabel(place: Place, value: Vectors): void
  /** Overwrites with zeros the rows whose mask is 0, after `write`. */
  clear(place: Place, mask: Vectors): void
}

/** Rows [begin, end). */
export interface Share {
  readonly begin: Local | number
  readonly end: Local | number
}

/** Emits code for rows [begin, end). */
export type RowLoop = (context: KernelContext, share: Share, source: RowSource, body: (rows: Rows) => void) => void

/** From this spread of a row's logits on, exponents are clamped. */
export const NEAR = 708
/** Lanes of the contract's sums: class i is added to lane i mod 8. */
export const LANES = 8
