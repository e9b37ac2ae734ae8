// All that a training is made of between two steps, as plain data. Order and dropout are functions of (seed, epoch, step), so
// with it a run goes on as if it had never stopped, bit for bit.

import { FormatError } from '../errors.ts'
import type { PairwiseSumState } from '../numerics/index.ts'
import type { OptimizerState } from '../optimizers/index.ts'

/** The running means of an epoch that has begun. */
export interface AveragesState {
  /** One for the loss and each metric. */
  readonly sums: readonly PairwiseSumState[]
  readonly penaltySum: number
  readonly seen: number
}

/** Where a run stands. */
export interface TrainingPosition {
  /** The epoch that is next, or has begun; from 0. */
  readonly epoch: number
  /** Rows of its order that have been used. */
  readonly cursor: number
  /** What its order depends on. */
  readonly seed: number
  readonly shuffle: boolean
  readonly batchSize: number
  /** The means so far; null at the start of an epoch. */
  readonly averages: AveragesState | null
}

/** The numbers of a run: what a snapshot keeps. */
export interface TrainedState {
  readonly weights: readonly Float32Array[]
  /** Optimizer slots by state name, such as '0.kernel/mean'. */
  readonly slots: ReadonlyMap<string, Float32Array>
  readonly optimizer: OptimizerState
}

/** What a model file keeps of a run, beside the weights. */
export interface Checkpoint {
  readonly position: TrainingPosition
  readonly optimizer: OptimizerState
  readonly slots: ReadonlyMap<string, Float32Array>
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((element) => typeof element === 'number')
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function isSum(value: unknown): value is PairwiseSumState {
  return isObject(value) && isCount(value.count) && isNumbers(value.block) && isNumbers(value.sums)
}

function isAverages(value: unknown): value is AveragesState {
  return (
    isObject(value) &&
    Array.isArray(value.sums) &&
    value.sums.every(isSum) &&
    isCount(value.seen) &&
    typeof value.penaltySum === 'number'
  )
}

/** The checked position and optimizer state of a model file. @throws FormatError */
export function checkpointFromJson(value: unknown, name: string): Omit<Checkpoint, 'slots'> {
  const position = isObject(value) ? value.position : undefined
  const optimizer = isObject(value) ? value.optimizer : undefined
  const holds =
    isObject(position) &&
    isCount(position.epoch) &&
    isCount(position.cursor) &&
    isCount(position.seed) &&
    isCount(position.batchSize) &&
    position.batchSize > 0 &&
    typeof position.shuffle === 'boolean' &&
    (position.averages === null || isAverages(position.averages)) &&
    isObject(optimizer) &&
    isCount(optimizer.step) &&
    isObject(optimizer.powers) &&
    isNumbers(Object.values(optimizer.powers))
  if (!holds)
    throw new FormatError(
      `${name}: its checkpoint is not one that argmax writes. The file is damaged; the weights may still be read elsewhere.`,
    )
  return { position: position as unknown as TrainingPosition, optimizer: optimizer as unknown as OptimizerState }
}
