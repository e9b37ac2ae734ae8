import { describe, expect, it } from 'vitest'
import { ShapeError } from '../errors.ts'
import { tensor } from '../tensor/index.ts'
import { arraySource } from './source.ts'

describe('arraySource', () => {
  it('says what its rows are, and gathers some of them', () => {
    const source = arraySource(tensor(Uint8Array.of(1, 2, 3, 4, 5, 6), [3, 2], { scale: 1 / 255 }))
    expect(source.rows).toBe(3)
    expect(source.inputShape).toEqual([2])
    expect(source.inputType).toEqual({ elementType: 'uint8', scale: 1 / 255 })
    const target = new Uint8Array(4)
    source.gather(Uint32Array.of(0, 2, 1), 1, 3, target)
    expect(target).toEqual(Uint8Array.of(5, 6, 3, 4))
    expect(arraySource(tensor(new Float32Array(2), [2])).inputType).toEqual({ elementType: 'float32' })
  })

  it('needs rows', () => {
    expect(() => arraySource(tensor(new Float32Array(1), []))).toThrow(ShapeError)
  })
})
