// Figures from labels alone: what must hold of them, and what they say where they are undefined.

import fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { UsageError } from '../errors.ts'
import { accuracy } from './accuracy.ts'
import { balancedAccuracy } from './balancedAccuracy.ts'
import { type ClassificationReport, classificationReport } from './classificationReport.ts'
import { cohenKappa } from './cohenKappa.ts'
import { confusionMatrix } from './confusionMatrix.ts'
import { matthewsCorrelation } from './matthewsCorrelation.ts'

const CLASSES = ['a', 'b', 'c', 'd'] as const
type Name = (typeof CLASSES)[number]
const rows = fc.array(fc.tuple(fc.constantFrom(...CLASSES), fc.constantFrom(...CLASSES), fc.integer({ min: 1, max: 4 })), {
  minLength: 1,
  maxLength: 50,
})
const orders = fc.shuffledSubarray([...CLASSES], { minLength: 4 })

function warningsOf(figure: (onWarning: (warning: string) => void) => unknown): string[] {
  const warnings: string[] = []
  figure((warning) => warnings.push(warning))
  return warnings
}

describe('figures from labels', () => {
  it('permuting the classes permutes the matrix, and changes no figure but weighted kappa', () => {
    fc.assert(
      fc.property(rows, orders, (drawn, order) => {
        const labels = drawn.map(([label]) => label)
        const guess = drawn.map(([, name]) => name)
        const sampleWeight = drawn.map(([, , weight]) => weight)
        const plain = confusionMatrix(labels, guess, { classes: CLASSES, sampleWeight })
        const permuted = confusionMatrix(labels, guess, { classes: order, sampleWeight })
        const place = order.map((name) => CLASSES.indexOf(name))
        expect(permuted).toEqual(place.map((i) => place.map((j) => plain[i]![j])))
        // Renaming classes is the same as permuting them.
        const rename = (name: Name): Name => order[CLASSES.indexOf(name)]!
        const renamed = [labels.map(rename), guess.map(rename)] as const
        for (const figure of [accuracy, balancedAccuracy, cohenKappa, matthewsCorrelation]) {
          const [before, after] = [figure(labels, guess, { sampleWeight }), figure(...renamed, { sampleWeight })]
          if (before === null) expect(after).toBeNull()
          else expect(after).toBeCloseTo(before, 12)
        }
      }),
    )
  })

  it('a weight of n counts as n rows, and transposing the matrix swaps precision and recall', () => {
    fc.assert(
      fc.property(rows, (drawn) => {
        const labels = drawn.map(([label]) => label)
        const guess = drawn.map(([, name]) => name)
        const sampleWeight = drawn.map(([, , weight]) => weight)
        const often = drawn.flatMap(([label, name, weight]) => Array.from({ length: weight }, () => [label, name] as const))
        const weighted = classificationReport(labels, guess, { classes: CLASSES, sampleWeight })
        const repeated = classificationReport(
          often.map(([label]) => label),
          often.map(([, name]) => name),
          { classes: CLASSES },
        )
        expect(weighted).toEqual(repeated)
        const swapped = classificationReport(guess, labels, { classes: CLASSES, sampleWeight })
        weighted.perClass.forEach(({ precision, recall, f1 }, i) => {
          expect(swapped.perClass[i]).toMatchObject({ precision: recall, recall: precision, f1 })
        })
        expect(weighted.micro.f1).toBe(weighted.accuracy)
      }),
    )
  })

  it('with two classes linear and quadratic kappa are the plain one, and the adjusted score shifts 1 / 2 to 0', () => {
    const [labels, guess] = [
      [0, 1, 1, 0, 1, 0],
      [0, 1, 0, 0, 1, 1],
    ]
    const plain = cohenKappa(labels, guess)
    for (const weights of ['linear', 'quadratic'] as const) expect(cohenKappa(labels, guess, { weights })).toBeCloseTo(plain!, 15)
    expect(balancedAccuracy(labels, guess, { adjusted: true })).toBeCloseTo(2 * balancedAccuracy(labels, guess) - 1, 15)
  })
})

describe('what is undefined', () => {
  it('is null or what scikit-learn defines, with a warning', () => {
    const same = ['a', 'a', 'a']
    expect(cohenKappa(same, same)).toBeNull()
    expect(warningsOf((onWarning) => cohenKappa(same, same, { onWarning }))).toEqual([expect.stringMatching(/undefined \(null\)/)])
    expect(balancedAccuracy(same, same, { adjusted: true })).toBeNull()
    expect(warningsOf((onWarning) => balancedAccuracy(same, same, { adjusted: true, onWarning }))).toHaveLength(1)
    expect(matthewsCorrelation(same, ['a', 'b', 'a'])).toBe(0)
    // 0.1 + 0.2 + 0.3 is not 0.3 + 0.2 + 0.1, so that the denominator is no 0 in float64.
    expect(matthewsCorrelation(same, ['c', 'b', 'a'], { sampleWeight: [0.1, 0.2, 0.3] })).toBe(0)
    expect(warningsOf((onWarning) => matthewsCorrelation(same, same, { onWarning }))).toEqual([
      expect.stringMatching(/counts as 0/),
    ])
    expect(warningsOf((onWarning) => balancedAccuracy(same, ['a', 'b', 'a'], { onWarning }))).toEqual([
      expect.stringMatching(/no row is of class b/),
    ])
    expect(warningsOf((onWarning) => balancedAccuracy(['a', 'b'], ['a', 'b'], { onWarning }))).toEqual([])
  })

  it('a report has 0, 1 or null in its place, and names the classes', () => {
    const args = [
      ['a', 'b', 'b'],
      ['a', 'a', 'c'],
    ] as const
    const report = classificationReport(...args)
    expect(report.warnings).toEqual([
      'The precision of class b is undefined, as no row is predicted so; it counts as 0.',
      'The recall of class c is undefined, as no row is of it; it counts as 0.',
    ])
    expect(report.macro.precision).toBeCloseTo(0.5 / 3, 15)
    expect(classificationReport(...args, { zeroDivision: 1 }).macro.precision).toBeCloseTo(1.5 / 3, 15)
    const withNull = classificationReport(...args, { zeroDivision: null })
    expect(withNull.perClass.map(({ precision, recall }) => [precision, recall])).toEqual([
      [0.5, 1],
      [null, 0],
      [0, null],
    ])
    expect(withNull.macro.precision).toBe(0.25)
    expect(classificationReport(['a'], ['a']).warnings).toEqual([])
    expect(() => classificationReport(['a'], ['a'], { zeroDivision: 2 as never })).toThrow(UsageError)
    expectTypeOf(report).toEqualTypeOf<ClassificationReport>()
    expectTypeOf(withNull).toEqualTypeOf<ClassificationReport<number | null>>()
  })

  it('a normalised matrix has zeros, as scikit-learn', () => {
    expect(confusionMatrix([0, 0], [0, 2], { classes: 3, normalize: 'true' })).toEqual([
      [0.5, 0, 0.5],
      [0, 0, 0],
      [0, 0, 0],
    ])
    expect(() => confusionMatrix([0], [0], { normalize: 'rows' as never })).toThrow(/'true', 'pred' or 'all'; received "rows"/)
    expect(() => cohenKappa([0], [0], { weights: 'cubic' as never })).toThrow(/received "cubic"/)
  })
})
