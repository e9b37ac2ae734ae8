// Bit equality of the dropout kernel with its reference, which draws from random.ts.

import { expect, test } from 'vitest'
import { KernelModule } from '../../../test/support/kernelModule.ts'
import { dropoutMaskReferences } from '../../ir/dropoutMask.reference.ts'
import { dropoutMask } from '../../ir/dropoutMask.ts'
import type { Node } from '../../ir/types.ts'
import { hashPurpose } from '../../random.ts'

const ROWS = 6

test.each([
  [1, 0.5, [1, 0], [0, 0]],
  [10, 0.25, [123, 456], [7, 0]],
  [37, 0.1, [-1, -2], [-1, 3]],
  [300, 0.999, [0x7fffffff, 5], [1 << 30, -5]],
] as const)('%i columns, rate %d: the mask is the reference in every element', (columns, rate, seed, step) => {
  let mask: Node | undefined
  const module = new KernelModule(ROWS, (graph) => {
    const like = graph.input('like', [columns], { batched: true })
    const key = graph.input('seed', [2], { dtype: 'int32' })
    mask = dropoutMask(like, key, graph.input('step', [2], { dtype: 'int32' }), rate, hashPurpose('dropout/0'))
    graph.output('mask', mask)
  })
  module.write('seed', seed)
  module.write('step', step)
  module.run(ROWS)
  const { attributes, type } = mask as Node
  const expected = dropoutMaskReferences.dropoutMask.evaluate({
    precision: 'float32',
    round: Math.fround,
    inputs: [[], seed, step].map((data) => ({ data: Float64Array.from(data), bound: null, shape: [data.length] })),
    attributes,
    inputTypes: [type, { shape: [2], dtype: 'int32', batched: false }, { shape: [2], dtype: 'int32', batched: false }],
    shape: [ROWS, columns],
  }).data
  expect(module.read('mask')).toEqual(Float32Array.from(expected))
})
