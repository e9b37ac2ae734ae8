// The cost of exactness: the kernel of loss and gradient (float64, bit for bit numerics/) against a plain float32 one for the same
// shapes, as fast as that can be made (plainCrossEntropy.js). Interleaved, the best of many short turns.
import { pathToFileURL } from 'node:url'
import { planProgram } from '../../dist/compiler/plan.js'
import { crossEntropy, crossEntropyGradientOperation } from '../../dist/ir/crossEntropy.js'
import { GraphBuilder } from '../../dist/ir/graph.js'
import { enableRelaxedSimd } from '../../dist/node/index.js'
import { emitProgram } from '../../dist/wasm/emit.js'
import { plainKernel } from './plainCrossEntropy.js'

/** Short turns, taken by turns: what else runs on the machine only ever adds to some of them. */
const TURNS = 60
const LINE = 64

/** argmax's kernel of one shape: the group of loss and gradient, and nothing else. */
export function exactKernel(rows, classes) {
  const graph = new GraphBuilder(rows)
  const logits = graph.input('logits', [classes], { batched: true })
  const labels = graph.input('labels', [], { dtype: 'int32', batched: true })
  const share = graph.input('share', [], { dtype: 'float64', batched: true })
  graph.output('loss', crossEntropy(logits, labels))
  graph.output(
    'gradient',
    graph.apply(crossEntropyGradientOperation, [logits, labels, share], { ignoreClass: null, labelSmoothing: 0 }),
  )
  const plan = planProgram(graph.build(), { base: LINE, stateAddress: () => 0 })
  const { bytes, end } = emitProgram(plan, LINE, { arithmetic: 'strict' })
  const memory = new WebAssembly.Memory({ initial: Math.ceil((end + LINE) / 65536) })
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports
  const place = (node) => plan.memory.places.get(node)
  const offsets = (node) => {
    const { address, layout } = place(node)
    const { length, block, stride } = layout
    return (r, c) => (address + Math.floor(c / length) * block + r * stride + 4 * (c % length)) / 4
  }
  const floats = new Float32Array(memory.buffer)
  return {
    run: () => run(rows, 0, 1),
    write: (x, y) => {
      const at = offsets(plan.graph.inputs.get('logits'))
      x.forEach((value, i) => {
        floats[at(Math.floor(i / classes), i % classes)] = value
      })
      new Int32Array(memory.buffer, place(plan.graph.inputs.get('labels')).address, rows).set(y)
      new Float64Array(memory.buffer, place(plan.graph.inputs.get('share')).address, rows).fill(1 / rows)
    },
    losses: () => new Float32Array(memory.buffer, place(plan.graph.outputs.get('loss')).address, rows),
    gradient: () => {
      const at = offsets(plan.graph.outputs.get('gradient'))
      return Float32Array.from({ length: rows * classes }, (_, i) => floats[at(Math.floor(i / classes), i % classes)])
    },
  }
}

const largestDifference = (a, b) => a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0)

/** Nanoseconds an element of both kernels for each number of classes, at 32 rows. */
export async function benchCrossEntropy(shapes = [10, 100, 1000]) {
  const fused = enableRelaxedSimd() === 'fma'
  const rows = 32
  const results = []
  for (const classes of shapes) {
    const x = Float32Array.from({ length: rows * classes }, (_, i) => 4 * Math.sin(i * i + i / 7))
    const y = Int32Array.from({ length: rows }, (_, r) => (r * 7919) % classes)
    const kernels = { plain: plainKernel(rows, classes, fused), exact: exactKernel(rows, classes) }
    for (const { write, run } of Object.values(kernels)) {
      write(x, y)
      run()
    }
    const apart = Math.max(
      largestDifference(kernels.plain.losses(), kernels.exact.losses()),
      rows * largestDifference(kernels.plain.gradient(), kernels.exact.gradient()),
    )
    if (!(apart < 1e-4)) throw new Error(`the two kernels differ by ${apart} for ${classes} classes`)
    const runs = Math.max(1, Math.round(2e5 / (rows * classes)))
    const time = (run) => {
      const start = performance.now()
      for (let i = 0; i < runs; i++) run()
      return ((performance.now() - start) * 1e6) / (runs * rows * classes)
    }
    // Warm up: the engine's optimising compiler works beside, and takes over when it is done.
    for (let round = 0; round < 30; round++) {
      for (const { run } of Object.values(kernels)) time(run)
      if (round % 10 === 9) await new Promise((resolve) => setTimeout(resolve, 200))
    }
    const best = { plain: Infinity, exact: Infinity }
    for (let turn = 0; turn < TURNS; turn++) {
      for (const [name, { run }] of Object.entries(kernels)) best[name] = Math.min(best[name], time(run))
    }
    results.push({ rows, classes, arithmetic: fused ? 'fma' : 'strict', ...best, ratio: best.exact / best.plain })
  }
  return results
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const { rows, classes, arithmetic, plain, exact, ratio } of await benchCrossEntropy()) {
    const shape = `${rows} x ${classes}`.padEnd(9)
    console.log(
      `${shape} plain float32 (${arithmetic}) ${plain.toFixed(2)} ns, exact ${exact.toFixed(2)} ns an element: ${ratio.toFixed(2)} times`,
    )
  }
}
