import { describe, expect, test } from 'vitest'
import { RandomStream } from '../random.ts'
import { GlorotUniform, HeUniform, type Initializer, initializerOf, Zeros } from './index.ts'

const draw = (initializer: Initializer, shape: readonly number[], seed = 1): Float32Array =>
  initializer.fill(shape, new RandomStream(seed, 'weights/0.kernel'))

describe('initializers', () => {
  test.each([
    ['GlorotUniform', new GlorotUniform(), Math.sqrt(6 / (784 + 25))],
    ['HeUniform', new HeUniform(), Math.sqrt(6 / 784)],
  ])('%s is uniform within its limit', (_name, initializer, limit) => {
    const values = draw(initializer, [784, 25])
    expect(values).toHaveLength(784 * 25)
    const size = values.length
    const mean = values.reduce((sum, value) => sum + value, 0) / size
    const variance = values.reduce((sum, value) => sum + value * value, 0) / size
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(limit)
    expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(0.999 * limit)
    expect(Math.abs(mean)).toBeLessThan((4 * limit) / Math.sqrt(3 * size))
    expect(Math.abs(variance / ((limit * limit) / 3) - 1)).toBeLessThan(0.02)
  })

  test('draw from their stream alone', () => {
    const glorot = new GlorotUniform()
    expect(draw(glorot, [3, 4])).toEqual(draw(glorot, [3, 4]))
    expect(draw(glorot, [3, 4], 2)).not.toEqual(draw(glorot, [3, 4]))
    // The first numbers of seed 1, so that no change of the generator or the formula goes unnoticed.
    expect([...draw(glorot, [2, 2])]).toMatchInlineSnapshot(`
      [
        -1.213517189025879,
        -0.9731459617614746,
        0.02423597127199173,
        0.28595972061157227,
      ]
    `)
  })

  test('kernels of images count their receptive field', () => {
    const [flat, field] = [draw(new HeUniform(), [18, 4]), draw(new HeUniform(), [3, 3, 2, 4])]
    expect(field).toEqual(flat)
  })

  test('zeros, vectors and scalars', () => {
    expect(draw(new Zeros(), [3])).toEqual(new Float32Array(3))
    expect(draw(new GlorotUniform(), [5])).toHaveLength(5)
    expect(draw(new GlorotUniform(), [])).toHaveLength(1)
  })

  test('names and kinds', () => {
    for (const initializer of [new GlorotUniform(), new HeUniform(), new Zeros()]) {
      expect(initializerOf(initializer.kind)).toBeInstanceOf(initializer.constructor)
      expect(initializerOf(initializer)).toBe(initializer)
    }
    expect(initializerOf('he_uniform')).toBeInstanceOf(HeUniform)
  })
})
