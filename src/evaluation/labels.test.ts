import { describe, expect, expectTypeOf, it } from 'vitest'
import { DataError, LabelError, ShapeError, UsageError } from '../errors.ts'
import { tensor } from '../tensor/index.ts'
import { accuracy } from './accuracy.ts'
import { classificationReport } from './classificationReport.ts'
import { confusionMatrix } from './confusionMatrix.ts'
import { type Labels, sortedLabels } from './labels.ts'

const anything = (value: unknown): never => value as never

describe('labels', () => {
  it('are strings or numbers, in arrays, typed arrays or Tensors of one column', () => {
    const wanted = [
      [1, 1],
      [0, 1],
    ]
    expect(confusionMatrix(['no', 'yes', 'no'], ['no', 'yes', 'yes'])).toEqual(wanted)
    expect(confusionMatrix([-5, 70, -5], [-5, 70, 70])).toEqual(wanted)
    expect(confusionMatrix(Int8Array.of(0, 1, 0), tensor(Uint8Array.of(0, 1, 1), [3, 1]))).toEqual(wanted)
  })

  it('are sorted by value or by UTF-16 units, or in the order of classes', () => {
    expect(sortedLabels([10, 9, -1, 9])).toEqual([-1, 9, 10])
    expect(sortedLabels(['b', 'B', 'a10', 'a9'])).toEqual(['B', 'a10', 'a9', 'b'])
    expect(
      classificationReport(['b', 'a'], ['b', 'a'], { classes: ['b', 'c', 'a'] }).perClass.map((scores) => scores.class),
    ).toEqual(['b', 'c', 'a'])
    expect(confusionMatrix([0.5, 1], [1, 1], { classes: [1, 0.5] })).toEqual([
      [1, 0],
      [1, 0],
    ])
  })

  it.each<[unknown, unknown, new (...given: never[]) => Error, RegExp]>([
    [['a', 1], ['a', 'a'], LabelError, /labels, row 1: .*all of one kind; received 1, where row 0 has "a"/],
    [[0, Number.NaN], [0, 0], LabelError, /labels, row 1: .*received NaN/],
    [[0, 1], [0, null], LabelError, /predicted, row 1: .*received null/],
    [[true, false], [true, false], LabelError, /row 0: a label must be a string or a number.*received true/],
    [['a', 'b'], [0, 1], LabelError, /received 0 beside "a"/],
    [[0.5, 1], [1, 1], LabelError, /whole numbers or strings.*received 0.5/],
    ['ab', ['a', 'b'], DataError, /labels must be an array of labels/],
    [{ length: 2 }, [0, 1], DataError, /received an Object/],
    [[0, 1], [0], ShapeError, /2 labels but 1 predictions/],
    [[], [], ShapeError, /there are no rows/],
    [tensor(new Uint8Array(2), [1, 2]), [0, 1], ShapeError, /one class number a row/],
    [tensor(Uint8Array.of(0, 1), [2], { scale: 0.5 }), [0, 1], ShapeError, /without a scale/],
  ])('refuses %j beside %j', (labels, predicted, error, message) => {
    expect(() => accuracy(anything(labels), anything(predicted))).toThrow(error)
    expect(() => accuracy(anything(labels), anything(predicted))).toThrow(message)
  })

  it('names the row of a label that is no class, and refuses what is no list of classes', () => {
    expect(() => accuracy(['a', 'x'], ['a', 'a'], { classes: ['a', 'b'] })).toThrow(
      /labels, row 1: .*the classes "a", "b"; received "x"/,
    )
    expect(() => accuracy([0, 1], [0, 7], { classes: [0, 1, 5] })).toThrow(/predicted, row 1: .*received 7/)
    expect(() => accuracy([0, 1], [0, 2], { classes: 2 })).toThrow(/predicted, row 1: .*\[0, 2\); received 2/)
    expect(() => accuracy(['a'], ['a'], { classes: anything(2) })).toThrow(/one of the classes 0, 1; received "a"/)
    for (const classes of [0, 1.5, [], ['a', 'a'], [null], 'ab']) {
      expect(() => accuracy(['a'], ['a'], { classes: anything(classes) })).toThrow(UsageError)
    }
  })

  it('beside scores are the indices of columns, or the sorted strings where they are as many', () => {
    const scores = [
      [1, 0, 0],
      [0, 0, 1],
    ]
    expect(accuracy([0, 2], scores)).toBe(1)
    expect(accuracy(['p', 'r'], scores, { classes: ['p', 'q', 'r'] })).toBe(1)
    expect(accuracy(['z', 'x', 'y'], [...scores, [0, 1, 0]])).toBe(1 / 3)
    expect(() => accuracy(['p', 'r'], scores)).toThrow(/2 classes have 2 columns; received 3. Only the labels that occur/)
    // Numbers from 1 are never taken for names by chance: that would change with the rows at hand.
    expect(() => accuracy([1, 3], scores)).toThrow(/labels, row 1: .*\[0, 3\); received 3/)
    expect(() => accuracy([0, 2], [[1, 0, 0]])).toThrow(/2 labels but 1 rows of scores/)
  })

  it('have types that keep names apart', () => {
    expectTypeOf<number[]>().toExtend<Labels>()
    expectTypeOf<Uint8Array>().toExtend<Labels<0 | 1 | number>>()
    expectTypeOf<readonly ('a' | 'b')[]>().toExtend<Labels<'a' | 'b'>>()
    expectTypeOf<boolean[]>().not.toExtend<Labels>()
  })
})

describe('sample weights', () => {
  it.each<[unknown, RegExp]>([
    [[1], /2 rows but 1 sample weights/],
    [[1, -1], /sampleWeight of row 1 must be a finite number >= 0; received -1/],
    [[1, Number.NaN], /row 1.*NaN/],
    [[1, Number.POSITIVE_INFINITY], /row 1.*Infinity/],
    [[0, 0], /all sample weights are 0/],
    [7, /must be an array/],
    [['1', 1], /row 0 must be a finite number >= 0; received "1"/],
  ])('refuses %j', (sampleWeight, message) => {
    expect(() => accuracy([0, 1], [0, 1], { sampleWeight: anything(sampleWeight) })).toThrow(message)
  })

  it('count rows as often as they say', () => {
    expect(accuracy([0, 1, 1], [0, 0, 1], { sampleWeight: [1, 2, 1] })).toBe(accuracy([0, 1, 1, 1], [0, 0, 0, 1]))
    expect(confusionMatrix([0, 1], [0, 0], { sampleWeight: tensor(Uint8Array.of(1, 5), [2], { scale: 0.5 }) })).toEqual([
      [0.5, 0],
      [2.5, 0],
    ])
  })
})
