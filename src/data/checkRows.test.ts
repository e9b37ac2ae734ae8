import { describe, expect, it } from 'vitest'
import { DataError, LabelError, ShapeError } from '../errors.ts'
import { tensor } from '../tensor/index.ts'
import { checkFinite, checkLabels, checkRows, checkTargets, rowRanges } from './checkRows.ts'

const x = tensor(new Float32Array(12), [4, 3])

describe('checkRows', () => {
  it('counts the rows that all arrays have', () => {
    expect(checkRows({ x, y: tensor(new Uint8Array(4), [4]), sampleWeight: undefined })).toBe(4)
  })

  it('names the arrays that do not match', () => {
    expect(() => checkRows({ x, y: tensor(new Uint8Array(5), [5]) })).toThrow(DataError)
    expect(() => checkRows({ x, y: tensor(new Uint8Array(5), [5]) })).toThrow(/x has 4 rows and y has 5.*\[4, 3\] and \[5\]/)
    expect(() => checkRows({ x: tensor(new Float32Array(0), [0, 3]) })).toThrow(/x has no rows: its shape is \[0, 3\]/)
    expect(() => checkRows({ x: tensor(new Float32Array(1), []) })).toThrow(ShapeError)
    expect(() => checkRows({ x: undefined })).toThrow(DataError)
  })
})

describe('checkFinite', () => {
  const at = (i: number, value: number, shape = [4, 3]): (() => void) => {
    const data = new Float64Array(12)
    data[i] = value
    return () => checkFinite(tensor(data, shape), 'x')
  }

  it('names row, column and value', () => {
    expect(() => checkFinite(x, 'x')).not.toThrow()
    expect(at(7, Number.NaN)).toThrow(DataError)
    expect(at(7, Number.NaN)).toThrow(/^x, row 2, column 1: every value must be a finite number; received NaN/)
    expect(at(0, -Infinity)).toThrow(/row 0, column 0.*received -Infinity/)
    expect(at(11, 1e39)).toThrow(/row 3, column 2.*1e\+39, which is too large for float32/)
    expect(at(7, Number.NaN, [2, 2, 3])).toThrow(/row 1 at \[0, 1\]/)
    expect(at(7, Number.NaN, [12])).toThrow(/x, row 7: /)
    expect(at(7, 3.4e38)).not.toThrow()
  })

  it('looks at values, not at stored numbers: their scale counts', () => {
    expect(() => checkFinite(tensor(Float32Array.of(3e38), [1], { scale: 2 }), 'x')).toThrow(/too large/)
    expect(() => checkFinite(tensor(Float64Array.of(3e39), [1], { scale: 0.01 }), 'x')).not.toThrow()
    expect(() => checkFinite(tensor(Uint32Array.of(0xffffffff), [1], { scale: 1e30 }), 'x')).toThrow(/too large/)
  })

  it('checks only the rows asked for, so that ranges cover all', () => {
    const data = new Float32Array(300_000 * 2)
    data[500_001] = Number.NaN
    const large = tensor(data, [300_000, 2])
    const ranges = [...rowRanges(large)]
    expect(ranges.length).toBeGreaterThan(3)
    expect(ranges[0]?.[0]).toBe(0)
    expect(ranges.at(-1)?.[1]).toBe(300_000)
    ranges.slice(1).forEach(([start], i) => {
      expect(start).toBe(ranges[i]?.[1])
    })
    const failing = ranges.filter(([start, end]) => {
      try {
        checkFinite(large, 'x', start, end)
        return false
      } catch (error) {
        expect((error as Error).message).toMatch(/row 250000, column 1/)
        return true
      }
    })
    expect(failing).toHaveLength(1)
  })

  it('has ranges for a tensor of wide rows and for none', () => {
    expect([...rowRanges(tensor(new Uint8Array(3_000_000), [3, 1_000_000]))]).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ])
    expect([...rowRanges(tensor(new Uint8Array(0), [0, 5]))]).toEqual([])
    expect([...rowRanges(tensor(new Uint8Array(0), [5, 0]))]).toEqual([[0, 5]])
  })
})

describe('checkTargets', () => {
  const check = (targets: number[], least = 0, scale?: number): (() => void) => {
    const y = tensor(Float32Array.from(targets), [targets.length / 2, 2], scale === undefined ? {} : { scale })
    return () => checkTargets(y, 'y', least)
  }

  it('takes finite numbers from the least on, zeros of both signs among them', () => {
    expect(check([0, 1, -0, 3e38])).not.toThrow()
    expect(check([-1, 1], -1)).not.toThrow()
  })

  it('refuses others with a RangeError that names row, class, value and range', () => {
    expect(check([0, 1, 0.5, -0.5])).toThrow(LabelError)
    expect(check([0, 1, 0.5, -0.5])).toThrow(RangeError)
    expect(check([0, 1, 0.5, -0.5])).toThrow(
      /^y, row 1: the target of class 1 must be a finite number >= 0; received -0\.5\. Mend or leave out that row\./,
    )
    for (const bad of [Number.NaN, Infinity, -Infinity]) expect(check([1, 0, bad, 0])).toThrow(/row 1: the target of class 0/)
    expect(check([3e38, 0], 0, 10)).toThrow(/received 3\.\d+e\+39/)
  })

  it('looks only at the rows that it is given', () => {
    const y = tensor(Float32Array.of(-1, 0, 1, 0, 0, -1), [3, 2])
    expect(() => checkTargets(y, 'y', 0, 1, 2)).not.toThrow()
    expect(() => checkTargets(y, 'y', 0, 2, 3)).toThrow(/row 2: the target of class 1/)
  })
})

describe('checkLabels', () => {
  const check = (labels: number[], rules = {}): (() => void) => {
    const y = tensor(Float32Array.from(labels), [labels.length])
    return () => checkLabels(y, 'y', { classes: 10, ...rules })
  }

  it('takes whole numbers in [0, classes), also as [rows, 1]', () => {
    expect(check([0, 9, 5])).not.toThrow()
    expect(() => checkLabels(tensor(Uint8Array.of(1, 2), [2, 1]), 'y', { classes: 3 })).not.toThrow()
  })

  it('refuses others with a RangeError that names row, value and range', () => {
    expect(check([3, 10])).toThrow(LabelError)
    expect(check([3, 10])).toThrow(RangeError)
    expect(check([3, 10])).toThrow(/^y, row 1: the label must be a whole number in \[0, 10\); received 10\./)
    expect(check([-1])).toThrow(/row 0.*received -1/)
    expect(check([0, 1, 2.5])).toThrow(/row 2.*received 2.5/)
    expect(check([Number.NaN])).toThrow(/received NaN/)
    expect(check([Infinity])).toThrow(/received Infinity/)
  })

  it('lets ignoreClass through, and it alone', () => {
    expect(check([-1, 3, -1], { ignoreClass: -1 })).not.toThrow()
    expect(check([255], { ignoreClass: 255 })).not.toThrow()
    expect(check([-2], { ignoreClass: -1 })).toThrow(/in \[0, 10\), or -1, which is ignored; received -2/)
    expect(check([Number.NaN], { ignoreClass: -1 })).toThrow(LabelError)
  })

  it('refuses one-hot rows and scaled labels', () => {
    expect(() => checkLabels(tensor(new Uint8Array(6), [2, 3]), 'y', { classes: 3 })).toThrow(
      /shape \[2, 3\].*CategoricalCrossentropy/,
    )
    expect(() => checkLabels(tensor(new Uint8Array(2), [2], { scale: 0.5 }), 'y', { classes: 3 })).toThrow(/with scale 0.5/)
  })
})
