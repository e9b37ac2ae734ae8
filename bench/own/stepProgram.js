// A training step compiled as argmax compiles it, in a memory of its own, with each kernel callable by itself.
import { planProgram } from '../../dist/compiler/plan.js'
import { Adam, Dense, SparseCategoricalCrossentropy } from '../../dist/index.js'
import { Accuracy } from '../../dist/metrics/index.js'
import { Network } from '../../dist/network/network.js'
import { RandomStream } from '../../dist/random.js'
import { trainingGraph } from '../../dist/training/lowering.js'
import { emitProgram } from '../../dist/wasm/emit.js'

const PAGE = 65536

/** The graph of a training step on bytes: dense layers with relu, Adam, accuracy. */
export function stepGraph({ inputs, units, batchSize }) {
  const layers = units.map((count, i) => new Dense({ units: count, activation: i < units.length - 1 ? 'relu' : 'linear' }))
  const recipe = { optimizer: new Adam(), loss: new SparseCategoricalCrossentropy({ fromLogits: true }), metrics: [new Accuracy()] }
  return trainingGraph(new Network(layers, [inputs]), recipe, {
    batchSize,
    input: { dtype: 'uint8', scale: 1 / 255 },
    weighted: false,
  })
}

/** What a kernel computes, in a few words, and the multiply-adds of its product (0 for others). */
function describeGroup({ anchor, epilogue }) {
  const names = epilogue.map((node) => node.operation.name)
  const tail = names.length > 3 ? `+${names.length}` : names.map((name) => `+${name}`).join('')
  if (!anchor) return { name: names.length > 3 ? `elements x${names.length}` : names.join('+'), flops: 0 }
  const [a, b] = anchor.inputs
  const { transposed } = anchor.attributes
  if (!anchor.operation.name.startsWith('matmul')) return { name: anchor.operation.name + tail, flops: 0 }
  const [m, n] =
    transposed === 'left' ? [a.type.shape[1], b.type.shape[1]] : [a.type.shape[0], b.type.shape[transposed === 'right' ? 0 : 1]]
  const k = transposed === 'left' ? a.type.shape[0] : a.type.shape[1]
  const form = { left: 'weight gradient', right: 'input gradient' }[transposed] ?? 'forward'
  return { name: `${form} ${m}x${k}x${n}${tail}`, flops: 2 * m * n * k }
}

/** A product without what is fused behind it, to time it alone. */
function bareProduct(group) {
  return group.anchor?.operation.name.startsWith('matmul') ? { ...group, epilogue: [] } : group
}

/**
 * Compiles a graph. `run(rows)` is the whole step; `kernels` has each of its kernels in order.
 *
 * @param options `separateUpdates`, `tiles`, and `bare`: kernels of products without their epilogues (whose numbers are wrong then)
 */
export function stepProgram(graph, arithmetic, options = {}) {
  let top = 64
  const addresses = new Map()
  const stateAddress = (name, { size }) => {
    if (!addresses.has(name)) {
      addresses.set(name, top)
      top += Math.ceil(size / 64) * 64
    }
    return addresses.get(name)
  }
  planProgram(graph, { base: 0, stateAddress, ...options })
  const base = top
  const plan = planProgram(graph, { base, stateAddress, ...options })
  const order = plan.phases.flatMap((phase) => phase.groups)
  const whole = emitProgram(plan, base, { arithmetic, tiles: options.tiles })
  const groups = options.bare ? plan.groups.map(bareProduct) : plan.groups
  const phasesOfOne = order.map((group) => ({ groups: [group] }))
  const single = emitProgram({ ...plan, groups, phases: phasesOfOne }, base, { arithmetic, tiles: options.tiles })
  const memory = new WebAssembly.Memory({ initial: Math.ceil((whole.end + PAGE) / PAGE) })
  const instance = (bytes) => new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports
  fill(plan, memory)
  const [{ run }, phases] = [instance(whole.bytes), instance(single.bytes)]
  return {
    plan,
    memory,
    bytes: whole.bytes,
    run: (rows) => run(rows, 0, 1),
    kernels: order.map((group, i) => ({ ...describeGroup(groups[group]), run: (rows) => phases[`phase${i}`](rows, 0, 1) })),
  }
}

/** Weights as Glorot draws them, random pixels and labels, and so small a rate that every step computes the same. */
function fill({ graph, memory: { places } }, { buffer }) {
  for (const [name, node] of [...graph.states, ...graph.inputs]) {
    const { address, layout } = places.get(node)
    const stream = new RandomStream(1, name)
    if (layout.dtype === 'uint8') for (let i = 0; i < layout.size; i++) new Uint8Array(buffer)[address + i] = stream.nextBelow(256)
    else if (layout.dtype === 'int32') {
      for (let i = 0; i < layout.columns; i++) new Int32Array(buffer)[address / 4 + i] = stream.nextBelow(10)
    } else if (name === 'alpha') new Float32Array(buffer)[address / 4] = 1e-12
    else if (!name.includes('/') && node.type.shape.length === 2) {
      const limit = Math.sqrt(6 / (node.type.shape[0] + node.type.shape[1]))
      const view = new Float32Array(buffer)
      for (let s = 0; s < layout.segments; s++) {
        const length = Math.min(layout.length, layout.columns - s * layout.length)
        for (let r = 0; r < layout.rows; r++) {
          const at = (address + s * layout.block + r * layout.stride) / 4
          for (let c = 0; c < length; c++) view[at + c] = (2 * stream.nextUniform() - 1) * limit
        }
      }
    }
  }
}
