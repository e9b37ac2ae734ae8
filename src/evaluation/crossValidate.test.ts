import { describe, expect, expectTypeOf, it } from 'vitest'
import { NearestCentroid, rowsOf } from '../../test/support/nearestCentroid.ts'
import { ShapeError, UsageError } from '../errors.ts'
import { RandomStream } from '../random.ts'
import { tensor } from '../tensor/index.ts'
import { accuracy } from './accuracy.ts'
import { type CrossValidation, crossValidate } from './crossValidate.ts'
import type { EvaluationState } from './foldJobs.ts'
import { logLoss } from './logLoss.ts'
import type { Rows } from './selectRows.ts'
import { stratifiedKFold } from './stratifiedKFold.ts'

const stream = new RandomStream(4, 'rows')
const y = Array.from({ length: 60 }, (_, row) => ['ant', 'bee', 'cat'][row % 3]!)
const X = y.map((label) => [label.charCodeAt(0) - 97 + 2 * stream.nextUniform(), label.charCodeAt(2) / 50 + stream.nextUniform()])
const recipe = (): NearestCentroid<string> => new NearestCentroid<string>()

describe('crossValidate', () => {
  it('fits a new estimator on the other folds and scores it on its own', async () => {
    const result = await crossValidate(recipe, X, y, { scoring: ['accuracy', 'logLoss', 'macroF1'], folds: 4, seed: 5 })
    const { folds } = stratifiedKFold(y, { folds: 4, seed: 5 })
    for (const [i, { train, test }] of folds.entries()) {
      const estimator = await recipe().fit(
        Array.from(train, (row) => X[row]!),
        Array.from(train, (row) => y[row]!),
      )
      const rows = Array.from(test, (row) => X[row]!)
      const labels = Array.from(test, (row) => y[row]!)
      expect(result.folds[i]).toMatchObject({ fold: i, repeat: 0, trainRows: 45, testRows: 15, warnings: [] })
      expect(result.metrics.accuracy!.values[i]).toBe(accuracy(labels, await estimator.predict(rows)))
      expect(result.metrics.logLoss!.values[i]).toBe(logLoss(labels, await estimator.predictProba(rows)))
    }
    const values = result.values as number[]
    expect(result.scoring).toBe('accuracy')
    expect(result.mean).toBeCloseTo(values.reduce((a, b) => a + b) / 4, 14)
    expect(result.std).toBeCloseTo(Math.sqrt(values.reduce((sum, value) => sum + (value - result.mean!) ** 2, 0) / 4), 14)
    expect(result.mean).toBeGreaterThan(0.6)
  })

  it('repeats with other folds, on any concurrency with the same result', async () => {
    const options = { folds: 3, repeats: 2, scoring: ['logLoss', 'accuracy'] as const }
    const one = await crossValidate(recipe, X, y, { ...options, concurrency: 1 })
    expect(await crossValidate(recipe, X, y, { ...options, concurrency: 9 })).toEqual(one)
    expect(one.folds.map(({ repeat }) => repeat)).toEqual([0, 0, 0, 1, 1, 1])
    expect(one.values.slice(0, 3)).not.toEqual(one.values.slice(3))
    expect(await crossValidate(recipe, X, y, { ...options, seed: 2 })).not.toEqual(one)
  })

  it('takes Tensors, nested arrays and sparse rows, and passes the form on', async () => {
    const dense = tensor(Float64Array.from(X.flat()), [60, 2])
    const wanted = await crossValidate(recipe, X, y)
    expect((await crossValidate(recipe, dense, y)).values).toEqual(wanted.values)
    const indptr = Int32Array.from({ length: 61 }, (_, row) => 2 * row)
    const sparse = { data: dense.data, indices: Int32Array.from(dense.data, (_, k) => k % 2), indptr, shape: [60, 2] as const }
    const result = await crossValidate(recipe, sparse, y)
    expect(result.values).toEqual(wanted.values)
    const other = { ...sparse, indices: Int32Array.from(dense.data, () => 1) }
    await expect(crossValidate(recipe, other, y, { state: result.state })).rejects.toThrow(/other work/)
  })

  it('fits the preprocessing on training rows alone, and uses it for the test rows', async () => {
    const seen: number[] = []
    const centre = () => {
      let means: number[] = []
      return {
        fit(rows: Rows, labels: readonly unknown[]) {
          const all = rowsOf(rows)
          seen.push(all.length)
          expect(labels).toHaveLength(all.length)
          means = all[0]!.map((_, j) => all.reduce((sum, row) => sum + row[j]!, 0) / all.length)
        },
        transform: async (rows: Rows) => rowsOf(rows).map((row) => row.map((value, j) => value - means[j]!)),
      }
    }
    const shifted = await crossValidate({ make: recipe, preprocess: () => [centre(), centre()] }, X, y, { folds: 3 })
    expect(seen).toEqual([40, 40, 40, 40, 40, 40])
    expect(shifted.values).toEqual((await crossValidate(recipe, X, y, { folds: 3 })).values)
  })

  it('goes on from a state, through JSON, without computing a fold twice', async () => {
    const options = { folds: 5, scoring: ['logLoss', 'accuracy'] as const, concurrency: 2 }
    const whole = await crossValidate(recipe, X, y, options)
    let fits = 0
    const counting = (failAt: number) => () => {
      if (fits++ === failAt) throw new Error('the power went')
      return recipe()
    }
    let kept = ''
    const onFold = (_: unknown, state: EvaluationState): void => {
      kept = JSON.stringify(state)
    }
    await expect(crossValidate(counting(3), X, y, { ...options, onFold })).rejects.toThrow('the power went')
    const state = JSON.parse(kept) as EvaluationState
    const done = state.results.length
    expect(done).toBeGreaterThanOrEqual(3)
    fits = 0
    const progress: number[] = []
    const resumed = await crossValidate(counting(-1), X, y, { ...options, state, onProgress: (p) => progress.push(p.done) })
    expect(fits).toBe(5 - done)
    expect(progress).toEqual([done, ...Array.from({ length: 5 - done }, (_, i) => done + i + 1)])
    expect(resumed).toEqual(whole)
    expect(JSON.parse(JSON.stringify(whole.state))).toEqual(whole.state)
  })

  it('keeps infinite figures in a state', async () => {
    const scoring = { name: 'none', greaterIsBetter: false, score: () => Number.POSITIVE_INFINITY }
    const { state, mean, std } = await crossValidate(recipe, X, y, { scoring })
    expect([mean, std]).toEqual([Number.POSITIVE_INFINITY, null])
    const resumed = await crossValidate(recipe, X, y, { scoring, state: JSON.parse(JSON.stringify(state)) as EvaluationState })
    expect(resumed.values).toEqual(Array(5).fill(Number.POSITIVE_INFINITY))
  })

  it('stops at an abort with its reason, and loses nothing that was done', async () => {
    const controller = new AbortController()
    const states: EvaluationState[] = []
    const run = crossValidate(recipe, X, y, {
      concurrency: 1,
      signal: controller.signal,
      onFold: (result, state) => {
        states.push(state)
        if (result.fold === 1) controller.abort(new Error('enough'))
      },
    })
    await expect(run).rejects.toThrow('enough')
    expect(states.at(-1)!.results).toHaveLength(2)
    await expect(crossValidate(recipe, X, y, { signal: controller.signal })).rejects.toThrow('enough')
    const resumed = await crossValidate(recipe, X, y, { state: states.at(-1)! })
    expect(resumed).toEqual(await crossValidate(recipe, X, y))
  })

  it('refuses the state of other work', async () => {
    const { state } = await crossValidate(recipe, X, y)
    const others: (() => Promise<CrossValidation>)[] = [
      () =>
        crossValidate(
          recipe,
          X.map(([a, b]) => [b!, a!]),
          y,
          { state },
        ),
      () => crossValidate(recipe, X, y.slice(1).concat('ant'), { state }),
      () => crossValidate(recipe, X, y, { state, seed: 2 }),
      () => crossValidate(recipe, X, y, { state, folds: 4 }),
      () => crossValidate(recipe, X, y, { state, scoring: 'macroF1' }),
      () => crossValidate(recipe, X, y, { state, sampleWeight: y.map(() => 2) }),
      () => crossValidate(recipe, X, y, { state, parameters: { C: 1 } }),
    ]
    for (const other of others) await expect(other()).rejects.toThrow(/the state is of other work/)
    await expect(crossValidate(recipe, X, y, { state: {} as never })).rejects.toThrow(UsageError)
  })

  it('weighs rows in fitting and in figures', async () => {
    // A row of weight 2 is as good as two rows.
    const splits = [{ train: Uint32Array.from(y.slice(30), (_, i) => 30 + i), test: Uint32Array.from(y.slice(30), (_, i) => i) }]
    const sampleWeight = y.map((_, row) => 1 + (row % 2))
    const weighted = await crossValidate(recipe, X, y, { splits, sampleWeight, scoring: ['logLoss', 'accuracy'] })
    const rows = y.flatMap((_, row) => (row % 2 === 0 ? [row] : [row, row]))
    const twice = {
      train: Uint32Array.from(rows.flatMap((row, i) => (row >= 30 ? [i] : []))),
      test: Uint32Array.from(rows.flatMap((row, i) => (row < 30 ? [i] : []))),
    }
    const doubled = await crossValidate(
      recipe,
      rows.map((row) => X[row]!),
      rows.map((row) => y[row]!),
      { splits: [twice], scoring: ['logLoss', 'accuracy'] },
    )
    expect(weighted.mean).toBeCloseTo(doubled.mean!, 12)
    expect(weighted.metrics.accuracy!.mean).toBeCloseTo(doubled.metrics.accuracy!.mean!, 12)
    expect(weighted.mean).not.toBeCloseTo((await crossValidate(recipe, X, y, { splits, scoring: 'logLoss' })).mean!, 6)
  })

  it('says what is undefined and which classes are rare', async () => {
    const rare = ['one', ...y.slice(1)]
    const { warnings } = await crossValidate(recipe, X, rare, { folds: 3 })
    expect(warnings).toEqual([expect.stringMatching(/The class one has one row: every fold trains on it/)])
    const none = await crossValidate(recipe, X, y, {
      scoring: { name: 'mine', score: ({ classes }) => (classes.length > 3 ? 1 : null) },
    })
    expect([none.mean, none.std]).toEqual([null, null])
    expect(none.warnings).toEqual([expect.stringMatching(/mine is undefined in 5 of 5 folds/)])
  })

  it('refuses bad arguments', async () => {
    await expect(crossValidate(recipe, X, y.slice(1))).rejects.toThrow(ShapeError)
    await expect(crossValidate(recipe, [], [], { splits: [] })).rejects.toThrow(/empty/)
    await expect(crossValidate(recipe, X, y, { scoring: 'accurcy' as 'accuracy' })).rejects.toThrow(
      /'accuracy'.*received "accurcy"/,
    )
    await expect(crossValidate(recipe, X, y, { scoring: ['accuracy', 'accuracy'] })).rejects.toThrow(/another name/)
    await expect(crossValidate(recipe, X, y, { concurrency: 0 })).rejects.toThrow(/concurrency.*received 0/)
    await expect(crossValidate(recipe, X, y, { splits: [{ train: [0] as never, test: [60] as never }] })).rejects.toThrow(
      /\[0, 60\)/,
    )
    await expect(crossValidate((() => ({})) as never, X, y)).rejects.toThrow(/must make an estimator/)
    await expect(crossValidate(7 as never, X, y)).rejects.toThrow(/A recipe is a function.*received 7/)
  })

  it('has types that follow the recipe', () => {
    const typed = ({ shrink }: { shrink: number }): NearestCentroid<'a' | 'b'> => new NearestCentroid({ shrink })
    const right = () => crossValidate(typed, X, ['a', 'b'] as const, { parameters: { shrink: 1 } })
    expectTypeOf(right).returns.resolves.toEqualTypeOf<CrossValidation>()
    // @ts-expect-error: 'c' is no label of the recipe's estimator
    const otherLabels = () => crossValidate(typed, X, ['a', 'c'] as const)
    // @ts-expect-error: parameters are not those of the recipe
    const otherParameters = () => crossValidate(typed, X, ['a', 'b'] as const, { parameters: { shrunk: 1 } })
    expect([right, otherLabels, otherParameters]).toHaveLength(3)
  })
})
