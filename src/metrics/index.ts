// The metrics, by name.

import { describe, UsageError } from '../errors.ts'
import { Accuracy } from './accuracy.ts'
import type { Metric } from './metric.ts'
import { TopKAccuracy } from './topKAccuracy.ts'

export { Accuracy } from './accuracy.ts'
export type { Metric } from './metric.ts'
export { TopKAccuracy } from './topKAccuracy.ts'

/** Names that stand for a metric; Keras's names are reported as they were given. */
export type MetricName =
  | 'accuracy'
  | 'acc'
  | 'topK'
  | 'sparse_categorical_accuracy'
  | 'categorical_accuracy'
  | 'top_k_categorical_accuracy'
  | 'sparse_top_k_categorical_accuracy'
  | 'SparseCategoricalAccuracy'
  | 'CategoricalAccuracy'
  | 'TopKCategoricalAccuracy'
  | 'SparseTopKCategoricalAccuracy'

const makers: Readonly<Record<string, (name: string, config: Readonly<Record<string, unknown>>) => Metric>> = {
  accuracy: (name) => new Accuracy({ name }),
  acc: (name) => new Accuracy({ name }),
  sparse_categorical_accuracy: (name) => new Accuracy({ name }),
  categorical_accuracy: (name) => new Accuracy({ name }),
  topK: (name) => new TopKAccuracy({ name }),
  top_k_categorical_accuracy: (name) => new TopKAccuracy({ name }),
  sparse_top_k_categorical_accuracy: (name) => new TopKAccuracy({ name }),
  // Keras takes its classes' names too, and reports them under their objects' names.
  SparseCategoricalAccuracy: () => new Accuracy({ name: 'sparse_categorical_accuracy' }),
  CategoricalAccuracy: () => new Accuracy({ name: 'categorical_accuracy' }),
  TopKCategoricalAccuracy: () => new TopKAccuracy({ name: 'top_k_categorical_accuracy' }),
  SparseTopKCategoricalAccuracy: () => new TopKAccuracy({ name: 'sparse_top_k_categorical_accuracy' }),
  Accuracy: (_name, config) => new Accuracy(config),
  TopKAccuracy: (_name, config) => new TopKAccuracy(config),
}

/** A metric, or the one of a name. @throws UsageError for an unknown name */
export function metricOf(value: Metric | string, config: Readonly<Record<string, unknown>> = {}): Metric {
  if (typeof value === 'object' && value !== null && typeof value.lower === 'function') return value
  const make = typeof value === 'string' && Object.hasOwn(makers, value) ? makers[value] : undefined
  if (make) return make(value as string, config)
  throw new UsageError(
    `Unknown metric ${describe(value)}. Known: accuracy, topK, and Keras's names of them; or pass an object such as new TopKAccuracy({ k: 3 }).`,
  )
}
