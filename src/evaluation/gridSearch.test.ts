import { describe, expect, expectTypeOf, it } from 'vitest'
import { NearestCentroid } from '../../test/support/nearestCentroid.ts'
import { UsageError } from '../errors.ts'
import { RandomStream } from '../random.ts'
import { crossValidate } from './crossValidate.ts'
import type { EvaluationState } from './foldJobs.ts'
import { type GridSearch, gridSearch, parameterGrid } from './gridSearch.ts'

const stream = new RandomStream(4, 'rows')
const y = Array.from({ length: 45 }, (_, row) => row % 3)
const X = y.map((label) => [label + 1.5 * stream.nextUniform(), 3 - label + stream.nextUniform()])

interface Parameters {
  shrink: number
  kind: string
}
const recipe = ({ shrink }: Parameters): NearestCentroid<number> => new NearestCentroid<number>({ shrink })
const grid = { shrink: [0.9, 0, 0.5], kind: ['a', 'b'] }

describe('parameterGrid', () => {
  it('is every combination, the last parameter fastest, grid after grid', () => {
    expect(parameterGrid({ a: [1, 2], b: ['x', 'y'] })).toEqual([
      { a: 1, b: 'x' },
      { a: 1, b: 'y' },
      { a: 2, b: 'x' },
      { a: 2, b: 'y' },
    ])
    expect(parameterGrid<Record<string, number>>([{ a: [1] }, { b: [2, 3] }])).toEqual([{ a: 1 }, { b: 2 }, { b: 3 }])
    expect(parameterGrid({})).toEqual([{}])
  })

  it('refuses what is no grid', () => {
    expect(() => parameterGrid({ a: [] })).toThrow(/a must be a list/)
    expect(() => parameterGrid({ a: 1 } as never)).toThrow(UsageError)
    expect(() => parameterGrid([])).toThrow(/there is no grid/)
    expect(() => parameterGrid(undefined as never)).toThrow(/a grid is an object/)
  })
})

describe('gridSearch', () => {
  it('cross-validates every candidate on the same folds, and ranks them', async () => {
    const result = await gridSearch(recipe, X, y, { grid, scoring: ['logLoss', 'accuracy'], folds: 3 })
    expect(result.candidates).toHaveLength(6)
    for (const { parameters, mean, values, metrics, error } of result.candidates) {
      const alone = await crossValidate(recipe, X, y, { parameters, scoring: ['logLoss', 'accuracy'], folds: 3 })
      expect({ mean, values, metrics, error }).toEqual({
        mean: alone.mean,
        values: alone.values,
        metrics: alone.metrics,
        error: null,
      })
    }
    const losses = result.candidates.map((candidate) => candidate.mean!)
    expect(result.best.score).toBe(Math.min(...losses))
    expect(result.best.index).toBe(losses.indexOf(result.best.score))
    expect(result.best.parameters).toEqual(result.candidates[result.best.index]!.parameters)
    // `kind` changes nothing, so that ranks are shared in pairs.
    expect(result.candidates.map(({ rank }) => rank).sort()).toEqual([1, 1, 3, 3, 5, 5])
    expect(result.greaterIsBetter).toBe(false)
    expectTypeOf(result).toEqualTypeOf<GridSearch<Parameters>>()
  })

  it('labels its best score optimistic', async () => {
    const { best } = await gridSearch(recipe, X, y, { grid })
    expect(best.optimistic).toBe(true)
    expect(best.note).toMatch(/optimistic.*rows that took no part/)
  })

  it('takes the larger figure where larger is better', async () => {
    const { best, candidates } = await gridSearch(recipe, X, y, { grid, scoring: 'accuracy' })
    expect(best.score).toBe(Math.max(...candidates.map(({ mean }) => mean!)))
  })

  it('goes on where a candidate fails, and says which and why; only if all fail it fails', async () => {
    const fragile = (parameters: Parameters): NearestCentroid<number> => {
      if (parameters.shrink === 0) throw new Error('diverged')
      return recipe(parameters)
    }
    for (const concurrency of [1, 7]) {
      const { candidates, best, warnings } = await gridSearch(fragile, X, y, { grid, concurrency })
      expect(candidates.map(({ error }) => error)).toEqual([null, null, 'diverged', 'diverged', null, null])
      expect(candidates[2]).toMatchObject({ rank: null, mean: null, values: [] })
      expect([2, 3]).not.toContain(best.index)
      expect(warnings).toEqual(['Candidate 2 failed: diverged', 'Candidate 3 failed: diverged'])
    }
    await expect(gridSearch(fragile, X, y, { grid: { shrink: [0], kind: ['a'] } })).rejects.toThrow('diverged')
  })

  it('names the first fold that failed, and leaves out the folds after it', async () => {
    let fits = 0
    const scoring = {
      name: 'slowly',
      score: async (_: unknown, { y: labels }: { y: readonly number[] }) => {
        const fold = sizes.indexOf(labels.length)
        fits++
        if (fold === 2) throw new Error('fold 2')
        if (fold !== 1) return fold
        await new Promise((resolve) => setTimeout(resolve, 20))
        throw new Error('fold 1')
      },
    }
    const splits = [10, 11, 12, 13].map((size) => ({
      train: Uint32Array.from(y, (_, row) => row).subarray(size),
      test: Uint32Array.from(y, (_, row) => row).subarray(0, size),
    }))
    const sizes = splits.map(({ test }) => test.length)
    for (const [concurrency, wanted] of [
      [1, 2],
      [3, 3],
    ] as const) {
      fits = 0
      const run = gridSearch(recipe, X, y, { grid: { shrink: [0], kind: ['a'] }, splits, scoring, concurrency })
      await expect(run).rejects.toThrow('fold 1')
      expect(fits).toBe(wanted)
    }
  })

  it('goes on after an abort, on other threads and through JSON, with the same result', async () => {
    const whole = await gridSearch(recipe, X, y, { grid, concurrency: 1 })
    const controller = new AbortController()
    let kept = ''
    let done = 0
    const run = gridSearch(recipe, X, y, {
      grid,
      concurrency: 3,
      signal: controller.signal,
      onFold: (_, state) => {
        kept = JSON.stringify(state)
        if (++done === 7) controller.abort(new Error('stop'))
      },
    })
    await expect(run).rejects.toThrow('stop')
    const state = JSON.parse(kept) as EvaluationState
    expect(state.results.length).toBeGreaterThanOrEqual(7)
    expect(state.results.length).toBeLessThan(30)
    let fits = 0
    const counting = (parameters: Parameters): NearestCentroid<number> => {
      fits++
      return recipe(parameters)
    }
    expect(await gridSearch(counting, X, y, { grid, state })).toEqual(whole)
    expect(fits).toBe(30 - state.results.length)
    await expect(gridSearch(recipe, X, y, { grid: { ...grid, kind: ['c'] }, state })).rejects.toThrow(/other work/)
  })

  it('refuses to choose by a figure that is undefined', async () => {
    const scoring = { name: 'nothing', score: () => null }
    await expect(gridSearch(recipe, X, y, { grid, scoring })).rejects.toThrow(/nothing is undefined for every candidate/)
  })
})
