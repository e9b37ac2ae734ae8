// The formulas on float64 vectors against numerics/, on float64 operands: bit equality.

import { describe, expect, test } from 'vitest'
import * as numerics from '../../../numerics/index.ts'
import { RandomStream } from '../../../random.ts'
import { StandaloneModuleBuilder } from '../../assembler/standaloneModule.ts'
import { addToOdd } from './addToOdd.ts'
import { expNonPositive } from './exp.ts'
import { log1pNonNegative } from './log.ts'
import { FormulaWriter, type Vectors } from './vectors.ts'

const COUNT = 100_000
/** Bytes behind which the second operand and the result lie. */
const BLOCK = COUNT * 8

/** Compiles a formula of one or two operands into a function of whole arrays. */
function compile(formula: (a: Vectors, b: Vectors) => Vectors): (a: Float64Array, b?: Float64Array) => Float64Array {
  const module = new StandaloneModuleBuilder()
  module.defineMemory({ initial: Math.ceil((3 * BLOCK) / 65536) }, 'memory')
  module.function({ name: 'run', export: true }, (f) => {
    const writer = new FormulaWriter(f)
    const at = f.local('i32')
    f.forRange(at, 0, BLOCK, 16, () => {
      writer.during(() => {
        const operand = (offset: number): Vectors => writer.each(1, () => f.get(at).load('v128.load', offset))
        const result = formula(operand(0), operand(BLOCK))
        f.get(at)
          .get(result.locals[0]!)
          .store('v128.store', 2 * BLOCK)
      })
    })
  })
  const { memory, run } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes())).exports as unknown as {
    memory: WebAssembly.Memory
    run: () => void
  }
  return (a, b) => {
    new Float64Array(memory.buffer, 0, COUNT).set(a)
    if (b) new Float64Array(memory.buffer, BLOCK, COUNT).set(b)
    run()
    return new Float64Array(memory.buffer, 2 * BLOCK, COUNT).slice()
  }
}

/** Numbers of all exponents from 2^-low to 2^high, and special ones; `sign` -1, 1, or 0 for both. */
function numbers(seed: number, sign: number, low: number, high: number, special: readonly number[]): Float64Array {
  const stream = new RandomStream(seed, 'numbers')
  return Float64Array.from({ length: COUNT }, (_, i) => {
    if (i < special.length) return special[i] as number
    const size = (1 + stream.nextUniform() + stream.nextUniform() / 2 ** 32) * 2 ** (stream.nextUniform() * (low + high) - low)
    return (sign || (stream.nextUniform() < 0.5 ? -1 : 1)) * size
  })
}

function expectSame(actual: Float64Array, expected: (i: number) => number): void {
  for (let i = 0; i < COUNT; i++) {
    if (!Object.is(actual[i], expected(i))) expect.fail(`value ${i} is ${actual[i]}, not ${expected(i)}`)
  }
}

test('addToOdd', () => {
  const special = [0, -0, 1, -1, Infinity, -Infinity, NaN, 2 ** -1074, 1 + 2 ** -24, 1e308]
  const pairs = special.flatMap((a) => special.map((b) => [a, b] as const))
  const a = numbers(1, 0, 80, 20, [...pairs.map(([first]) => first), 1, 1, -1, -1])
  const b = numbers(2, 0, 80, 20, [...pairs.map(([, second]) => second), 2 ** -60, -(2 ** -60), 2 ** -60, -(2 ** -60)])
  expectSame(compile(addToOdd)(a, b), (i) => numerics.addToOdd(a[i]!, b[i]!))
})

describe('expNonPositive', () => {
  test('any difference', () => {
    const d = numbers(3, -1, 60, 14, [0, -0, -Infinity, NaN, -708, -708.0000000000001, -707.9999999999999, -1e300, -0.5, -745])
    expectSame(compile((x) => expNonPositive(x))(d), (i) => numerics.expNonPositive(d[i]!))
  })

  test('near ones, without clamps', () => {
    const d = numbers(4, -1, 60, 9, [0, -0, NaN, -707.9999999999999]).map((value) => Math.max(value, -707.9999999999999))
    expectSame(compile((x) => expNonPositive(x, true))(d), (i) => numerics.expNonPositive(d[i]!))
  })
})

test('log1pNonNegative, from the smallest sums to those of many classes', () => {
  const x = numbers(5, 1, 1021, 14, [0, NaN, 3.307553003638408e-308, 2 ** -53, 2 ** -54, 2 ** -55, 1, 0.5, 2 ** -52, 4095])
  expectSame(compile((value) => log1pNonNegative(value, value.plus(1)))(x), (i) => numerics.log1p64(x[i]!))
})

test('a scope gives its locals back, but not those of its result', () => {
  const module = new StandaloneModuleBuilder()
  module.function({ name: 'run', parameters: ['v128'], results: ['v128'] }, (f) => {
    const writer = new FormulaWriter(f)
    f.get(f.parameters[0]!)
    const x = writer.take()
    const first = writer.scope(() => x.plus(1).times(x).minus(2))
    const second = writer.scope(() => x.plus(3))
    expect(second.locals[0]).not.toEqual(first.locals[0])
    expect(first.locals[0]!.index + second.locals[0]!.index).toBeLessThan(10)
    f.get(first.plus(second).locals[0]!)
  })
  expect(WebAssembly.validate(module.toBytes())).toBe(true)
})
