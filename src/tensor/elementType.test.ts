import { describe, expect, it } from 'vitest'
import { ARRAY_CONSTRUCTORS, allocateLike, type ElementType, elementTypeOf } from './elementType.ts'
import type { TensorData } from './tensor.ts'

describe('elementTypeOf', () => {
  it('names every element type, and allocates its like', () => {
    for (const name of Object.keys(ARRAY_CONSTRUCTORS) as ElementType[]) {
      const data = new ARRAY_CONSTRUCTORS[name](3)
      expect(elementTypeOf(data)).toBe(name)
      expect(elementTypeOf(allocateLike(data, 5))).toBe(name)
      expect(allocateLike(data, 5)).toHaveLength(5)
    }
  })

  it('counts a Buffer as uint8 and does not allocate another Buffer', () => {
    const bytes = Buffer.from([1, 2])
    expect(elementTypeOf(bytes)).toBe('uint8')
    expect(allocateLike<Uint8Array>(bytes, 2).constructor).toBe(Uint8Array)
  })

  it('refuses what a Tensor cannot hold', () => {
    expect(() => elementTypeOf(new BigInt64Array(1) as unknown as TensorData)).toThrow(/float32.*BigInt64Array\(1\)/)
    expect(() => elementTypeOf(new DataView(new ArrayBuffer(8)) as unknown as TensorData)).toThrow(/must be one of/)
  })
})
