// Bit equality of the activation kernels with numerics/: a million float32 spread over all bit patterns, and special ones.

import { expect, test } from 'vitest'
import { firstDifference } from '../../../test/support/hardRows.ts'
import { KernelModule } from '../../../test/support/kernelModule.ts'
import { elu, exponential, gelu, logarithm, relu, sigmoid, silu, tanh } from '../../ir/activations.ts'
import { elementwise } from '../../ir/elementwise.ts'
import type { Node } from '../../ir/types.ts'
import * as numerics from '../../numerics/index.ts'

const ROWS = 64
const COLUMNS = 128
/** Every 4,093rd float32: 1,049,600 of them, NaN of both signs and all exponents among them. */
const STRIDE = 4093

const specials = Uint32Array.of(
  ...[0, 1, 2, 0x007fffff, 0x00800000, 0x00800001, 0x7f7fffff, 0x7f800000, 0x7fc00000, 0x7f800001, 0x7fffffff],
  ...[0x3f800000, 0x3f7fffff, 0x3f800001, 0x3f3504f3, 0x3f3504f4, 0x3fb504f3, 0x3e800000, 0x3e7fffff, 0x39000000, 0x38ffffff],
  // e^x at its clamps, gelu's and silu's roots, and where tails end
  ...[0x44310000, 0x44314000, 0x42b17218, 0x42b17219, 0x42cff1b5, 0x42d20000, 0x3f407567, 0x3f407568, 0x3fa3a4ba, 0x3fa3a4bb],
  ...[0x41800000, 0x41800001, 0x43480000, 0x43480001, 0x31800000, 0x317fffff, 0x24800000, 0x247fffff],
)

function inputs(): Float32Array {
  const count = Math.floor(2 ** 32 / STRIDE) + 1
  const bits = Uint32Array.from({ length: count + 2 * specials.length }, (_, i) => {
    if (i < count) return i * STRIDE
    const special = specials[(i - count) >> 1] as number
    return (i - count) & 1 ? special | 0x80000000 : special
  })
  return new Float32Array(bits.buffer)
}

/** The derivative operations have no function of their own: they are taken from the gradients of a graph. */
const derivative = (name: 'elu' | 'gelu' | 'silu') => {
  const operation = elementwise(`${name}Derivative`, { arity: 1 })
  return (x: Node): Node => x.graph.apply(operation, [x])
}

const { eluDerivative64, geluDerivative64, siluDerivative64 } = numerics
const cases: readonly [string, (x: Node) => Node, (x: number) => number][] = [
  ['exponential', exponential, numerics.exp64],
  ['logarithm', logarithm, numerics.log64],
  ['relu', relu, (x) => Math.max(x, 0)],
  ['sigmoid', sigmoid, numerics.sigmoid64],
  ['tanh', tanh, numerics.tanh64],
  ['elu', elu, (x) => numerics.elu64(x)],
  ['eluDerivative', derivative('elu'), (x) => eluDerivative64(x)],
  ['gelu', gelu, numerics.gelu64],
  ['geluDerivative', derivative('gelu'), geluDerivative64],
  ['silu', silu, numerics.silu64],
  ['siluDerivative', derivative('silu'), siluDerivative64],
]

const x = inputs()

test.each(cases)('%s has the bits of numerics/ for a million float32 over all patterns', (_name, apply, formula) => {
  const module = new KernelModule(ROWS, (graph) => {
    graph.output('y', apply(graph.input('x', [COLUMNS], { batched: true })))
  })
  const block = ROWS * COLUMNS
  for (let from = 0; from < x.length; from += block) {
    const part = x.subarray(from, from + block)
    module.write('x', part)
    module.run(ROWS)
    const difference = firstDifference(module.read('y').subarray(0, part.length), Float32Array.from(part, formula))
    if (difference !== '') expect.fail(`from pattern ${from * STRIDE}: ${difference}`)
  }
})

test('rows that are no whole vectors keep their padding zero, where the function of 0 is 1', () => {
  const module = new KernelModule(3, (graph) => {
    graph.output('y', exponential(graph.input('x', [5], { batched: true })))
  })
  module.write(
    'x',
    Float32Array.from({ length: 15 }, (_, i) => i / 4),
  )
  const words = module.words('y', 0)
  module.run(3)
  const { stride } = module.layout('y')
  for (let r = 0; r < 3; r++) expect([...words.subarray((r * stride) / 4 + 5, ((r + 1) * stride) / 4)]).toEqual([0, 0, 0])
})
