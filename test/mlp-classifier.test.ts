// MLPClassifier, from outside.

import { MLPClassifier, type MLPClassifierOptions, Sequential, SoftmaxRegression, sparseTensor, tensor } from 'argmax'
import { describe, expect, test } from 'vitest'
import { RandomStream } from '../src/random.ts'
import { rowsOf, smallSet, stratified } from './support/smallSets.ts'

const iris = smallSet('iris')
const names = iris.y.map((label) => ['setosa', 'versicolor', 'virginica'][label] as 'setosa' | 'versicolor' | 'virginica')
const makeIris = (options: MLPClassifierOptions<string> = {}) =>
  new MLPClassifier<string>({ hidden: [8], epochs: 60, learningRate: 1e-2, ...options })

test('digits, 64 hidden units, mean of 5 stratified splits: at least 0.97', async () => {
  const { x, y } = smallSet('digits')
  const stream = new RandomStream(5, 'splits')
  const scores: number[] = []
  for (let split = 0; split < 5; split++) {
    const { train, test: held } = stratified(y, 0.2, () => stream.nextUniform())
    const [fitted, unseen] = [rowsOf(x, y, train), rowsOf(x, y, held)]
    const model = new MLPClassifier<number>({ hidden: [64], epochs: 60, seed: split })
    await model.fit(fitted.x, fitted.y)
    scores.push(await model.score(unseen.x, unseen.y))
  }
  expect(scores.reduce((sum, score) => sum + score, 0) / 5).toBeGreaterThanOrEqual(0.97)
})

test('labels are what y held; probabilities sum to 1; the loss falls; the same seed gives the same bits', async () => {
  const [model, again] = [makeIris(), makeIris()]
  const result = await model.fit(iris.x, names, { validation: [iris.x, names] })
  await again.fit(iris.x, names)
  expect(result).toMatchObject({ converged: false, reason: 'epochs', iterations: 60, warnings: [] })
  expect(result.objective).toHaveLength(60)
  expect(result.objective.at(-1)).toBeLessThan((result.objective[0] as number) / 3)
  expect(result.history.valAccuracy).toHaveLength(60)
  expect(model.classes).toEqual(['setosa', 'versicolor', 'virginica'])
  expect(await model.score(iris.x, names)).toBeGreaterThan(0.95)
  expect(await model.network.weightsSha256()).toBe(await again.network.weightsSha256())
  const { data, shape } = await model.predictProba(iris.x)
  expect([...shape]).toEqual([150, 3])
  for (let row = 0; row < 150; row++) expect(data[3 * row]! + data[3 * row + 1]! + data[3 * row + 2]!).toBeCloseTo(1, 12)
})

test('weights: a row of weight 0 changes nothing; l2 makes weights smaller', async () => {
  const wrong = [...names, 'setosa'] as const
  const wide = tensor(Float64Array.from([...iris.x.data, 7, 3, 6, 2]), [151, 4])
  const [weighed, penalized, free] = [makeIris(), makeIris({ l2: 0.1 }), makeIris()]
  await weighed.fit(wide, wrong, { sampleWeight: wrong.map((_, row) => (row === 150 ? 0 : 1)) })
  expect(await weighed.score(iris.x, names)).toBeGreaterThan(0.95)
  await penalized.fit(iris.x, names)
  await free.fit(iris.x, names)
  const size = (model: MLPClassifier<string>): number =>
    model.network.getWeights().reduce((sum, { data }) => sum + data.reduce((part, w) => part + w * w, 0), 0)
  expect(size(penalized)).toBeLessThan(size(free) / 2)
})

test('partialFit and warmStart go on; fit begins anew', async () => {
  const parts = makeIris()
  for (let i = 0; i < 40; i++) await parts.partialFit(iris.x, names)
  expect(await parts.score(iris.x, names)).toBeGreaterThan(0.9)
  const warm = makeIris({ epochs: 10, warmStart: true })
  const [first, second] = [await warm.fit(iris.x, names), await warm.fit(iris.x, names)]
  expect(second.objective[0]).toBeLessThan(first.objective.at(-1) as number)
})

test('sparse rows and bytes', async () => {
  const digits = smallSet('digits')
  const { x, y } = rowsOf(
    digits.x,
    digits.y,
    Array.from({ length: 200 }, (_, row) => row),
  )
  const entries = Array.from(x.data, (value, i) => [Math.floor(i / 64), i % 64, value] as const).filter(
    ([, , value]) => value !== 0,
  )
  const indptr = Array.from({ length: 201 }, (_, row) => entries.filter(([at]) => at < row).length)
  const sparse = sparseTensor({
    data: entries.map(([, , value]) => value),
    indices: entries.map(([, f]) => f),
    indptr,
    shape: [200, 64],
  })
  const bytes = tensor(Uint8Array.from(x.data), [200, 64], { scale: 1 / 16 })
  for (const rows of [sparse, bytes]) {
    const model = new MLPClassifier<number>({ hidden: [16], epochs: 40, learningRate: 1e-2 })
    await model.fit(rows, y)
    expect(await model.score(rows, y)).toBeGreaterThan(0.97)
  }
})

test('the file: the same predictions, labels and calibration; other kinds are refused by name', async () => {
  const model = makeIris({ classWeight: 'balanced' })
  await model.fit(iris.x, names)
  model.calibration = { temperature: 1.5 }
  const bytes = await model.save()
  const loaded = await MLPClassifier.load<string>(bytes)
  expect(await loaded.predictProba(iris.x)).toEqual(await model.predictProba(iris.x))
  expect(loaded.classes).toEqual(model.classes)
  expect(loaded.options).toEqual(model.options)
  expect(loaded.calibration).toEqual({ temperature: 1.5 })
  await expect(SoftmaxRegression.load(bytes)).rejects.toThrow(/holds a MLPClassifier.* Read it with MLPClassifier.load/)
  await expect(Sequential.load(bytes)).rejects.toThrow(/Read it with MLPClassifier.load/)
  await expect(MLPClassifier.load(await model.network.save())).rejects.toThrow(/holds a Sequential/)
})

test('an aborted fit keeps the epochs so far', async () => {
  const model = makeIris({ epochs: 100_000 })
  const stop = new AbortController()
  setTimeout(() => stop.abort(new Error('enough')), 200)
  await expect(model.fit(iris.x, names, { signal: stop.signal })).rejects.toThrow('enough')
  expect(model.classes).toHaveLength(3)
  expect((await model.predict(iris.x)).length).toBe(150)
})

describe('bad input', () => {
  test.each<[string, () => Promise<unknown>, RegExp]>([
    ['NaN', () => makeIris().fit([[1], [Number.NaN]], ['a', 'b']), /X, row 1, column 0/],
    ['one class', () => makeIris().fit([[1], [2]], ['a', 'a']), /one class only, "a"/],
    ['y of other length', () => makeIris().fit([[1], [2]], ['a']), /X has 2 rows and y has 1/],
    ['empty X', () => makeIris().fit([], []), /X has no rows/],
    [
      'an unseen class in validation',
      () => makeIris().fit([[1], [2]], ['a', 'b'], { validation: [[[1]], ['c']] }),
      /validation y, row 0: the class "c" was never seen/,
    ],
    ['prediction before fit', () => makeIris().predict([[1]]), /not fitted yet/],
  ])('%s', async (_name, run, message) => {
    await expect(run()).rejects.toThrow(message)
  })

  test.each<[MLPClassifierOptions, RegExp]>([
    [{ hidden: [0] }, /hidden must be an array of whole numbers >= 1/],
    [{ l2: -1 }, /l2 must be a finite number >= 0/],
    [{ optimizer: 'lbfgs' as never }, /optimizer must be 'adam' or 'sgd'/],
    [{ epochs: 0 }, /epochs must be a whole number >= 1/],
  ])('options %j', (options, message) => {
    expect(() => new MLPClassifier(options)).toThrow(message)
  })
})
