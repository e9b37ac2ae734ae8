// softmax() against numerics/, bit for bit, on every way it can take.

import { afterEach, describe, expect, test, vi } from 'vitest'
import { firstDifference, hardRows } from '../../test/support/hardRows.ts'
import { ShapeError } from '../errors.ts'
import { softmax as reference } from '../numerics/index.ts'
import { tensor } from '../tensor/index.ts'
import { softmax } from './softmax.ts'

/** A fresh copy of the module, which has compiled nothing yet. */
async function freshSoftmax(): Promise<typeof softmax> {
  vi.resetModules()
  return (await import('./softmax.ts')).softmax
}

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('the bits of numerics/', () => {
  test.each([
    [10, 1638], // fewer logits than a program is compiled for
    [10, 1639],
    [10, 5001],
    [1, 20_000],
    [7, 2341],
    [1000, 40],
    [20_000, 3], // a row fills more than a block
    [300_000, 1], // too long to keep a program for
  ])('%i classes, %i rows', (classes, rows) => {
    const logits = hardRows(1, rows, classes)
    const before = logits.slice()
    const { data, shape } = softmax(tensor(logits, [rows, classes]))
    expect(firstDifference(data, reference(logits, classes))).toBe('')
    expect(shape).toEqual([rows, classes])
    expect(firstDifference(logits, before)).toBe('')
  })

  test('more class counts than programs are kept for, over and over', () => {
    for (let round = 0; round < 2; round++) {
      for (const classes of [3, 5, 8, 9, 12, 17, 31]) {
        const rows = Math.ceil(17_000 / classes)
        const logits = hardRows(round, rows, classes)
        expect(firstDifference(softmax(tensor(logits, [rows, classes])).data, reference(logits, classes))).toBe('')
      }
    }
  })

  test('any shape, number type and scale: the last axis is the classes', () => {
    const bytes = Uint8Array.from({ length: 18_000 }, (_, i) => (i * 37) % 251)
    const scaled = Float32Array.from(bytes, (value) => value * 0.1)
    const { data, shape } = softmax(tensor(bytes, [60, 30, 10], { scale: 0.1 }))
    expect(shape).toEqual([60, 30, 10])
    expect(firstDifference(data, reference(scaled, 10))).toBe('')
    expect([...softmax([0, 0]).data]).toEqual([0.5, 0.5])
    expect(softmax(tensor(new Float32Array(0), [0, 4]))).toEqual({ data: new Float32Array(0), shape: [0, 4] })
  })
})

test('the result is new each time: a later call leaves it alone', () => {
  const logits = hardRows(3, 2000, 10)
  const first = softmax(tensor(logits, [2000, 10])).data
  const kept = first.slice()
  softmax(tensor(hardRows(4, 2000, 10), [2000, 10]))
  expect(firstDifference(first, kept)).toBe('')
})

describe('without compiling', () => {
  const logits = hardRows(5, 2000, 10)
  const expected = reference(logits, 10)

  test('WebAssembly refused by a content security policy: the same bits, and the question is asked once', async () => {
    const fresh = await freshSoftmax()
    const { CompileError, Memory } = WebAssembly
    const Module = vi.fn(function refuse() {
      throw new CompileError("Refused to compile: 'unsafe-eval' is not an allowed source of script")
    })
    vi.stubGlobal('WebAssembly', { CompileError, Memory, Module })
    for (let call = 0; call < 2; call++) expect(firstDifference(fresh(tensor(logits, [2000, 10])).data, expected)).toBe('')
    expect(Module).toHaveBeenCalledTimes(1)
  })

  test('no WebAssembly at all', async () => {
    const fresh = await freshSoftmax()
    vi.stubGlobal('WebAssembly', undefined)
    expect(firstDifference(fresh(tensor(logits, [2000, 10])).data, expected)).toBe('')
  })

  test('any other error is not hidden', async () => {
    const fresh = await freshSoftmax()
    const { CompileError, Memory } = WebAssembly
    const Module = vi.fn(function refuse() {
      throw new TypeError('a fault of our own')
    })
    vi.stubGlobal('WebAssembly', { CompileError, Memory, Module })
    expect(() => fresh(tensor(logits, [2000, 10]))).toThrow('a fault of our own')
  })
})

test('a single number and rows without classes are refused', () => {
  expect(() => softmax(tensor(Float32Array.of(1), []))).toThrow(ShapeError)
  expect(() => softmax(tensor(new Float32Array(0), [3, 0]))).toThrow(/at least one class in their last dimension; received \[3,0\]/)
})
