// Softmax regression, from outside: the optima of other solvers, what it does with hard and with bad data, and its file.

import {
  FormatError,
  type LabelsOf,
  type RowsOf,
  Sequential,
  SoftmaxRegression,
  type SoftmaxRegressionOptions,
  sparseTensor,
  type Tensor,
  tensor,
} from 'argmax'
import { mnist } from 'argmax/datasets'
import { readSafetensors, writeSafetensors } from 'argmax/formats'
import { describe, expect, test } from 'vitest'
import { RandomStream } from '../src/random.ts'
import { readGolden } from './support/golden.ts'
import { rowsOf, type SmallSet, smallSet, stratified } from './support/smallSets.ts'

interface Optimum {
  readonly set: SmallSet
  readonly penalty: 'l2' | 'l1'
  readonly standardize: boolean
  readonly objective: number
  readonly coef: number[][]
  readonly intercept: number[]
}

interface Golden {
  readonly tool: string
  readonly cases: Optimum[]
  readonly balanced: Optimum & { readonly skip: number }
  readonly binomial: { readonly C: number; readonly coef: number[]; readonly intercept: number }
}

const golden = readGolden<Golden>('softmax-regression.json')

/** Rows standardized as the golden script does. */
function standardized({ data, shape }: Tensor<Float64Array>): Tensor<Float64Array> {
  const [rows, features] = shape as [number, number]
  const out = new Float64Array(data.length)
  for (let f = 0; f < features; f++) {
    const column = Array.from({ length: rows }, (_, row) => data[row * features + f] as number)
    const mean = column.reduce((sum, value) => sum + value, 0) / rows
    const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows) || 1
    column.forEach((value, row) => {
      out[row * features + f] = (value - mean) / deviation
    })
  }
  return { data: out, shape }
}

/** The largest difference of two lists of numbers. */
const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0)

const columnsOf = (rows: number, columns: number, value: (row: number, column: number) => number): Tensor<Float64Array> =>
  tensor(
    Float64Array.from({ length: rows * columns }, (_, i) => value(Math.floor(i / columns), i % columns)),
    [rows, columns],
  )

describe(`the optimum at C = 1, in float64 (${golden.tool})`, () => {
  const cases = golden.cases.flatMap((optimum) => {
    const solvers = optimum.penalty === 'l1' ? ['owlqn' as const] : ['lbfgs' as const, 'newton-cg' as const]
    return solvers.map((solver) => ({ ...optimum, solver, from: optimum.standardize ? 'standardized' : 'as it is' }))
  })
  // Digits as they are take L-BFGS thousands of iterations, and scikit-learn's too.
  const tried = cases.filter(({ set, standardize, solver }) => !(set === 'digits' && !standardize && solver === 'lbfgs'))

  test.each(tried)('$set, $penalty, $from, by $solver: the objective within 1e-9, coefficients within 1e-5', async (optimum) => {
    const { penalty, standardize, solver, objective } = optimum
    const { x, y } = smallSet(optimum.set)
    const model = new SoftmaxRegression<number>({
      C: 1,
      solver,
      precision: 'float64',
      standardize,
      ...(penalty === 'l1' ? { l1Ratio: 1 } : {}),
    })
    const result = await model.fit(x, y)
    expect(result).toMatchObject({ converged: true, reason: 'tolerance', solver, precision: 'float64', warnings: [] })
    expect(result.objective).toHaveLength(result.iterations)
    expect(result.gradientNorm).toHaveLength(result.iterations)
    const reached = result.objective.at(-1) as number
    expect(Math.abs(reached - objective)).toBeLessThan((penalty === 'l1' ? 1e-6 : 1e-9) * objective)
    // The model's coefficients are those of the features as they come: through rows standardized by hand they must give the same.
    const { x: probe } = rowsOf(x, y, [0, 30, 60, 90, 120])
    const wanted = standardize ? standardized(x) : x
    const probed = rowsOf(wanted, y, [0, 30, 60, 90, 120]).x
    const logits = await model.decisionFunction(probe)
    const features = x.shape[1] as number
    const byHand = Array.from({ length: 5 }, (_, row) =>
      optimum.coef.map((weights, c) =>
        weights.reduce((sum, w, f) => sum + w * (probed.data[row * features + f] as number), optimum.intercept[c] as number),
      ),
    ).flat()
    if (penalty === 'l2') expect(apart(logits.data, byHand)).toBeLessThan(1e-4)
    if (!standardize) expect(apart(model.coef.data, optimum.coef.flat())).toBeLessThan(1e-5)
    else {
      // Fitted to rows that were standardized before, coef is the golden file's.
      const before = new SoftmaxRegression<number>({ ...model.options, standardize: false })
      await before.fit(wanted, y)
      expect(apart(before.coef.data, optimum.coef.flat())).toBeLessThan(penalty === 'l1' ? 1e-3 : 1e-5)
    }
    expect(Math.abs(model.intercept.data.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9)
  })

  test('balanced class weights', async () => {
    const { skip, coef, objective } = golden.balanced
    const { x, y } = smallSet('iris')
    const kept = rowsOf(
      x,
      y,
      Array.from({ length: 150 - skip }, (_, i) => i + skip),
    )
    const model = new SoftmaxRegression<number>({ classWeight: 'balanced', standardize: false })
    const result = await model.fit(standardized(kept.x), kept.y)
    expect(Math.abs((result.objective.at(-1) as number) - objective)).toBeLessThan(1e-9 * objective)
    expect(apart(model.coef.data, coef.flat())).toBeLessThan(1e-5)
  })

  test('two classes: half of what binomial regression gives at twice C', async () => {
    const { x, y } = smallSet('iris')
    const scaled = standardized(x)
    const rows = y.flatMap((label, row) => (label > 0 ? [row] : []))
    const two = rowsOf(scaled, y, rows)
    const features = columnsOf(rows.length, 2, (row, column) => two.x.data[row * 4 + column] as number)
    // Its own two rows are opposite, so their squares add up to half of the one row's: hence C is the half.
    const model = new SoftmaxRegression<number>({ C: golden.binomial.C / 2, standardize: false, solver: 'newton-cg' })
    await model.fit(features, two.y)
    const { data } = model.coef
    const difference = [2, 3].map((i) => (data[i] as number) - (data[i - 2] as number))
    expect(apart(difference, golden.binomial.coef)).toBeLessThan(1e-5)
    const intercepts = model.intercept.data
    expect((intercepts[1] as number) - (intercepts[0] as number)).toBeCloseTo(golden.binomial.intercept, 5)
    expect([...model.coef.shape]).toEqual([2, 2])
  })
})

describe('what changes nothing, or only the order', () => {
  const { x, y } = smallSet('iris')

  test('other names permute coef', async () => {
    const names = ['b', 'c', 'a'] as const
    const plain = new SoftmaxRegression<number>()
    const named = new SoftmaxRegression<'a' | 'b' | 'c'>()
    await plain.fit(x, y)
    await named.fit(
      x,
      y.map((label) => names[label] as 'a' | 'b' | 'c'),
    )
    expect(named.classes).toEqual(['a', 'b', 'c'])
    const moved = [2, 0, 1].flatMap((c) => [...plain.coef.data.subarray(4 * c, 4 * c + 4)])
    expect(apart(named.coef.data, moved)).toBeLessThan(1e-6)
    expect((await named.predict(x)).map((label) => names.indexOf(label))).toEqual(await plain.predict(x))
  })

  test('a row of weight 2 is two rows; one of weight 0 is none', async () => {
    const twice = rowsOf(
      x,
      y,
      [...y.keys(), 3, 77, 140].filter((row) => row !== 5),
    )
    const weights = y.map((_, row) => (row === 5 ? 0 : [3, 77, 140].includes(row) ? 2 : 1))
    const [weighed, doubled] = [new SoftmaxRegression<number>(), new SoftmaxRegression<number>()]
    await weighed.fit(x, y, { sampleWeight: weights })
    await doubled.fit(twice.x, twice.y)
    expect(apart(weighed.coef.data, doubled.coef.data)).toBeLessThan(1e-6)
  })

  test('C is one measure of l2', async () => {
    const [byC, byL2] = [new SoftmaxRegression<number>({ C: 0.5 }), new SoftmaxRegression<number>({ l2: 1 / (0.5 * 150) })]
    await byC.fit(x, y)
    await byL2.fit(x, y)
    expect(byL2.coef).toEqual(byC.coef)
  })

  test('rows of constant features, twice the rows, a warm start: the same optimum', async () => {
    const wide = columnsOf(150, 6, (row, column) => (column < 4 ? (x.data[row * 4 + column] as number) : column === 4 ? 7 : 0))
    const [plain, constant] = [new SoftmaxRegression<number>(), new SoftmaxRegression<number>({ warmStart: true })]
    await plain.fit(x, y)
    await constant.fit(wide, y)
    const { data } = constant.coef
    for (let c = 0; c < 3; c++) {
      expect(apart(data.subarray(6 * c, 6 * c + 4), plain.coef.data.subarray(4 * c, 4 * c + 4))).toBeLessThan(1e-6)
      expect([...data.subarray(6 * c + 4, 6 * c + 6)]).toEqual([0, 0])
    }
    const again = await constant.fit(wide, y)
    expect(again.iterations).toBe(0)
    expect(apart(constant.coef.data, data)).toBeLessThan(1e-12)
  })

  test('float32 is near float64: probabilities within 1e-3, the same classes', async () => {
    const digits = smallSet('digits')
    const [narrow, wide] = [
      new SoftmaxRegression<number>({ precision: 'float32', maxIterations: 1000 }),
      new SoftmaxRegression<number>(),
    ]
    const result = await narrow.fit(digits.x, digits.y)
    await wide.fit(digits.x, digits.y)
    expect(result).toMatchObject({ precision: 'float32', solver: 'lbfgs', converged: true })
    expect(apart((await narrow.predictProba(digits.x)).data, (await wide.predictProba(digits.x)).data)).toBeLessThan(0.05)
    expect(await narrow.score(digits.x, digits.y)).toBeGreaterThan(0.99)
  })

  test.each([
    ['float64', 'lbfgs'],
    ['float32', 'lbfgs'],
    ['float64', 'newton-cg'],
    ['float64', 'owlqn'],
  ] as const)('sparse rows give what the same dense rows give (%s, %s)', async (precision, solver) => {
    const digits = smallSet('digits')
    const { data, shape } = rowsOf(
      digits.x,
      digits.y,
      Array.from({ length: 300 }, (_, row) => row),
    ).x
    const y = digits.y.slice(0, 300)
    const [values, indices, indptr]: [number[], number[], number[]] = [[], [], [0]]
    for (let row = 0; row < 300; row++) {
      for (let f = 0; f < 64; f++) {
        const value = data[row * 64 + f] as number
        if (value === 0) continue
        values.push(value)
        indices.push(f)
      }
      indptr.push(values.length)
    }
    const sparse = sparseTensor({ data: values, indices, indptr, shape: [300, 64] })
    const options: SoftmaxRegressionOptions<number> = {
      precision,
      solver,
      standardize: false,
      C: 0.001,
      maxIterations: 2000,
      ...(solver === 'owlqn' ? { l1Ratio: 0.5 } : {}),
    }
    const [dense, rare] = [new SoftmaxRegression<number>(options), new SoftmaxRegression<number>(options)]
    await dense.fit({ data, shape }, y)
    const result = await rare.fit(sparse, y)
    expect(result.converged).toBe(true)
    expect(apart(dense.coef.data, rare.coef.data)).toBeLessThan(precision === 'float32' ? 1e-2 : 1e-5)
    expect(await rare.predict(sparse)).toEqual(await dense.predict({ data, shape }))
  })
})

describe('hard data', () => {
  test('features of 1e9 + 60 and of 1e-6 beside each other are told apart, in nested arrays too', async () => {
    const stream = new RandomStream(1, 'scales')
    const y = Array.from({ length: 90 }, (_, row) => ['left', 'middle', 'right'][row % 3] as string)
    const X = y.map((_, row) => [
      1e9 + 60 + (row % 3 === 0 ? 20 : 0) + stream.nextUniform(),
      1e-6 * ((row % 3 === 1 ? 5 : 0) + stream.nextUniform()),
    ])
    for (const precision of ['float64', 'float32'] as const) {
      const model = new SoftmaxRegression<string>({ precision })
      expect((await model.fit(X, y)).converged).toBe(true)
      expect(await model.score(X, y)).toBe(1)
      expect(await (await SoftmaxRegression.load<string>(await model.save())).predict(X)).toEqual(y)
    }
  })

  test('separable classes without a penalty: a warning, and coefficients that are finite', async () => {
    const x = columnsOf(20, 1, (row) => row)
    const y = Array.from({ length: 20 }, (_, row) => (row < 10 ? 0 : 1))
    for (const solver of ['lbfgs', 'newton-cg'] as const) {
      const model = new SoftmaxRegression<number>({ C: Number.POSITIVE_INFINITY, solver, maxIterations: 50 })
      const { warnings } = await model.fit(x, y)
      expect(warnings.join('\n')).toMatch(/perfectly separated .* Give a penalty, such as C: 1/)
      expect(model.coef.data.every(Number.isFinite)).toBe(true)
      expect(await model.score(x, y)).toBe(1)
    }
  })

  test('not converged: a warning says what to do', async () => {
    const { x, y } = smallSet('digits')
    const result = await new SoftmaxRegression<number>({ maxIterations: 3 }).fit(x, y)
    expect(result).toMatchObject({ converged: false, reason: 'iterations', iterations: 3 })
    expect(result.warnings).toEqual([expect.stringMatching(/Not converged after 3 iterations: .* Raise maxIterations/)])
  })

  test('a tolerance that rounding hides ends by itself, and says why', async () => {
    const { x, y } = smallSet('iris')
    const result = await new SoftmaxRegression<number>({ precision: 'float32', tolerance: 0, maxIterations: 5000 }).fit(x, y)
    expect(result).toMatchObject({ converged: false, reason: 'precision' })
    expect(result.warnings).toEqual([expect.stringMatching(/rounding in float32 hides .* use precision: 'float64'/)])
  })
})

describe('in parts, stopped, saved', () => {
  const { x, y } = smallSet('iris')

  test('partialFit: parts of some classes, statistics of the first', async () => {
    const digits = smallSet('digits')
    const model = new SoftmaxRegression<number>({ batchSize: 32 })
    const part = (k: number) =>
      rowsOf(
        digits.x,
        digits.y,
        digits.y.flatMap((_, row) => (row % 4 === k ? [row] : [])),
      )
    for (let pass = 0; pass < 5; pass++) {
      for (let k = 0; k < 4; k++) {
        const { x: rows, y: labels } = part(k)
        await model.partialFit(rows, labels, pass === 0 && k === 0 ? { classes: digits.y.slice(0, 10) } : {})
      }
    }
    expect(await model.score(digits.x, digits.y)).toBeGreaterThan(0.97)
    await expect(
      model.partialFit(
        digits.x,
        digits.y.map((label) => label + 1),
      ),
    ).rejects.toThrow(/class 10 was never seen/)
    await expect(new SoftmaxRegression<number>().partialFit(rowsOf(x, y, [0, 1]).x, [0, 0])).rejects.toThrow(
      /Name all classes that will come/,
    )
  })

  test('adam comes near the optimum', async () => {
    const digits = smallSet('digits')
    const [exact, near] = [
      new SoftmaxRegression<number>(),
      new SoftmaxRegression<number>({ solver: 'adam', batchSize: 32, maxIterations: 60, seed: 3 }),
    ]
    const optimum = (await exact.fit(digits.x, digits.y)).objective.at(-1) as number
    const result = await near.fit(digits.x, digits.y)
    expect(result.reason).toMatch(/iterations|tolerance/)
    expect(result.objective.at(-1)).toBeLessThan(1.05 * optimum)
    const again = new SoftmaxRegression<number>({ solver: 'adam', batchSize: 32, maxIterations: 60, seed: 3 })
    await again.fit(digits.x, digits.y)
    expect(again.coef).toEqual(near.coef)
  })

  test('an aborted fit rejects with the reason and keeps what it reached', async () => {
    const digits = smallSet('digits')
    for (const precision of ['float64', 'float32'] as const) {
      const model = new SoftmaxRegression<number>({ precision, maxIterations: 500, tolerance: 0 })
      const stop = new AbortController()
      const onIteration = ({ iteration }: { iteration: number }): void => {
        if (iteration === 7) stop.abort(new Error('enough'))
      }
      await expect(model.fit(digits.x, digits.y, { signal: stop.signal, onIteration })).rejects.toThrow('enough')
      expect(model.result).toMatchObject({ reason: 'aborted', converged: false, iterations: 7 })
      expect(await model.score(digits.x, digits.y)).toBeGreaterThan(0.8)
    }
    const fresh = new SoftmaxRegression<number>()
    await expect(fresh.fit(digits.x, digits.y, { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow('no')
    expect(() => fresh.classes).toThrow(/not fitted yet/)
  })

  test('an aborted part keeps its steps', async () => {
    const digits = smallSet('digits')
    // So many rows that the timer comes long after their checks and long before the last one, on any machine.
    const rows = Array.from({ length: 60 * digits.y.length }, (_, i) => i % digits.y.length)
    const many = rowsOf(digits.x, digits.y, rows)
    const model = new SoftmaxRegression<number>({ batchSize: 1 })
    await model.partialFit(digits.x, digits.y)
    const { data: before } = model.coef
    const stop = new AbortController()
    setTimeout(() => stop.abort(new Error('enough')), 300)
    await expect(model.partialFit(many.x, many.y, { signal: stop.signal })).rejects.toThrow('enough')
    expect(model.coef.data).not.toEqual(before)
    await expect(model.partialFit([[1, 2]], [0])).rejects.toThrow(/64/)
  })

  test('a fit gives the thread back', async () => {
    const digits = smallSet('digits')
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await new SoftmaxRegression<number>({ tolerance: 0, maxIterations: 30 }).fit(digits.x, digits.y)
    clearInterval(timer)
    expect(turns).toBeGreaterThan(1)
  })

  test('the file: the same predictions, labels, options and calibration, bit for bit', async () => {
    const names = y.map((label) => ['setosa', 'versicolor', 'virginica'][label] as string)
    const model = new SoftmaxRegression<string>({
      C: Number.POSITIVE_INFINITY,
      l1Ratio: 0,
      classWeight: new Map([['setosa', 2]]),
      maxIterations: 20,
    })
    await model.fit(x, names)
    model.calibration = { temperature: 2, conformalThreshold: 0.7, alpha: 0.1 }
    const loaded = await SoftmaxRegression.load<string>(await model.save())
    expect(loaded.calibration).toEqual(model.calibration)
    expect(loaded.classes).toEqual(['setosa', 'versicolor', 'virginica'])
    expect(loaded.options.C).toBe(Number.POSITIVE_INFINITY)
    expect(loaded.coef).toEqual(model.coef)
    expect(await loaded.predictProba(x)).toEqual(await model.predictProba(x))
    // The temperature flattens: every row's largest probability falls.
    const flat = await loaded.predictProba(x)
    loaded.calibration = undefined
    const sharp = await loaded.predictProba(x)
    for (let i = 0; i < flat.data.length; i += 3) {
      expect(Math.max(...flat.data.subarray(i, i + 3))).toBeLessThanOrEqual(Math.max(...sharp.data.subarray(i, i + 3)))
    }
    await expect(Sequential.load(await model.save())).rejects.toThrow(
      /holds a SoftmaxRegression, not a network. Read it with SoftmaxRegression.load/,
    )
    const bytes = await model.save()
    await expect(SoftmaxRegression.load(bytes.subarray(0, bytes.length - 9))).rejects.toThrow()
  })
})

describe('types', () => {
  const { x, y } = smallSet('iris')
  const names = y.map((label) => ['setosa', 'versicolor', 'virginica'][label] as 'setosa' | 'versicolor' | 'virginica')

  test('predict returns what y held', async () => {
    const named = new SoftmaxRegression<'setosa' | 'versicolor' | 'virginica'>()
    await named.fit(x, names)
    const predicted: ('setosa' | 'versicolor' | 'virginica')[] = await named.predict(x)
    expect(predicted[0]).toBe('setosa')
    // @ts-expect-error: a label of another name
    await expect(named.score(x, y.map(() => 'rose') as 'rose'[])).rejects.toThrow(/class "rose" was never seen/)
    // @ts-expect-error: numbers, where labels are strings
    await expect(named.score(x, Uint8Array.from(y))).rejects.toThrow(/class 0 was never seen/)
    const numbered = new SoftmaxRegression<number>()
    await numbered.fit(x, tensor(Uint8Array.from(y), [150]))
    const numbers: number[] = await numbered.predict(x)
    expect(numbers[149]).toBe(2)
  })
})

describe('files that are damaged or of another kind', () => {
  const { x, y } = smallSet('iris')

  /** The model's file with its description or tensors changed. */
  async function changed(
    change: (description: Record<string, unknown>, tensors: Map<string, Tensor>) => void,
  ): Promise<Uint8Array> {
    const model = new SoftmaxRegression<number>()
    await model.fit(x, y)
    const { tensors, metadata } = readSafetensors(await model.save())
    const description = JSON.parse(metadata.get('argmax') as string) as Record<string, unknown>
    change(description, tensors)
    return writeSafetensors({ tensors, metadata: new Map([['argmax', JSON.stringify(description)]]) })
  }

  test.each<[string, (description: Record<string, unknown>, tensors: Map<string, Tensor>) => void, RegExp]>([
    ['a class twice', (d) => Object.assign(d, { classes: [0, 0, 1] }), /classes must be two or more different/],
    ['fewer classes', (d) => Object.assign(d, { classes: [0, 1] }), /shape of "coefficients" must be \[2, 4\]/],
    ['an option that is not allowed', (d) => Object.assign(d, { options: { C: -1 } }), /C must be a number > 0/],
    ['a temperature of 0', (d) => Object.assign(d, { calibration: { temperature: 0 } }), /temperature must be a finite number > 0/],
    ['no input', (d) => Object.assign(d, { input: undefined }), /input must be an object/],
    ['a newer version', (d) => Object.assign(d, { formatVersion: 99 }), /Update argmax/],
    ['no coefficients', (_, t) => t.delete('coefficients'), /lacks its coefficients/],
    ['no intercepts', (_, t) => t.delete('intercepts'), /"intercepts" must be F64/],
    [
      'NaN',
      (_, t) => t.set('intercepts', tensor(new Float64Array(3).fill(Number.NaN), [3])),
      /"intercepts" must be finite numbers/,
    ],
    ['a deviation of 0', (_, t) => t.set('deviation', tensor(new Float64Array(4), [4])), /"deviation" must be numbers > 0/],
    ['a mean alone', (_, t) => t.delete('deviation'), /"deviation" must be F64/],
  ])('%s', async (_name, change, message) => {
    const bytes = await changed(change)
    const error = await SoftmaxRegression.load(bytes).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(FormatError)
    expect((error as Error).message).toMatch(message)
  })
})

describe('bad input', () => {
  const { x, y } = smallSet('iris')
  const train = (X: RowsOf, labels: LabelsOf<number>, options = {}) => new SoftmaxRegression<number>().fit(X, labels, options)

  test.each<[string, () => Promise<unknown>, RegExp]>([
    [
      'NaN',
      () =>
        train(
          [
            [1, 2],
            [3, Number.NaN],
          ],
          [0, 1],
        ),
      /X, row 1, column 1: every value must be a finite number; received NaN/,
    ],
    [
      'infinity',
      () =>
        train(
          [
            [1, 2],
            [Number.POSITIVE_INFINITY, 4],
          ],
          [0, 1],
        ),
      /X, row 1, column 0: .* received Infinity/,
    ],
    [
      'NaN in sparse rows',
      () => train(sparseTensor({ data: [1, Number.NaN], indices: [0, 2], indptr: [0, 1, 2], shape: [2, 3] }), [0, 1]),
      /X, row 1, column 2: .* received NaN/,
    ],
    ['y of other length', () => train(x, y.slice(1)), /X has 150 rows and y has 149/],
    ['empty X', () => train([], []), /X has no rows/],
    ['no features', () => train(tensor(new Float64Array(0), [3, 0]), [0, 1, 2]), /at least one feature/],
    ['a flat array', () => train(new Float64Array(4) as never, [0, 1]), /Give it a shape: tensor\(X, \[rows, features\]\)/],
    [
      'one class',
      () =>
        train(
          x,
          y.map(() => 3),
        ),
      /one class only, 3: there is nothing to tell apart/,
    ],
    [
      'a label that is no number',
      () =>
        train(
          x,
          y.map((label, row) => (row === 9 ? Number.NaN : label)),
        ),
      /y, row 9: .* received NaN/,
    ],
    [
      'labels of two kinds',
      () => train(x, y.map((label, row) => (row === 9 ? 'b' : label)) as never),
      /y, row 9: .* all of one kind; received "b"/,
    ],
    ['sampleWeight of other length', () => train(x, y, { sampleWeight: [1] }), /one number for each of the 150 rows; received 1/],
    ['a weight below 0', () => train(x, y, { sampleWeight: y.map((_, row) => (row === 2 ? -1 : 1)) }), /row 2 has -1/],
    ['weights of 0', () => train(x, y, { sampleWeight: y.map(() => 0) }), /at least one must be above 0/],
    [
      'a class in validation that training never saw',
      () => train(x, y, { validation: [x, y.map((label) => label + 1)] }),
      /validation y, row 100: the class 3 was never seen in training. The classes are 0, 1, 2/,
    ],
    [
      'validation of other features',
      () => train(x, y, { validation: [[[1, 2]], [0]] }),
      /validation X has 2 features a row, but the model takes 4/,
    ],
    [
      'a weight for no class',
      () => new SoftmaxRegression<number>({ classWeight: { 7: 2 } }).fit(x, y),
      /classWeight names the class "7"; the classes are 0, 1, 2/,
    ],
    ['prediction before fit', () => new SoftmaxRegression().predict(x), /not fitted yet. Call fit/],
  ])('%s', async (_name, run, message) => {
    await expect(run()).rejects.toThrow(message)
  })

  test.each<[SoftmaxRegressionOptions, RegExp]>([
    [{ C: 0 }, /C must be a number > 0/],
    [{ C: 1, l2: 1 }, /either C \(and l1Ratio\), or l2 and l1/],
    [{ solver: 'saga' as never }, /solver must be 'lbfgs' or 'owlqn'/],
    [{ solver: 'newton-cg', precision: 'float32' }, /needs precision 'float64'/],
    [{ solver: 'lbfgs', l1: 0.1 }, /takes no L1 penalty.* Use solver 'owlqn'/],
    [{ maxIterations: 0 }, /maxIterations must be a whole number >= 1/],
    [{ standardize: 1 as never }, /standardize must be true or false/],
  ])('options %j', (options, message) => {
    expect(() => new SoftmaxRegression(options)).toThrow(message)
  })

  test('features of another number, or stored in another way, at prediction', async () => {
    const model = new SoftmaxRegression<number>()
    await model.fit(x, y)
    await expect(model.predict([[1, 2]])).rejects.toThrow(/X has 2 features a row, but the model takes 4/)
    await expect(model.predict(tensor(new Uint8Array(4), [1, 4], { scale: 0.1 }))).rejects.toThrow(
      /trained on float32 without a scale/,
    )
    await expect(
      model.score(
        x,
        y.map((label) => label + 1),
      ),
    ).rejects.toThrow(/class 3 was never seen/)
  })

  test('two fits at once', async () => {
    const model = new SoftmaxRegression<number>()
    const first = model.fit(x, y)
    await expect(model.fit(x, y)).rejects.toThrow(/in the middle of fit/)
    await first
  })
})

test('digits, mean of 5 stratified splits: at least 0.955', async () => {
  const { x, y } = smallSet('digits')
  const stream = new RandomStream(5, 'splits')
  const scores: number[] = []
  for (let split = 0; split < 5; split++) {
    const { train, test: held } = stratified(y, 0.2, () => stream.nextUniform())
    const [fitted, unseen] = [rowsOf(x, y, train), rowsOf(x, y, held)]
    const model = new SoftmaxRegression<number>()
    const { validation } = await model.fit(fitted.x, fitted.y, { validation: [unseen.x, unseen.y] })
    scores.push(await model.score(unseen.x, unseen.y))
    expect(validation?.accuracy).toBe(scores.at(-1))
  }
  expect(scores.reduce((sum, score) => sum + score, 0) / 5).toBeGreaterThanOrEqual(0.955)
})

test('MNIST, C = 1, 100 iterations in float32: test accuracy 0.925 within 0.003', async () => {
  const { train, test: held } = await mnist()
  const model = new SoftmaxRegression<number>({ C: 1 })
  const result = await model.fit(train.x, train.y)
  expect(result).toMatchObject({ precision: 'float32', iterations: 100 })
  expect(Math.abs((await model.score(held.x, held.y)) - 0.925)).toBeLessThanOrEqual(0.003)
})
