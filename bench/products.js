// The two wide products of a digits step (forward and weight gradient, 784 x 25, batch 32) against a loop of multiply-adds
// that stays in registers: what share of the machine's 128-bit limit they reach. Interleaved, best of 10.
import { pathToFileURL } from 'node:url'
import { GraphBuilder } from '../dist/ir/graph.js'
import { matmul } from '../dist/ir/matmul.js'
import { enableRelaxedSimd } from '../dist/node/index.js'
import { InlineRuntime } from '../dist/runtime/inline.js'
import { ModuleBuilder } from '../dist/wasm/assembler/index.js'

const BATCH = 32
const INPUTS = 784
const UNITS = 25

/** A function that runs `rounds` times ten independent multiply-adds on registers. */
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

function productProgram(arithmetic, kind) {
  const builder = new GraphBuilder(BATCH)
  const x = builder.input('x', [INPUTS], { batched: true })
  const kernel = builder.state('kernel', [INPUTS, UNITS], { storage: 'columns' })
  if (kind === 'forward') builder.output('y', matmul(x, kernel))
  else builder.output('gradient', matmul(x, builder.input('d', [UNITS], { batched: true }), 'left'))
  const session = new InlineRuntime(arithmetic).open()
  session.declareState('kernel', [INPUTS, UNITS], 'columns')
  const program = session.loadNow(builder.build())
  program.write(
    'x',
    Float32Array.from({ length: BATCH * INPUTS }, (_, i) => (i % 17) / 17),
    BATCH,
  )
  if (kind !== 'forward')
    program.write(
      'd',
      Float32Array.from({ length: BATCH * UNITS }, (_, i) => (i % 13) / 13),
      BATCH,
    )
  return () => program.run(BATCH)
}

const flops = 2 * BATCH * INPUTS * UNITS

/** Seconds of `runs` runs. */
function time(run, runs) {
  const start = performance.now()
  for (let i = 0; i < runs; i++) run()
  return (performance.now() - start) / 1000
}

export async function benchProducts() {
  const arithmetics = enableRelaxedSimd() === 'fma' ? ['fma', 'strict'] : ['strict']
  const results = []
  for (const arithmetic of arithmetics) {
    const limit = registerLoop(arithmetic)
    const runs = {
      limit: () => limit(20000),
      forward: productProgram(arithmetic, 'forward'),
      gradient: productProgram(arithmetic, 'gradient'),
    }
    const counts = { limit: 20, forward: 400, gradient: 400 }
    const work = { limit: 20 * 20000 * 40 * 8, forward: 400 * flops, gradient: 400 * flops }
    const best = { limit: 0, forward: 0, gradient: 0 }
    for (let round = 0; round < 13; round++) {
      for (const name of Object.keys(runs)) {
        const seconds = time(runs[name], counts[name])
        // The first three rounds warm up: the engine's optimising compiler takes over during them.
        if (round >= 3) best[name] = Math.max(best[name], work[name] / seconds / 1e9)
      }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    for (const name of ['forward', 'gradient'])
      results.push({ arithmetic, product: name, gflops: best[name], limit: best.limit, share: best[name] / best.limit })
  }
  return results
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const { arithmetic, product, gflops, limit, share } of await benchProducts()) {
    console.log(
      `${arithmetic.padEnd(6)} ${product.padEnd(8)} ${gflops.toFixed(1)} of ${limit.toFixed(1)} GFLOP/s  ${(share * 100).toFixed(0)} %`,
    )
  }
}
