// What a reference is: an operation's result, computed slowly and plainly. References stand beside their operations, in
// `<family>.reference.ts`; only the interpreter reaches them.

import type { Attributes, OperationName, ValueType } from './types.ts'

/** Numbers of one evaluated value, in row-major order, with an error bound for each where it is propagated. */
export interface Evaluated {
  readonly data: Float64Array
  readonly bound: Float64Array | null
  readonly shape: readonly number[]
}

/** One evaluation of a node by the interpreter. */
export interface Evaluation {
  /** float32: every operation rounds in its contract's order; float64: no rounding but float64's own. */
  readonly precision: 'float32' | 'float64'
  /** Rounds to the evaluation's precision. */
  readonly round: (value: number) => number
  readonly inputs: readonly Evaluated[]
  readonly attributes: Attributes
  /** The static types of the inputs (their batch dimension is the capacity, not the row count). */
  readonly inputTypes: readonly ValueType[]
  /** The result's shape with the row count in place of the batch capacity. */
  readonly shape: readonly number[]
}

/** A result's numbers, and in float64 their bounds. */
export type Result = Omit<Evaluated, 'shape'>

/** What an operation computes: the order of it in words, and in numbers. */
export interface Reference {
  /** The summation order and roundings; printed with the graph. A change needs a new `numericsVersion`. */
  readonly contract: string
  /**
   * Gives the result's numbers, and in float64 their bound: how far a float32 program that keeps the contract may be from
   * these numbers.
   */
  evaluate(evaluation: Evaluation): Result
}

/** The references of a family. */
export type References<Name extends OperationName> = Readonly<Record<Name, Reference>>

/** Unit roundoff of float32. */
export const unitRoundoff: number = 1 / 0x1000000
/** Half the smallest subnormal float32: the absolute part of a rounding error. */
export const underflow: number = 1 / 0x10000000000000 / 0x10000000000000 / 0x400000000000
