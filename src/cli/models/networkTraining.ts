// What the two kinds of networks have in common when they are trained: optimizers by name, and batches.

import { UsageError } from '../../errors.ts'
import { Adam, type Optimizer, SGD } from '../../optimizers/index.ts'
import type { TrainingDescription, TrainingSettings } from './trainingSettings.ts'

const OPTIMIZERS = new Map<string, (options: { learningRate?: number }) => Optimizer>([
  ['adam', (options) => new Adam(options)],
  ['sgd', (options) => new SGD(options)],
])

/** Rows in a step where --batch-size is not given. */
export const NETWORK_BATCH_SIZE = 32

/** Refuses before data is loaded what no network can do. @throws UsageError */
export function checkNetworkSettings({ optimizer = 'adam', l1 }: TrainingSettings): void {
  if (!OPTIMIZERS.has(optimizer)) {
    throw new UsageError(
      `--optimizer must be adam or sgd for --model mlp; received ${optimizer}. Name another, or train with --model softmax.`,
    )
  }
  if (l1 !== undefined) {
    throw new UsageError(
      '--l1 is a penalty of --model softmax; an mlp has --l2 alone. Leave out --l1, or train with --model softmax.',
    )
  }
}

/** The optimizer of --optimizer and --learning-rate. */
export function optimizerOf({ optimizer = 'adam', learningRate }: TrainingSettings): Optimizer {
  const make = OPTIMIZERS.get(optimizer) as (options: { learningRate?: number }) => Optimizer
  return make(learningRate === undefined ? {} : { learningRate })
}

/** What history.json says of it. */
export function describeTraining(settings: TrainingSettings): TrainingDescription {
  const optimizer = optimizerOf(settings)
  return { optimizer: { kind: optimizer.kind, ...optimizer.config() }, batchSize: settings.batchSize ?? NETWORK_BATCH_SIZE }
}

/** Batches of an epoch. */
export function batchesOf(rows: number, batchSize: number = NETWORK_BATCH_SIZE): { batches: number; batchSize: number } {
  return { batches: Math.ceil(rows / batchSize), batchSize }
}

/** Weights of classes in inverse proportion to their rows: rows / (classes x rows of the class). */
export function balancedWeights(labels: ArrayLike<number>, classes: number): Record<number, number> {
  const counts = new Array<number>(classes).fill(0)
  for (let row = 0; row < labels.length; row++) counts[labels[row] as number] = (counts[labels[row] as number] as number) + 1
  const present = counts.filter((count) => count > 0).length
  return Object.fromEntries(counts.flatMap((count, i) => (count > 0 ? [[i, labels.length / (present * count)]] : [])))
}
