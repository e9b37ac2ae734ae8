import { describe, expect, it } from 'vitest'
import { DataError, LabelError, ShapeError } from '../errors.ts'
import { tensor } from '../tensor/index.ts'
import { confidentMistakes } from './confidentMistakes.ts'
import { reportFromPredictions } from './reportFromPredictions.ts'

const probabilities = [
  [0.875, 0.125],
  [0.5, 0.5],
  [0.125, 0.875],
  [0.75, 0.25],
]

describe('confidentMistakes', () => {
  it('gives the wrong rows, the surest first; of equal probabilities the first class is predicted', () => {
    expect(confidentMistakes(probabilities, [0, 1, 0, 1])).toEqual({
      wrong: 3,
      examples: [
        { row: 2, truth: 0, predicted: 1, probability: 0.875, truthProbability: 0.125 },
        { row: 3, truth: 1, predicted: 0, probability: 0.75, truthProbability: 0.25 },
        { row: 1, truth: 1, predicted: 0, probability: 0.5, truthProbability: 0.5 },
      ],
    })
    const { wrong, examples } = confidentMistakes(probabilities, Int32Array.of(0, 1, 0, 1), { limit: 1 })
    expect([wrong, examples.length]).toEqual([3, 1])
  })

  it('takes stored integers by their scale', () => {
    const stored = tensor(Uint8Array.of(51, 204), [1, 2], { scale: 1 / 255 })
    expect(confidentMistakes(stored, [0]).examples[0]?.probability).toBeCloseTo(0.8, 15)
  })

  it('refuses logits, labels out of range and rows that differ in number', () => {
    expect(() => confidentMistakes([[3, -1]], [1])).toThrow(DataError)
    expect(() => confidentMistakes([[3, -1]], [1])).toThrow(/received 3 in row 0.*softmax/)
    expect(() => confidentMistakes(probabilities, [0, 1, 2, 0])).toThrow(LabelError)
    expect(() => confidentMistakes(probabilities, [0])).toThrow(ShapeError)
  })
})

describe('reportFromPredictions', () => {
  it('classifies, finds mistakes and calls classes by their names; all else passes through', () => {
    const report = reportFromPredictions({
      title: 't',
      what: 'w',
      probabilities,
      y: [0, 1, 0, 1],
      classes: ['cat', 'dog'],
      columns: ['a'],
      values: (row) => [10 * row],
      notes: ['n'],
    })
    expect(report).toMatchObject({ title: 't', what: 'w', notes: ['n'] })
    expect(report.classification?.confusion).toEqual([
      [1, 1],
      [2, 0],
    ])
    expect(report.mistakes).toMatchObject({ wrong: 3, columns: ['a'] })
    expect(report.mistakes?.examples[0]).toMatchObject({ row: 2, truth: 'cat', predicted: 'dog', values: [20] })
  })
})
