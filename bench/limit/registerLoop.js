// A WebAssembly loop of 128-bit multiply-adds that stay in registers: the limit of every kernel that argmax can emit.

import { ModuleBuilder } from '../../dist/wasm/assembler/index.js'

const SUMS = 10
const UNROLLED = 4
/** Operations of one round of the loop: a multiplication and an addition in each of four lanes. */
const FLOPS = SUMS * UNROLLED * 4 * 2

/** @returns a function that runs `rounds` times forty independent multiply-adds */
function emitLoop(arithmetic) {
  const module = new ModuleBuilder()
  module.function({ name: 'run', parameters: ['i32'], results: ['f32'], export: true }, (f) => {
    const sums = Array.from({ length: SUMS }, () => f.local('v128'))
    const [a, b, i] = [f.local('v128'), f.local('v128'), f.local('i32')]
    f.f32x4(0.5).set(a).f32x4(1e-9).set(b)
    f.forRange(i, 0, f.parameters[0], 1, () => {
      for (let unrolled = 0; unrolled < UNROLLED; unrolled++) {
        for (const sum of sums) {
          if (arithmetic === 'fma') f.get(a).get(b).get(sum).op('f32x4.relaxed_madd').set(sum)
          else f.get(sum).get(a).op('f32x4.mul').get(b).op('f32x4.add').set(sum)
        }
      }
    })
    for (const sum of sums) f.get(sum)
    for (let k = 1; k < SUMS; k++) f.op('f32x4.add')
    f.laneOp('f32x4.extract_lane', 0)
  })
  return new WebAssembly.Instance(new WebAssembly.Module(module.toBytes())).exports.run
}

/** A function that measures GFLOP/s once, in about 15 ms. */
export function registerLoop(arithmetic) {
  const run = emitLoop(arithmetic)
  const rounds = 2_000_000
  return () => {
    const start = performance.now()
    run(rounds)
    return (rounds * FLOPS) / (performance.now() - start) / 1e6
  }
}
