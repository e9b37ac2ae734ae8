// The machine's limit for 128-bit multiply-adds, measured: a loop of them that never leaves the registers.
import { ModuleBuilder } from '../../dist/wasm/assembler/index.js'

/** Floating-point operations of one round of the loop. */
const FLOPS = 40 * 8

/** A function that runs `rounds` rounds of forty multiply-adds in an arithmetic. */
function registerLoop(arithmetic) {
  const module = new ModuleBuilder()
  module.function({ name: 'run', parameters: ['i32'], results: ['f32'], export: true }, (f) => {
    const sums = Array.from({ length: 10 }, () => f.local('v128'))
    const [a, b, i] = [f.local('v128'), f.local('v128'), f.local('i32')]
    f.f32x4(0.5).set(a).f32x4(1e-9).set(b)
    f.forRange(i, 0, f.parameters[0], 1, () => {
      for (let unrolled = 0; unrolled < 4; unrolled++) {
        for (const sum of sums) {
          if (arithmetic === 'fma') f.get(a).get(b).get(sum).op('f32x4.relaxed_madd').set(sum)
          else f.get(sum).get(a).op('f32x4.mul').get(b).op('f32x4.add').set(sum)
        }
      }
    })
    for (const sum of sums) f.get(sum)
    for (let k = 1; k < sums.length; k++) f.op('f32x4.add')
    f.laneOp('f32x4.extract_lane', 0)
  })
  return new WebAssembly.Instance(new WebAssembly.Module(module.toBytes())).exports.run
}

/** A function that measures the limit once, in floating-point operations a second: about 2 ms of work. */
export function multiplyAddLimit(arithmetic) {
  const run = registerLoop(arithmetic)
  const rounds = 300_000
  return () => {
    const start = performance.now()
    run(rounds)
    return (rounds * FLOPS * 1000) / (performance.now() - start)
  }
}
