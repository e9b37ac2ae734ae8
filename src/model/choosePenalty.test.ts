import { describe, expect, it } from 'vitest'
import { RandomStream } from '../random.ts'
import { tensor } from '../tensor/index.ts'
import { choosePenalty, MOST_PRODUCTS, penaltyIsChosen } from './choosePenalty.ts'

const pause = async (): Promise<void> => {}

/** Rows of numbers from -0.5 to 0.5, and labels by `label`. */
function drawn(rows: number, features: number, label: (row: readonly number[], chance: number) => string) {
  const stream = new RandomStream(1, 'choose penalty')
  const all = Array.from({ length: rows }, () => Array.from({ length: features }, () => stream.nextUniform() - 0.5))
  return {
    X: tensor(Float64Array.from(all.flat()), [rows, features]),
    y: all.map((row) => label(row, stream.nextUniform())),
  }
}

describe('choosePenalty', () => {
  it('is strong where there is nothing to learn, weak where all can be told, and the same for the same seed', async () => {
    const noise = drawn(120, 30, (_, chance) => (chance < 0.5 ? 'a' : 'b'))
    const clear = drawn(200, 2, ([first]) => (first! < 0 ? 'a' : 'b'))
    const C = async ({ X, y }: typeof noise, seed = 1): Promise<number> =>
      choosePenalty(X, y, { standardize: false }, { seed, pause, signal: undefined })
    expect(await C(noise)).toBe(0.1)
    expect(await C(clear)).toBe(100)
    expect(await C(noise, 2)).toBe(await C(noise, 2))
  })

  it('ends with the signal', async () => {
    const { X, y } = drawn(60, 3, ([first]) => (first! < 0 ? 'a' : 'b'))
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(choosePenalty(X, y, {}, { seed: 1, pause, signal })).rejects.toThrow('enough')
  })
})

describe('penaltyIsChosen', () => {
  it('where the work is small, every class has two rows and one has five', () => {
    const { X, y } = drawn(60, 3, ([first]) => (first! < 0 ? 'a' : 'b'))
    expect(penaltyIsChosen(X, y, 2)).toBe(true)
    expect(penaltyIsChosen(X, ['c', ...y.slice(1)], 3)).toBe(false)
    expect(penaltyIsChosen(tensor(new Float64Array(8), [8, 1]), ['a', 'a', 'a', 'a', 'b', 'b', 'b', 'b'], 2)).toBe(false)
    const wide = tensor(new Float64Array(MOST_PRODUCTS), [64, MOST_PRODUCTS / 64])
    expect(penaltyIsChosen(wide, ['a', 'a', 'b', 'b'], 2)).toBe(false)
  })
})
