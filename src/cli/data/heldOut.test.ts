import { describe, expect, it } from 'vitest'
import { type Tensor, tensor } from '../../tensor/index.ts'
import { divide, readSplit, rowsToScore } from './heldOut.ts'
import { checkClasses, type LoadedData } from './loadData.ts'
import type { Rows } from './rows.ts'

/** Rows whose one value is their own number. */
function numbered(first: number, count: number) {
  return {
    x: tensor(
      Float32Array.from({ length: count }, (_, i) => first + i),
      [count, 1],
    ),
    y: tensor(
      Uint8Array.from({ length: count }, (_, i) => i % 2),
      [count],
    ),
  }
}
const valuesOf = ({ x }: Pick<Rows, 'x'>): number[] => [...(x as Tensor).data]
const data: LoadedData = { name: 'set', words: 'set', train: numbered(0, 100), classNames: ['0', '1'], hash: 'abc', notes: [] }
const tested: LoadedData = { ...data, test: numbered(100, 20) }
const split = { kind: 'stratified', test: 0.2, seed: 7 } as const
const record = { name: 'set', hash: 'abc', split }

describe('divide', () => {
  it('holds back a share of each class by seed, the same every time', () => {
    const { train, test } = divide(data, split)
    expect([train.y.data.length, test.y.data.length]).toEqual([80, 20])
    expect(test.y.data.filter((label) => label === 0)).toHaveLength(10)
    expect(new Set([...valuesOf(train), ...valuesOf(test)]).size).toBe(100)
    expect(valuesOf(divide(data, split).test)).toEqual(valuesOf(test))
    expect(valuesOf(divide(data, { ...split, seed: 8 }).test)).not.toEqual(valuesOf(test))
  })

  it('keeps the test part that a set has', () => {
    expect(divide(tested, { kind: 'own' })).toEqual({ train: tested.train, test: tested.test, warnings: [] })
    expect(() => divide(data, { kind: 'own' })).toThrow(/no test part/)
  })
})

describe('rowsToScore', () => {
  const rowsOf = (...args: Parameters<typeof rowsToScore>): number[] => valuesOf(rowsToScore(...args).rows)

  it('takes the rows that training never saw', () => {
    expect(rowsOf(data, record, false)).toEqual(valuesOf(divide(data, split).test))
    expect(rowsOf(tested, { name: 'set', hash: 'abc', split: { kind: 'own' } }, false)).toEqual(valuesOf(numbered(100, 20)))
    expect(rowsOf(tested, undefined, false)).toHaveLength(20)
  })

  it('takes all rows of other data, or with --all-rows, and says why', () => {
    expect(rowsOf(data, { ...record, hash: 'other' }, false)).toHaveLength(100)
    expect(rowsToScore(data, { ...record, hash: 'other' }, false).which).toMatch(/not the data/)
    expect(rowsOf(tested, record, true)).toHaveLength(120)
    expect(rowsToScore(data, { name: 'set', hash: 'abc' }, false).which).toMatch(/does not say which/)
  })

  it('trusts only splits it can repeat', () => {
    expect(readSplit(record)).toEqual(split)
    for (const broken of [{}, { kind: 'stratified' }, { kind: 'stratified', test: '0.2', seed: 1 }, { kind: 'folds' }]) {
      expect(readSplit({ name: 'set', split: broken })).toBeUndefined()
    }
  })
})

describe('checkClasses', () => {
  it('refuses labels that mean something else', () => {
    expect(() => checkClasses(data, [0, 1])).not.toThrow()
    expect(() => checkClasses(data, [0])).toThrow(/2 classes, but the model knows only 1/)
    const named = { ...data, classNames: ['cat', 'dog'] }
    expect(() => checkClasses(named, ['cat', 'dog'])).not.toThrow()
    expect(() => checkClasses(named, [0, 1])).not.toThrow()
    expect(() => checkClasses(named, ['dog', 'cat'])).toThrow(/are not those of the model/)
  })
})
