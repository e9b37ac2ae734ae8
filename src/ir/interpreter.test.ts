import { describe, expect, test } from 'vitest'
import { add, divide, multiply, squareRoot, subtract } from './arithmetic.ts'
import { greater, select } from './comparison.ts'
import { GraphBuilder } from './graph.ts'
import { interpret } from './interpreter.ts'
import { matmul } from './matmul.ts'
import { reduceSum } from './reduce.ts'
import type { Node } from './types.ts'

/** The numbers and bounds of one output of x [rows, 4] and w [4, 2]. */
function evaluate(make: (x: Node, w: Node) => Node, precision: 'float32' | 'float64', x: readonly number[], rows = 2) {
  const builder = new GraphBuilder(2)
  builder.output('y', make(builder.input('x', [4], { batched: true }), builder.state('w', [4, 2])))
  const { outputs } = interpret(builder.build(), { x, w: [1, 2, 3, 4, 5, 6, 7, 8] }, { precision, rows })
  return outputs.get('y') as { data: Float64Array; bound: Float64Array | null; shape: readonly number[] }
}

const row = [0.1, 0.2, 0.3, 0.4]

describe('interpret', () => {
  test('float32 rounds after every operation, float64 does not', () => {
    const f = (x: Node): Node => multiply(add(x, 1 / 3), x)
    const third = Math.fround(1 / 3)
    const rounded = row.map((value) => Math.fround(Math.fround(Math.fround(value) + third) * Math.fround(value)))
    const given = row.map(Math.fround)
    expect([...evaluate(f, 'float32', given, 1).data]).toEqual(rounded)
    expect([...evaluate(f, 'float64', given, 1).data]).toEqual(given.map((value) => (value + third) * value))
  })

  test('the bound holds what float32 did, and is not much larger', () => {
    const f = (x: Node, w: Node): Node => squareRoot(divide(matmul(multiply(x, x), w), add(reduceSum(x, 'columns'), 1)))
    const x = Float32Array.from({ length: 8 }, (_, i) => 0.1 + i / 7)
    const [exact, close] = [evaluate(f, 'float32', [...x]), evaluate(f, 'float64', [...x])]
    close.data.forEach((value, i) => {
      const bound = close.bound?.[i] as number
      expect(Math.abs(value - (exact.data[i] as number))).toBeLessThanOrEqual(bound)
      expect(bound).toBeLessThan(value * 40 * 2 ** -24)
    })
  })

  test('a comparison that an error may turn has a bound as large as what it chooses between', () => {
    const f = (x: Node): Node => select(greater(multiply(x, x), subtract(multiply(x, x), multiply(x, 1e-9))), 5, 3)
    expect([...(evaluate(f, 'float64', row, 1).bound ?? [])].every((bound) => bound >= 2)).toBe(true)
  })

  test('takes as many rows as it is told, and says what is missing', () => {
    expect(evaluate((x) => x, 'float64', row, 1).shape).toEqual([1, 4])
    expect(() => evaluate((x) => x, 'float64', row, 2)).toThrow(/"x" needs 8 numbers for \[2,4\]; received 4/)
    const builder = new GraphBuilder(1)
    builder.output('y', builder.input('x', []))
    expect(() => interpret(builder.build(), {}, { precision: 'float32' })).toThrow(/no value was given for "x"/)
  })
})
