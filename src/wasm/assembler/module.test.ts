import { describe, expect, test } from 'vitest'
import type { Local, ModuleBuilder } from './index.ts'
import { StandaloneModuleBuilder } from './standaloneModule.ts'

const instantiate = (module: ModuleBuilder, imports?: Record<string, Record<string, unknown>>) =>
  new WebAssembly.Instance(
    new WebAssembly.Module(module.toBytes()),
    imports as ConstructorParameters<typeof WebAssembly.Instance>[1],
  ).exports

describe('ModuleBuilder', () => {
  test('an empty module is eight bytes and a name section', () => {
    const bytes = new StandaloneModuleBuilder().toBytes()
    expect([...bytes.subarray(0, 8)]).toEqual([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
    expect(WebAssembly.validate(bytes)).toBe(true)
  })

  test('a module of its own memory, with data and an export', () => {
    const module = new StandaloneModuleBuilder()
    module.defineMemory({ initial: 2, maximum: 3 }, 'memory')
    module.dataSegment(65536, Uint8Array.of(1, 2, 3, 4))
    module.function({ name: 'read', parameters: ['i32'], results: ['i32'], export: true }, (f) =>
      f.get(f.parameters[0]!).load('i32.load', 65535),
    )
    const exports = instantiate(module)
    expect((exports.read as (address: number) => number)(1)).toBe(0x04030201)
    expect((exports.memory as WebAssembly.Memory).buffer.byteLength).toBe(2 * 65536)
  })

  test('private and shared memory are imported; atomics work on both', () => {
    for (const shared of [false, true]) {
      const module = new StandaloneModuleBuilder()
      module.importMemory('env', 'memory', { initial: 1, maximum: 4, shared })
      module.function({ name: 'add', parameters: ['i32'], results: ['i32'], export: true }, (f) => {
        f.i32(8).get(f.parameters[0]!).atomic('i32.atomic.rmw.add').drop()
        f.atomicFence().i32(0).load('i32.atomic.load', 8)
      })
      const memory = new WebAssembly.Memory({ initial: 1, maximum: 4, shared })
      const add = instantiate(module, { env: { memory } }).add as (x: number) => number
      expect([add(5), add(6)]).toEqual([5, 11])
      expect(new Int32Array(memory.buffer)[2]).toBe(11)
    }
  })

  test('what a function holds survives waiting and waking (the baseline compiler of Node 20 loses it around a bare wait instruction)', () => {
    const module = new StandaloneModuleBuilder()
    module.importMemory('env', 'memory', { initial: 1, maximum: 1, shared: true })
    const wait = module.waitFunction()
    expect(module.waitFunction()).toBe(wait)
    module.function({ name: 'run', parameters: ['i32', 'i64'], results: ['i32'], export: true }, (f) => {
      const [expected, timeout] = f.parameters as [Local, Local]
      const held = f.local('i32')
      f.get(expected).i32(1000).op('i32.mul').tee(held)
      f.i32(8).get(expected).get(timeout).call(wait)
      f.i32(8).i32(1).atomic('memory.atomic.notify')
      f.op('i32.add').op('i32.add').get(held).op('i32.add')
    })
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
    const { run } = instantiate(module, { env: { memory } }) as { run(x: number, t: bigint): number }
    expect(run(7, -1n)).toBe(14001) // the value differs: 1
    expect(run(0, 1000n)).toBe(2) // timed out: 2
  })

  test('globals keep their first values and can be written', () => {
    const module = new StandaloneModuleBuilder()
    const counter = module.global('i32', true, -7)
    const large = module.global('i64', false, 2n ** 40n, 'large')
    module.global('f32', false, 0.5, 'half')
    module.global('f64', false, -0, 'zero')
    module.function({ name: 'next', results: ['i32'], export: true }, (f) =>
      f.getGlobal(counter).i32(1).op('i32.add').setGlobal(counter).getGlobal(counter),
    )
    const exports = instantiate(module) as {
      next(): number
      large: { value: number | bigint }
      half: { value: number | bigint }
      zero: { value: number | bigint }
    }
    expect([exports.next(), exports.next()]).toEqual([-6, -5])
    expect([exports.large.value, exports.half.value, exports.zero.value]).toEqual([2n ** 40n, 0.5, -0])
    expect(() => module.function({ name: 'bad' }, (f) => f.i64(1).setGlobal(large))).toThrow(/constant global/)
  })

  test('equal signatures share one type, and stack traces show the names', () => {
    const module = new StandaloneModuleBuilder()
    for (const name of ['first kernel', 'second kernel']) {
      module.function({ name, parameters: ['i32'], export: true }, (f) => f.op('unreachable'))
    }
    const bytes = module.toBytes()
    expect([...bytes.subarray(8, 15)]).toEqual([1, 5, 1, 0x60, 1, 0x7f, 0])
    const exports = instantiate(module)
    let stack = ''
    try {
      ;(exports['second kernel'] as (x: number) => void)(1)
    } catch (error) {
      stack = (error as Error).stack ?? ''
    }
    expect(stack).toMatch(/second kernel/)
  })

  test('a function may define another while it is written', () => {
    const module = new StandaloneModuleBuilder()
    module.function({ name: 'outer', results: ['i32'], export: true }, (f) => {
      const inner = module.function({ name: 'inner', results: ['i32'] }, (g) => g.i32(42))
      f.call(inner)
    })
    expect((instantiate(module).outer as () => number)()).toBe(42)
  })

  test('refuses what no engine could take', () => {
    const module = new StandaloneModuleBuilder()
    expect(() => module.importMemory('env', 'memory', { initial: 1, shared: true })).toThrow(/needs a maximum/)
    module.defineMemory({ initial: 1 })
    expect(() => module.importMemory('env', 'memory', { initial: 1 })).toThrow(/one memory/)
    module.function({ name: 'f', export: true }, () => {})
    expect(() => module.function({ name: 'f', export: true }, () => {})).toThrow(/two exports are named "f"/)
    expect(() => module.importFunction('env', 'late', {})).toThrow(/before defining/)
    expect(() => module.function({ name: 'early' }, () => module.toBytes())).toThrow(/being written/)
  })
})
