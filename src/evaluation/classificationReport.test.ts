import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { LabelError, ShapeError, UsageError } from '../errors.ts'
import { tensor } from '../tensor/index.ts'
import { type ClassScores, classificationReport } from './classificationReport.ts'

interface Case {
  name: string
  labels: number[]
  predicted: number[]
  classes: number
  confusion: number[][]
  accuracy: number
  perClass: ClassScores[]
  macro: ClassScores
  weighted: ClassScores
}
const golden = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../test/golden/sklearn-report.json', import.meta.url).href), 'utf8'),
) as {
  tool: string
  cases: Case[]
}

function expectScores(received: ClassScores, wanted: ClassScores): void {
  expect(received.precision).toBeCloseTo(wanted.precision, 14)
  expect(received.recall).toBeCloseTo(wanted.recall, 14)
  expect(received.f1).toBeCloseTo(wanted.f1, 14)
  expect(received.support).toBe(wanted.support)
}

describe(`classificationReport equals ${golden.tool} to 14 digits`, () => {
  it.each(golden.cases)('$name', (wanted) => {
    const report = classificationReport(wanted.labels, wanted.predicted, { classes: wanted.classes })
    expect(report.confusion).toEqual(wanted.confusion)
    expect(report.accuracy).toBeCloseTo(wanted.accuracy, 14)
    expect(report.perClass).toHaveLength(wanted.classes)
    for (const [i, scores] of wanted.perClass.entries()) expectScores(report.perClass[i] as ClassScores, scores)
    expectScores(report.macro, wanted.macro)
    expectScores(report.weighted, wanted.weighted)
  })
})

describe('classificationReport', () => {
  it('takes probabilities, logits or class indices, and gives the same report', () => {
    const labels = tensor(Uint8Array.of(0, 1, 1), [3])
    const scores = tensor(Float32Array.of(0.9, 0.1, 0.8, 0.2, 0.3, 0.7), [3, 2])
    const wanted = classificationReport(labels, [0, 0, 1])
    expect(classificationReport(labels, scores)).toEqual(wanted)
    expect(
      classificationReport(
        [0, 1, 1],
        [
          [2, -1],
          [5, 3],
          [0, 1],
        ],
      ),
    ).toEqual(wanted)
  })

  it('calls classes by their names', () => {
    const report = classificationReport([0, 1], [0, 1], { classNames: ['cat', 'dog'] })
    expect(report.perClass.map((scores) => scores.class)).toEqual(['cat', 'dog'])
  })

  it('refuses what does not fit together', () => {
    expect(() => classificationReport([0, 1], [0])).toThrow(ShapeError)
    expect(() => classificationReport([], [])).toThrow(/no rows/)
    expect(() => classificationReport([0, 3], [0, 1], { classes: 3 })).toThrow(LabelError)
    expect(() => classificationReport([0, 1], [0, 1], { classNames: ['a'], classes: 2 })).toThrow(UsageError)
    expect(() =>
      classificationReport(
        [0, 1],
        [
          [1, 0, 0],
          [0, 1, 0],
        ],
        { classes: 2 },
      ),
    ).toThrow(/2 columns/)
  })
})
