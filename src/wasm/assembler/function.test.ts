import { describe, expect, test } from 'vitest'
import type { FunctionBuilder, ValType } from './index.ts'
import { StandaloneModuleBuilder } from './standaloneModule.ts'

type Run = (...values: (number | bigint)[]) => number

function compile(parameters: readonly ValType[], results: readonly ValType[], body: (f: FunctionBuilder) => void): Run {
  const module = new StandaloneModuleBuilder()
  module.defineMemory({ initial: 1 })
  module.function({ name: 'run', parameters, results, export: true }, body)
  return new WebAssembly.Instance(new WebAssembly.Module(module.toBytes())).exports.run as Run
}

describe('FunctionBuilder', () => {
  test('locals of one type come in runs, released ones are used again, fresh ones are zero', () => {
    const run = compile(['i32'], ['i32'], (f) => {
      const a = f.local('i32')
      const b = f.local('v128')
      const c = f.local('i32')
      f.i32(40).set(a)
      f.release(a)
      expect(f.local('i32')).toBe(a)
      expect(f.local('v128')).not.toBe(b)
      expect([a.index, b.index, c.index]).toEqual([1, 2, 3])
      f.get(a).get(c).op('i32.add').get(f.parameters[0]!).op('i32.add')
    })
    expect(run(2)).toBe(42)
    expect(() =>
      compile([], [], (f) => {
        const a = f.local('i32')
        f.release(a)
        f.release(a)
      }),
    ).toThrow(/released twice/)
  })

  test('constants arrive with their exact bits', () => {
    for (const value of [0, 1, -1, 63, 64, -64, -65, 2147483647, -2147483648])
      expect(compile([], ['i32'], (f) => f.i32(value))()).toBe(value)
    expect(compile([], ['i32'], (f) => f.i32(0xffffffff))()).toBe(-1)
    for (const value of [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n)]) expect(compile([], ['i64'], (f) => f.i64(value))()).toBe(value)
    for (const value of [0, -0, NaN, Infinity, 0.1, 5e-324]) {
      expect(compile([], ['f64'], (f) => f.f64(value))()).toBe(value)
      expect(compile([], ['f32'], (f) => f.f32(value))()).toBe(Math.fround(value))
      expect(compile([], ['f32'], (f) => f.f32x4(1, 2, value, 3).laneOp('f32x4.extract_lane', 2))()).toBe(Math.fround(value))
      expect(compile([], ['f64'], (f) => f.f64x2(value).laneOp('f64x2.extract_lane', 1))()).toBe(value)
    }
    expect(compile([], ['i32'], (f) => f.i32x4(1, 2, 3, -4).laneOp('i32x4.extract_lane', 3))()).toBe(-4)
    expect(compile([], ['i32'], (f) => f.i64x2(5n, -6n).laneOp('i32x4.extract_lane', 2))()).toBe(-6)
  })

  test('if and else', () => {
    const sign = compile(['i32'], ['i32'], (f) => {
      const [x] = f.parameters as [FunctionBuilder['parameters'][0]]
      f.get(x)
        .i32(0)
        .op('i32.lt_s')
        .if(
          () => f.i32(-1).set(x),
          () => f.get(x).i32(0).op('i32.gt_s').set(x),
        )
        .get(x)
    })
    expect([-5, 0, 7].map((x) => sign(x))).toEqual([-1, 0, 1])
    const clamp = compile(['f32'], ['f32'], (f) => {
      const x = f.parameters[0]!
      f.get(x)
        .f32(1)
        .op('f32.gt')
        .if(() => f.f32(1).set(x))
      f.get(x)
    })
    expect([clamp(0.5), clamp(3)]).toEqual([0.5, 1])
  })

  test('branches leave the block that the label names, however deep', () => {
    const run = compile(['i32'], ['i32'], (f) => {
      const x = f.parameters[0]!
      f.block((outer) => {
        f.block((inner) => {
          f.loop((again) => {
            f.get(x).i32(10).op('i32.ge_s').brIf(outer)
            f.get(x).i32(7).op('i32.eq').brIf(inner)
            f.get(x).i32(1).op('i32.add').set(x).br(again)
          })
        })
        f.i32(100).return()
      })
      f.get(x)
    })
    expect(run(3)).toBe(100)
    expect(run(8)).toBe(10)
  })

  test.each([
    [0, 5, 1],
    [0, 6, 2],
    [0, 7, 2],
    [3, 3, 1],
    [5, 3, 1],
    [-4, 4, 3],
  ])('forRange from %i to %i by %i visits what a for statement visits, with constant and variable bounds', (start, end, step) => {
    let count = 0
    let sum = 0
    for (let i = start; i < end; i += step) {
      count++
      sum += i
    }
    const body = (f: FunctionBuilder, variable: boolean) => {
      const [from, to] = f.parameters as [FunctionBuilder['parameters'][0], FunctionBuilder['parameters'][0]]
      const i = f.local('i32')
      const total = f.local('i32')
      f.forRange(i, variable ? from : start, variable ? to : end, step, () => {
        f.get(total).i32(1000).op('i32.add').get(i).op('i32.add').set(total)
      })
      f.get(total)
    }
    expect(compile(['i32', 'i32'], ['i32'], (f) => body(f, false))(0, 0)).toBe(1000 * count + sum)
    expect(compile(['i32', 'i32'], ['i32'], (f) => body(f, true))(start, end)).toBe(1000 * count + sum)
  })

  test('forRange continues from a counter that is its own start', () => {
    const run = compile(['i32'], ['i32'], (f) => {
      const i = f.local('i32')
      const total = f.local('i32')
      f.forRange(i, 0, 8, 4, () => f.get(total).i32(100).op('i32.add').set(total))
      f.forRange(i, i, f.parameters[0]!, 1, () => f.get(total).i32(1).op('i32.add').set(total))
      f.get(total)
    })
    expect([run(8), run(11)]).toEqual([200, 203])
    expect(() => compile([], [], (f) => f.forRange(f.local('i32'), 0, 4, 0, () => {}))).toThrow(/positive integer/)
  })

  test('calls pass operands in order, also to imports', () => {
    const module = new StandaloneModuleBuilder()
    const twice = module.importFunction('env', 'twice', { parameters: ['f64'], results: ['f64'] })
    const divide = module.function({ name: 'divide', parameters: ['f64', 'f64'], results: ['f64'] }, (f) => {
      f.get(f.parameters[0]!).get(f.parameters[1]!).op('f64.div')
    })
    const run = module.function({ name: 'run', parameters: ['f64'], results: ['f64'], export: true }, (f) => {
      f.get(f.parameters[0]!).f64(3).call(divide).call(twice)
    })
    expect(run.index).toBe(2)
    const instance = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()), { env: { twice: (x: number) => 2 * x } })
    expect((instance.exports.run as Run)(12)).toBe(8)
  })

  test('memory fill, lanes and shuffles', () => {
    const run = compile([], ['i32'], (f) => {
      f.i32(16).i32(7).i32(16).memoryFill()
      f.i32(0).i32(16).f32x4(0).loadLane('v128.load32_lane', 4, 2).storeLane('v128.store32_lane', 0, 2)
      f.i32(0).load('i32.load')
    })
    expect(run()).toBe(0x07070707)
    const lanes32 = compile([], ['i32'], (f) =>
      f.i32x4(0, 1, 2, 3).i32x4(4, 5, 6, 7).shuffle32(7, 0, 5, 2).laneOp('i32x4.extract_lane', 2),
    )
    expect(lanes32()).toBe(5)
    const lanes64 = compile([], ['i32'], (f) => f.i64x2(0n, 1n).i64x2(2n, 3n).shuffle64(3, 0).laneOp('i32x4.extract_lane', 0))
    expect(lanes64()).toBe(3)
  })

  test('refuses immediates out of range, with the range', () => {
    const wrong: [(f: FunctionBuilder) => void, RegExp][] = [
      [(f) => f.i32(0.5), /i32\.const takes an integer from/],
      [(f) => f.i32(2 ** 32), /not 4294967296/],
      [(f) => f.i64(2 ** 60), /bigint/],
      [(f) => f.i32(0).load('f32.load', -4).drop(), /offset from 0 to 4294967295 bytes, not -4/],
      [(f) => f.f32x4(1).laneOp('f32x4.extract_lane', 4).drop(), /lane from 0 to 3, not 4/],
      [(f) => f.f32x4(1).f32x4(1).shuffle32(0, 1, 2, 8).drop(), /lane from 0 to 31/],
    ]
    for (const [body, message] of wrong) expect(() => compile([], [], body)).toThrow(message)
  })
})
