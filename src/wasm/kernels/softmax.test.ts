// Bit equality of the softmax kernels with numerics/.

import { describe, expect, test } from 'vitest'
import { firstDifference, hardRows } from '../../../test/support/hardRows.ts'
import { KernelModule } from '../../../test/support/kernelModule.ts'
import { logSoftmax, softmax } from '../../ir/softmax.ts'
import * as numerics from '../../numerics/index.ts'

const cases = [
  ['softmax', softmax, numerics.softmax],
  ['logSoftmax', logSoftmax, numerics.logSoftmax],
] as const

/** Every way through the classes: one to sixteen written out, loops with every remainder, segments whole and ragged. */
const classCounts = [
  ...Array.from({ length: 26 }, (_, i) => i + 1),
  31,
  100,
  255,
  256,
  257,
  258,
  1000,
  1021,
  2048,
  2051,
  4096,
  5001,
]

describe.each(cases)('%s', (_name, operation, reference) => {
  const compile = (rows: number, classes: number): KernelModule =>
    new KernelModule(rows, (graph) => {
      graph.output('y', operation(graph.input('x', [classes], { batched: true })))
    })

  test.each(classCounts)('%i classes: the bits of numerics/ on hard rows, zero padding', (classes) => {
    const rows = classes > 500 ? 13 : 45
    const module = compile(rows, classes)
    const { stride, segments, length, block } = module.layout('y')
    for (let seed = 1; seed <= 4; seed++) {
      const x = hardRows(seed, rows, classes, 0.4)
      module.write('x', x)
      const words = module.words('y', 0xffffffff)
      module.run(rows)
      expect(firstDifference(module.read('y'), reference(x, classes))).toBe('')
      for (let r = 0; r < rows; r++) {
        for (let segment = 0; segment < segments; segment++) {
          const used = Math.min(length, classes - segment * length)
          const row = (segment * block + r * stride) / 4
          // Whole vectors are written; what lies behind the last one of a short segment is nobody's.
          for (let c = used; c < Math.ceil(used / 4) * 4; c++) expect(words[row + c]).toBe(0)
        }
      }
    }
  })

  test.each([1, 2, 3, 4, 5, 8, 9, 16, 17, 31])('%i rows of 10 classes, in one share and in three', (rows) => {
    const module = compile(rows, 10)
    const x = hardRows(rows, rows, 10)
    const expected = reference(x, 10)
    for (const threads of [1, 3]) {
      module.write('x', x)
      module.words('y', 0xffffffff)
      for (let thread = 0; thread < threads; thread++) module.run(rows, thread, threads)
      expect(firstDifference(module.read('y'), expected)).toBe('')
    }
  })

  test('fewer rows than the batch holds: the rest is not touched', () => {
    const module = compile(16, 7)
    const x = hardRows(5, 16, 7)
    for (let rows = 1; rows < 16; rows++) {
      module.write('x', x)
      module.words('y', 0x3f800000)
      module.run(rows)
      const y = module.read('y')
      expect(firstDifference(y.subarray(0, 7 * rows), reference(x.subarray(0, 7 * rows), 7))).toBe('')
      expect([...y.subarray(7 * rows)].every((value) => value === 1)).toBe(true)
    }
  })
})
