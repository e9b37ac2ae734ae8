import { describe, expect, test } from 'vitest'
import { GraphBuilder } from '../ir/graph.ts'
import { interpret } from '../ir/interpreter.ts'
import { Accuracy, type Metric, metricOf, TopKAccuracy } from './index.ts'

/** Row values for class numbers or rows of targets. */
function rowValues(
  metric: Metric,
  scores: readonly (readonly number[])[],
  labels: readonly number[] | readonly (readonly number[])[],
): number[] {
  const classes = scores[0]?.length as number
  const builder = new GraphBuilder(scores.length)
  const dense = Array.isArray(labels[0])
  const y = dense ? builder.input('y', [classes], { batched: true }) : builder.input('y', [], { dtype: 'int32', batched: true })
  builder.output('m', metric.lower(builder.input('x', [classes], { batched: true }), y))
  const { outputs } = interpret(builder.build(), { x: scores.flat(), y: labels.flat() as number[] }, { precision: 'float32' })
  return [...(outputs.get('m')?.data ?? [])]
}

const scores = [
  [3, 1, 2, 0],
  [1, 1, 0, 0],
  [0, 0, 0, 0],
  [Number.NaN, 1, 0, 0],
]

describe('metrics', () => {
  test('accuracy counts the highest score, and of equal ones the first', () => {
    expect(rowValues(new Accuracy(), scores, [0, 0, 0, 1])).toEqual([1, 1, 1, 0])
    expect(rowValues(new Accuracy(), scores, [2, 1, 3, 1])).toEqual([0, 0, 0, 0])
  })

  test('rows of targets count by their first highest', () => {
    expect(
      rowValues(new Accuracy(), scores, [
        [0.9, 0.1, 0, 0],
        [0.5, 0.5, 0, 0],
        [0, 0, 0, 1],
        [0, 1, 0, 0],
      ]),
    ).toEqual([1, 1, 0, 0])
  })

  test('top k counts all scores that tie with the k-th', () => {
    expect(rowValues(new TopKAccuracy({ k: 2 }), scores, [2, 1, 3, 1])).toEqual([1, 1, 1, 0])
    expect(rowValues(new TopKAccuracy({ k: 2 }), scores, [1, 2, 0, 1])).toEqual([0, 0, 1, 0])
    expect(rowValues(new TopKAccuracy(), scores, [3, 3, 3, 3])).toEqual([1, 1, 1, 0])
  })

  test.each<Metric>([new Accuracy({ name: 'hits' }), new TopKAccuracy({ k: 3, name: 'three' })])(
    '%# its config makes it again',
    (metric) => {
      const again = metricOf(metric.kind, JSON.parse(JSON.stringify(metric.config())))
      expect([again.kind, again.name, again.config()]).toEqual([metric.kind, metric.name, metric.config()])
    },
  )

  test('names are reported as they were given', () => {
    for (const name of ['accuracy', 'acc', 'sparse_categorical_accuracy', 'topK', 'top_k_categorical_accuracy'])
      expect(metricOf(name).name).toBe(name)
    expect(() => new TopKAccuracy({ k: 0 })).toThrow(/k must be.*0/)
  })
})
