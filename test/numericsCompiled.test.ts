// The promise of docs/numerics.md through whole models: one Dense layer that is the identity, so that a row's logits are the
// row itself. Exact results are those of test/vectors/, made with mpmath.

import { describe, expect, test } from 'vitest'
import { SparseCategoricalCrossentropy } from '../src/index.ts'
import { enableRelaxedSimd } from '../src/node/index.ts'
import { sparseCategoricalCrossentropy } from '../src/numerics/index.ts'
import { IdentityModel, type Reproducibility } from './support/compiledRows.ts'
import { firstDifference, hardRows } from './support/hardRows.ts'
import { moreVectors, type VectorRow, vectors } from './support/vectors.ts'

enableRelaxedSimd()
const rows: VectorRow[] = [...vectors(), ...moreVectors()]
  .filter(({ logits }) => logits.every(Number.isFinite))
  // 0 - 0 and 0 - (-0) are both 0: a step from a bias of zero does not tell the zeros apart. numericsCompiledLoss.test.ts does.
  .map((row) => ({ ...row, gradient: row.gradient.map((value) => value + 0) }))

/** The rows with each number of classes. */
const byClasses = [...new Set(rows.map(({ classes }) => classes))]
  .sort((a, b) => a - b)
  .map((classes) => [classes, rows.filter((row) => row.classes === classes)] as const)

describe.each<Reproducibility>(['portable', 'default'])('%s arithmetic: rows of finite logits, bit for bit', (reproducibility) => {
  test.each(byClasses)(
    '%i classes: evaluate of one row is its loss; one SGD step leaves minus its gradient in the bias',
    async (classes, own) => {
      const identity = new IdentityModel(classes, { reproducibility })
      const { model } = identity
      for (const [index, { name, logits, label, loss, gradient }] of own.entries()) {
        identity.reset()
        const x = identity.rows(logits)
        const measured = await model.evaluate(x, [label], { batchSize: 1 })
        expect(measured.loss, name).toBe(loss)
        if (index % 2 === 0) expect((await model.trainOnBatch(x, [label])).loss).toBe(loss)
        else expect((await model.fit(x, [label], { batchSize: 1, epochs: 1 })).loss).toEqual([loss])
        expect(firstDifference(identity.gradient(), gradient), name).toBe('')
      }
    },
  )

  test.each(byClasses)(
    '%i classes: predict through a softmax layer gives the probabilities, in batches of any size',
    async (classes, own) => {
      const identity = new IdentityModel(classes, {
        reproducibility,
        activation: 'softmax',
        loss: new SparseCategoricalCrossentropy(),
      })
      const logits = identity.rows(Float32Array.from(own.flatMap((row) => [...row.logits])))
      const wanted = Float32Array.from(own.flatMap((row) => [...row.softmax]))
      for (const batchSize of [1, 7, 64]) {
        const { data } = await identity.model.predict(logits, { batchSize })
        expect(firstDifference(data, wanted)).toBe('')
      }
    },
  )

  test('a softmax layer under fromLogits: false trains from its logits: same losses, same gradients', async () => {
    for (const [classes, own] of byClasses) {
      const identity = new IdentityModel(classes, {
        reproducibility,
        activation: 'softmax',
        loss: new SparseCategoricalCrossentropy(),
      })
      for (const { name, logits, label, loss, gradient } of own) {
        identity.reset()
        expect((await identity.model.trainOnBatch(identity.rows(logits), [label])).loss, name).toBe(loss)
        expect(firstDifference(identity.gradient(), gradient), name).toBe('')
      }
    }
  })

  test.each([1, 2, 3, 7, 10, 64, 300])(
    '%i classes: rows of subnormal, equal and huge logits have the bits of numerics/',
    async (classes) => {
      const identity = new IdentityModel(classes, { reproducibility })
      const many = hardRows(5, 110, classes, 0).map((value) => (value - value === 0 ? value : 0)) // 0 x infinity is NaN
      for (let row = 0; row < 110; row++) {
        const logits = many.subarray(row * classes, (row + 1) * classes)
        const label = (row * 7) % classes
        const { losses, gradient } = sparseCategoricalCrossentropy([label], logits, classes)
        identity.reset()
        expect((await identity.model.evaluate(identity.rows(logits), [label])).loss).toBe(losses[0])
        expect((await identity.model.trainOnBatch(identity.rows(logits), [label])).loss).toBe(losses[0])
        const withoutSigns = gradient.map((value) => value + 0)
        expect(firstDifference(identity.gradient(), withoutSigns), `row ${row}`).toBe('')
      }
    },
  )
})
