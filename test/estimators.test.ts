// Estimators and evaluation together, on the data sets that argmax ships: how good softmax regression is by cross-validation, and
// how often prediction sets hold the true class.

import { SoftmaxRegression, tensor } from 'argmax'
import { type Digit, digits, iris } from 'argmax/datasets'
import {
  calibrateTemperature,
  conformalThreshold,
  crossValidate,
  logLoss,
  predictionSetCoverage,
  predictionSets,
  selectRows,
  stratifiedSplit,
} from 'argmax/evaluation'
import { expect, test } from 'vitest'

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

test('iris: softmax regression is right in 95 % of rows or more, over 5 x 5 folds', async () => {
  const { x, y } = await iris()
  const result = await crossValidate(() => new SoftmaxRegression<(typeof y)[number]>(), x, y, { folds: 5, repeats: 5 })
  expect(result.folds).toHaveLength(25)
  expect(result.mean as number).toBeGreaterThanOrEqual(0.95)
})

test('digits: sets that may be empty hold the true class as often as asked for, others at least so', async () => {
  const { x, y } = await digits()
  const { train, test: rest } = stratifiedSplit(y, 0.5, 1)
  const labelsOf = (rows: Uint32Array): Digit[] => Array.from(rows, (row) => y[row] as Digit)
  const model = new SoftmaxRegression<Digit>()
  await model.fit(selectRows(x, train), labelsOf(train))
  const all = await model.predictProba(selectRows(x, rest))
  const labels = labelsOf(rest)

  const covered: { exact: number[]; usual: number[] } = { exact: [], usual: [] }
  for (let seed = 1; seed <= 100; seed++) {
    const half = stratifiedSplit(labels, 0.5, seed)
    const part = (rows: Uint32Array) => ({ p: selectRows(all, rows), y: Array.from(rows, (row) => labels[row] as Digit) })
    const [held, measured] = [part(half.train), part(half.test)]
    const options = { classes: model.classes }
    const threshold = conformalThreshold(held.p as typeof all, held.y, { alpha: 0.1, ...options })
    for (const allowEmpty of [true, false]) {
      const sets = predictionSets(measured.p as typeof all, threshold, { allowEmpty, ...options })
      const { coverage } = predictionSetCoverage(measured.y, sets)
      covered[allowEmpty ? 'exact' : 'usual'].push(coverage)
    }
  }
  expect(Math.abs(mean(covered.exact) - 0.9)).toBeLessThanOrEqual(0.01)
  expect(mean(covered.usual)).toBeGreaterThanOrEqual(0.89)
})

test('a temperature from held-out logits is kept with the model, and its probabilities are those', async () => {
  const { x, y } = await digits()
  const { train, test: held } = stratifiedSplit(y, 0.3, 2)
  const labelsOf = (rows: Uint32Array): Digit[] => Array.from(rows, (row) => y[row] as Digit)
  // Without a penalty, so that it is surer than it should be.
  const model = new SoftmaxRegression<Digit>({ C: Number.POSITIVE_INFINITY, maxIterations: 200 })
  await model.fit(selectRows(x, train), labelsOf(train))
  const rows = selectRows(x, held)
  const before = logLoss(labelsOf(held), await model.predictProba(rows), { classes: model.classes })
  const { temperature, lossAfter } = calibrateTemperature(await model.decisionFunction(rows), labelsOf(held), {
    classes: model.classes,
  })
  expect(temperature).toBeGreaterThan(1.2)
  model.calibration = { temperature }
  const loaded = await SoftmaxRegression.load<Digit>(await model.save())
  const after = logLoss(labelsOf(held), await loaded.predictProba(rows), { classes: model.classes })
  expect(after).toBeLessThan(before * 0.8)
  expect(after).toBeCloseTo(lossAfter, 12)
  expect(await loaded.predict(tensor(x.data, x.shape, { scale: x.scale as number }))).toEqual(await model.predict(x))
})
