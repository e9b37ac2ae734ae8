// What an optimizer is: an update in ir operations, and the scalars that the host computes for each step.

import type { Node } from '../ir/types.ts'

/** Counters of an optimizer between steps: plain data, part of what a resume needs. */
export interface OptimizerState {
  /** Steps taken. */
  step: number
  /** Powers by repeated multiplication, in float64, as the optimizer names them. */
  readonly powers: Record<string, number>
}

/** Values of one parameter's update. */
export interface UpdateOperands {
  readonly parameter: Node
  readonly gradient: Node
  /** The parameter's slots, in the order of `slots`. */
  readonly slots: readonly Node[]
  /** Run-time scalars by name. */
  readonly scalar: (name: string) => Node
}

/** What an update gives. */
export interface Updated {
  readonly parameter: Node
  readonly slots: readonly Node[]
}

/** An optimizer. */
export interface Optimizer {
  readonly kind: string
  /** May be changed between steps. */
  learningRate: number
  /** Names of what is kept for each parameter, zero at first. */
  readonly slots: readonly string[]
  /** Names of the run-time scalars. */
  readonly scalars: readonly string[]
  initialState(): OptimizerState
  /** Advances the state by one step and gives the step's scalars, in the order of `scalars`. */
  advance(state: OptimizerState): readonly number[]
  /** The new parameter and slots. */
  update(operands: UpdateOperands): Updated
  config(): Readonly<Record<string, unknown>>
}

/** A learning rate that is allowed. */
export function isLearningRate(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && Number.isFinite(value)
}
