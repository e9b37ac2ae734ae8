// Bit equality of the cross-entropy kernels with numerics/: losses and gradients, alone and from one pass.

import { describe, expect, test } from 'vitest'
import { firstDifference, hardRows } from '../../../test/support/hardRows.ts'
import { KernelModule } from '../../../test/support/kernelModule.ts'
import { crossEntropy, crossEntropyGradientOperation } from '../../ir/crossEntropy.ts'
import { categoricalCrossentropy, softmax, sparseCategoricalCrossentropy } from '../../numerics/index.ts'
import { RandomStream } from '../../random.ts'

interface Options {
  readonly soft?: boolean
  readonly ignoreClass?: number
  readonly labelSmoothing?: number
  readonly weighted?: boolean
  /** Which results the program has. */
  readonly results?: readonly ('loss' | 'gradient')[]
}

const both = ['loss', 'gradient'] as const

/** A program of losses and gradients, with the coefficient that a mean gives the gradient. */
function compile(rows: number, classes: number, options: Options): KernelModule {
  const { soft = false, ignoreClass = null, labelSmoothing = 0, weighted = false, results = both } = options
  return new KernelModule(rows, (graph) => {
    const logits = graph.input('logits', [classes], { batched: true })
    const labels = graph.input('labels', soft ? [classes] : [], { dtype: soft ? 'float32' : 'int32', batched: true })
    const coefficient = graph.input('coefficient', [], { dtype: 'float64', batched: true })
    const weights = weighted ? graph.input('weights', [], { dtype: 'float64', batched: true }) : undefined
    const attributes = { ignoreClass, labelSmoothing }
    if (results.includes('loss')) graph.output('loss', crossEntropy(logits, labels, { ...attributes, ...(weights && { weights }) }))
    if (results.includes('gradient')) {
      const operands = [logits, labels, coefficient, ...(weights ? [weights] : [])]
      graph.output('gradient', graph.apply(crossEntropyGradientOperation, operands, attributes))
    }
  })
}

/** Runs a program on hard rows and compares every bit with numerics/. */
function compare(module: KernelModule, rows: number, classes: number, seed: number, options: Options): void {
  const { soft = false, ignoreClass, labelSmoothing = 0, weighted = false, results = both } = options
  const stream = new RandomStream(seed, 'labels')
  const logits = hardRows(seed, rows, classes, 0.2)
  const weight = (): number => [0, 1, 0.5, -1.25, 1 / 3, 1e-30, 3e20][stream.nextBelow(7)] as number
  const weights = Float64Array.from({ length: rows }, () => (weighted ? weight() : 1))
  const coefficient = Float64Array.from({ length: rows }, (_, r) => (r % 7 === 5 ? 0 : 1 / rows))
  const scale = weights.map((value, r) => value * (coefficient[r] as number))
  const labels = Int32Array.from({ length: rows }, () => stream.nextBelow(classes))
  const targets = new Float32Array(rows * classes)
  for (let r = 0; r < rows; r++) {
    if (r % 3 === 0) targets[r * classes + (labels[r] as number)] = 1
    else for (let c = 0; c < classes; c++) targets[r * classes + c] = stream.nextBelow(3) === 0 ? 0 : stream.nextUniform()
    if (ignoreClass !== undefined && stream.nextBelow(4) === 0) labels[r] = ignoreClass
  }
  module.write('logits', logits)
  module.write('labels', soft ? targets : labels)
  if (results.includes('gradient')) module.write('coefficient', coefficient)
  if (weighted) module.write('weights', weights)
  for (const name of results) module.words(name, 0xffffffff)
  module.run(rows)
  const expected = (rowWeights: Float64Array) =>
    soft
      ? categoricalCrossentropy(targets, logits, classes, { labelSmoothing, weights: rowWeights })
      : sparseCategoricalCrossentropy(labels, logits, classes, { ignoreClass, weights: rowWeights })
  if (results.includes('loss')) expect(firstDifference(module.read('loss'), expected(weights).losses)).toBe('')
  if (results.includes('gradient')) {
    expect(firstDifference(module.read('gradient'), expected(scale).gradient)).toBe('')
    const { stride, segments } = module.layout('gradient')
    const words = module.words('gradient')
    if (segments === 1)
      for (let r = 0; r < rows; r++) for (let c = classes; c < stride / 4; c++) expect(words[(r * stride) / 4 + c]).toBe(0)
  }
}

const classCounts = [1, 2, 3, 4, 5, 7, 8, 9, 10, 12, 15, 16, 17, 19, 24, 29, 100, 255, 256, 259, 1000, 1021, 2050, 4096]

describe.each([
  ['integer labels', {}],
  ['integer labels, weights and an ignored class', { ignoreClass: -1, weighted: true }],
  ['targets', { soft: true }],
  ['smoothed targets with weights', { soft: true, labelSmoothing: 0.1, weighted: true }],
] as const)('%s', (_name, options: Options) => {
  test.each(classCounts)('%i classes: loss and gradient of one pass have the bits of numerics/', (classes) => {
    const rows = classes > 500 ? 12 : 45
    const module = compile(rows, classes, options)
    expect(module.plan.groups.map(({ companion }) => companion?.operation.name)).toEqual(['crossEntropy'])
    for (let seed = 1; seed <= 3; seed++) compare(module, rows, classes, seed, options)
  })

  test.each([['loss'], ['gradient']] as const)('the %s alone', (result) => {
    for (const classes of [3, 10, 40, 300]) {
      const alone = { ...options, results: [result] } as const
      compare(compile(33, classes, alone), 33, classes, 7, alone)
    }
  })
})

test.each([5, 8, 9, 12, 16, 17, 21, 31, 100, 260, 300])(
  '%i classes: targets beside the probabilities, whose gradient is what the last bits of the sums leave',
  (classes) => {
    const rows = 200
    const options = { soft: true, labelSmoothing: 0.25 } as const
    const module = compile(rows, classes, options)
    const stream = new RandomStream(classes, 'targets')
    const logits = Float32Array.from({ length: rows * classes }, () => stream.nextUniform())
    const targets = softmax(logits, classes).map((p) => Math.max(0, (p - 0.25 / classes) / 0.75))
    const weights = new Float64Array(rows).fill(1)
    module.write('logits', logits)
    module.write('labels', targets)
    module.write('coefficient', weights)
    module.run(rows)
    const expected = categoricalCrossentropy(targets, logits, classes, { labelSmoothing: 0.25, weights })
    expect(firstDifference(module.read('loss'), expected.losses)).toBe('')
    expect(firstDifference(module.read('gradient'), expected.gradient)).toBe('')
  },
)

test('a class that is ignored may be one of the classes', () => {
  const options = { ignoreClass: 2 }
  compare(compile(40, 5, options), 40, 5, 1, options)
})

test('an ignored label far outside of memory reads nothing', () => {
  for (const ignoreClass of [-2147483648, 2147483647]) {
    const options = { ignoreClass }
    compare(compile(40, 300, options), 40, 300, 1, options)
  }
})

test('a batch of every size from 1 to 40, in one share and in four', () => {
  for (let rows = 1; rows <= 40; rows++) compare(compile(rows, 10, {}), rows, 10, rows, {})
  const module = compile(37, 10, {})
  const run = module.run.bind(module)
  module.run = (rows) => {
    for (let thread = 0; thread < 4; thread++) run(rows, thread, 4)
  }
  compare(module, 37, 10, 3, {})
})

test('100,000 random rows of 10 classes', () => {
  const rows = 1000
  const module = compile(rows, 10, {})
  for (let seed = 1; seed <= 100; seed++) compare(module, rows, 10, seed, {})
})
