import { describe, expect, it } from 'vitest'
import { NearestCentroid } from '../../test/support/nearestCentroid.ts'
import { ShapeError, UsageError } from '../errors.ts'
import { RandomStream, shuffleIndices } from '../random.ts'
import { tensor } from '../tensor/index.ts'
import { logLoss } from './logLoss.ts'
import { permutationImportance } from './permutationImportance.ts'

const stream = new RandomStream(8, 'rows')
const y = Array.from({ length: 80 }, (_, row) => ['a', 'b'][row % 2]!)
// The first feature tells the classes apart, the second is noise, the third is constant.
const X = y.map((label) => [(label === 'a' ? 0 : 3) + stream.nextUniform(), stream.nextUniform(), 7])
const fitted = new NearestCentroid<string>()
await fitted.fit(X, y)

describe('permutationImportance', () => {
  it('tells the features that matter from those that do not', async () => {
    const result = await permutationImportance(fitted, X, y, { featureNames: ['signal', 'noise', 'constant'] })
    expect(result.scoring).toBe('accuracy')
    expect(result.baseline).toBe(1)
    const [signal, noise, constant] = result.features
    expect(result.features.map(({ feature }) => feature)).toEqual(['signal', 'noise', 'constant'])
    expect(signal!.mean).toBeGreaterThan(0.3)
    expect(signal!.importances).toHaveLength(5)
    expect(signal!.std).toBeGreaterThan(0)
    expect(Math.abs(noise!.mean!)).toBeLessThan(0.05)
    expect(constant).toEqual({ feature: 'constant', mean: 0, std: 0, importances: [0, 0, 0, 0, 0] })
  })

  it('is the figure lost with the column shuffled; for a loss, gained', async () => {
    const { baseline, features } = await permutationImportance(fitted, X, y, { repeats: 2, seed: 3, scoring: 'logLoss' })
    expect(baseline).toBe(logLoss(y, await fitted.predictProba(X)))
    const order = Uint32Array.from(y, (_, row) => row)
    shuffleIndices(order, 3, 'permutation/0/1')
    const shuffled = X.map((row, i) => [X[order[i]!]![0]!, ...row.slice(1)])
    expect(features[0]!.importances[1]).toBe(logLoss(y, await fitted.predictProba(shuffled)) - baseline!)
    expect(features[0]!.mean).toBeGreaterThan(0.1)
  })

  it('leaves X as it was, gives the same for a Tensor, and is a function of the seed', async () => {
    const before = JSON.stringify(X)
    const dense = tensor(Float64Array.from(X.flat()), [80, 3])
    const wanted = await permutationImportance(fitted, X, y, { seed: 2 })
    expect(await permutationImportance(fitted, dense, y, { seed: 2 })).toEqual(wanted)
    expect(Array.from(dense.data)).toEqual(X.flat())
    expect(JSON.stringify(X)).toBe(before)
    expect(await permutationImportance(fitted, X, y, { seed: 4 })).not.toEqual(wanted)
  })

  it('weighs rows', async () => {
    // Rows of weight 0 may be labelled wrongly.
    const wrong = y.map((label, row) => (row < 10 ? 'b' : label))
    const { baseline } = await permutationImportance(fitted, X, wrong, { sampleWeight: y.map((_, row) => (row < 10 ? 0 : 1)) })
    expect(baseline).toBe(1)
  })

  it('reports progress, stops at an abort and refuses bad arguments', async () => {
    const controller = new AbortController()
    const done: number[] = []
    const run = permutationImportance(fitted, X, y, {
      signal: controller.signal,
      onProgress: (progress) => {
        done.push(progress.done)
        controller.abort(new Error('enough'))
      },
    })
    await expect(run).rejects.toThrow('enough')
    expect(done).toEqual([1])
    await expect(permutationImportance(fitted, X, y.slice(1))).rejects.toThrow(ShapeError)
    await expect(permutationImportance(fitted, X, y, { repeats: 0 })).rejects.toThrow(UsageError)
    await expect(permutationImportance(fitted, X, y, { seed: 0.5 })).rejects.toThrow(/seed must be a whole number/)
    await expect(permutationImportance(fitted, X, y, { featureNames: ['a'] })).rejects.toThrow(/all 3 features/)
    const sparse = { data: new Float64Array(0), indices: new Int32Array(0), indptr: new Int32Array(81), shape: [80, 3] as const }
    await expect(permutationImportance(fitted, sparse, y)).rejects.toThrow(/Give dense rows/)
  })
})
