import { describe, expect, it } from 'vitest'
import { pictureSize } from './inputDescription.ts'

describe('pictureSize', () => {
  const pixels = { elementType: 'uint8', scale: 1 / 255 } as const

  it('takes for pictures what has rows of pixels, or a square of whole numbers with a scale', () => {
    expect(pictureSize({ ...pixels, shape: [784] })).toEqual({ width: 28, height: 28, channels: 1 })
    expect(pictureSize({ ...pixels, shape: [4, 6] })).toEqual({ width: 6, height: 4, channels: 1 })
    expect(pictureSize({ ...pixels, shape: [4, 6, 3] })).toEqual({ width: 6, height: 4, channels: 3 })
  })

  it('takes columns of a table for none, however many there are', () => {
    expect(pictureSize({ elementType: 'float64', shape: [16] })).toBeUndefined()
    expect(pictureSize({ elementType: 'uint8', shape: [16] })).toBeUndefined()
    expect(pictureSize({ ...pixels, shape: [15] })).toBeUndefined()
    expect(pictureSize({ ...pixels, shape: [4] })).toBeUndefined()
    expect(pictureSize({ ...pixels, shape: [4, 4, 2] })).toBeUndefined()
  })
})
