// Programs whose threads run batches of their own, on copies of the weights: the bits of one thread, whatever the rows, and
// whatever became of the call before.

import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Dense, Sequential, SparseCategoricalCrossentropy, tensor } from '../src/index.ts'
import type { Graph } from '../src/ir/types.ts'
import { Network } from '../src/network/network.ts'
import type { ThreadEvents } from '../src/node/platform.ts'
import { InlineRuntime } from '../src/runtime/inline.ts'
import type { DirectProgram, Numbers, Program, Session, Stint } from '../src/runtime/runtime.ts'
import { ThreadsRuntime } from '../src/runtime/threads.ts'
import { predictionGraph } from '../src/training/lowering.ts'

const workers = vi.hoisted(() => [] as Worker[])
// The worker's file is one of the built package, as everywhere; the rest of the runtime is that of src/.
vi.mock('#platform', async () => ({
  ...(await import('../src/node/platform.ts')),
  availableThreads: () => 4,
  startThread: ({ onMessage, onEnd }: ThreadEvents) => {
    const worker = new Worker(new URL('../dist/runtime/batches.js', import.meta.url), { workerData: 'argmax-thread' })
    workers.push(worker)
    worker.on('message', onMessage).on('error', onEnd)
    const { ref, unref } = { ref: () => worker.ref(), unref: () => worker.unref() }
    return { post: (message: unknown) => worker.postMessage(message), ref, unref, terminate: () => void worker.terminate() }
  },
}))

beforeAll(() => ThreadsRuntime.start(4))
afterAll(async () => {
  for (const worker of workers) await worker.terminate()
})

const COLUMNS = 300
const CLASSES = 3
const CAPACITY = 24

/** A wide input, in bytes or float32 (whose segments are cut), a hidden layer, and classes. */
function graphOf(dtype: 'uint8' | 'float32'): Graph {
  const network = new Network([new Dense({ units: 5, activation: 'tanh' }), new Dense({ units: CLASSES })], [COLUMNS])
  return predictionGraph(network, { batchSize: CAPACITY, input: { dtype, scale: 1 / 255 }, weighted: false })
}

function setWeights(session: Session, graph: Graph, factor: number): void {
  for (const [name, { type, attributes }] of graph.states) {
    session.declareState(name, type.shape, attributes.storage as 'rows' | 'columns')
    const count = type.shape.reduce((size, dimension) => size * dimension, 1)
    session.writeState(
      name,
      Float32Array.from({ length: count }, (_, i) => factor * (((i * 37) % 101) / 100 - 0.5)),
    )
  }
}

const rowsOf = (rows: number, seed: number): Uint8Array => Uint8Array.from({ length: rows * COLUMNS }, (_, i) => (i * seed) % 251)

/** Row by row, from plain arrays: number by number, without any copy in one piece. */
function oneByOne(program: DirectProgram, values: Numbers): Float32Array {
  const rows = values.length / COLUMNS
  const out = new Float32Array(rows * CLASSES)
  for (let row = 0; row < rows; row++) {
    program.write('x', Array.from(values.subarray(row * COLUMNS, (row + 1) * COLUMNS)))
    program.run(1)
    program.read('scores', out.subarray(row * CLASSES), 1)
  }
  return out
}

async function inBulk(program: Program, values: Numbers, batchSize: number, stint: Partial<Stint> = {}): Promise<Float32Array> {
  const rows = values.length / COLUMNS
  const target = new Float32Array(rows * CLASSES)
  const indices = Uint32Array.from({ length: rows }, (_, row) => row)
  const feed = await program.feed([{ input: 'x', values }], { indices, once: true, pause: async () => {} })
  const batches = { start: 0, end: rows, batchSize, perBatch: [], kept: [{ output: 'scores', target }] }
  expect(await program.runBatches(feed, batches, { more: () => true, ...stint })).toBe(rows)
  feed.release()
  return target
}

describe.each(['uint8', 'float32'] as const)('rows of %s', (dtype) => {
  const graph = graphOf(dtype)
  const typed = (bytes: Uint8Array): Numbers => (dtype === 'uint8' ? bytes : Float32Array.from(bytes))
  const inline = new InlineRuntime('strict').open()
  setWeights(inline, graph, 1)
  const single = inline.loadNow(graph)

  test('one by one, in batches of any size and on 1, 2, 3 and 4 threads: the same bits, for any number of rows', async () => {
    const session = new ThreadsRuntime('strict').open()
    setWeights(session, graph, 1)
    const programs = [single, ...(await Promise.all([2, 3, 4].map((threads) => session.load(graph, { threads, apart: true }))))]
    const batchSize = fc.integer({ min: 1, max: CAPACITY })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), batchSize, fc.integer({ min: 1, max: 99 }), async (rows, size, seed) => {
        const values = typed(rowsOf(rows, seed))
        const expected = oneByOne(single, values)
        for (const program of programs) expect(await inBulk(program, values, size), `${program.threads} threads`).toEqual(expected)
      }),
      { numRuns: 20, seed: 1 },
    )
    // More rows than both windows hold.
    const many = typed(rowsOf(9000, 7))
    const expected = oneByOne(single, many)
    for (const program of programs) expect(await inBulk(program, many, CAPACITY)).toEqual(expected)
  })

  test('weights that change between two calls count, and so do other rows', async () => {
    const session = new ThreadsRuntime('strict').open()
    setWeights(session, graph, 1)
    const program = await session.load(graph, { threads: 2, apart: true })
    const [first, second] = [typed(rowsOf(500, 3)), typed(rowsOf(300, 5))]
    expect(await inBulk(program, first, CAPACITY)).toEqual(oneByOne(single, first))
    setWeights(session, graph, 0.5)
    const changed = new InlineRuntime('strict').open()
    setWeights(changed, graph, 0.5)
    expect(await inBulk(program, second, CAPACITY)).toEqual(oneByOne(changed.loadNow(graph), second))
  })

  test('a call that was stopped, or whose rows were refused, leaves a program that works', async () => {
    const session = new ThreadsRuntime('strict').open()
    setWeights(session, graph, 1)
    const program = await session.load(graph, { threads: 3, apart: true })
    const values = typed(rowsOf(9000, 11))
    const refuse = (_: number, end: number): void => {
      if (end > 4000) throw new RangeError('row 4000')
    }
    await expect(inBulk(program, values, CAPACITY, { check: refuse })).rejects.toThrow('row 4000')
    const stop = new AbortController()
    const stopping = inBulk(program, values, CAPACITY, { signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(stopping).rejects.toThrow('enough')
    expect(await inBulk(program, values, CAPACITY)).toEqual(oneByOne(single, values))
  })
})

test('predict in bulk on threads gives the bits of the predictor, and names a bad row wherever it is', async () => {
  const model = new Sequential([new Dense({ units: 30, activation: 'relu' }), new Dense({ units: CLASSES })], { seed: 1 })
  model.compile({ loss: new SparseCategoricalCrossentropy({ fromLogits: true }), threads: 2 })
  const rows = 7000
  const x = Float32Array.from({ length: rows * COLUMNS }, (_, i) => ((i * 31) % 257) / 100 - 1)
  const { data } = await model.predict(tensor(x, [rows, COLUMNS]))
  const predictor = model.predictor({ batchSize: 7 })
  const out = new Float32Array(7 * CLASSES)
  for (let row = 0; row < rows; row += 7) {
    predictor(x.subarray(row * COLUMNS, (row + 7) * COLUMNS), out)
    expect(out).toEqual(data.subarray(row * CLASSES, (row + 7) * CLASSES))
  }
  x[6999 * COLUMNS + 5] = Number.NaN
  await expect(model.predict(tensor(x, [rows, COLUMNS]))).rejects.toThrow(/x, row 6999, column 5.*NaN/)
  x[20 * COLUMNS] = Number.POSITIVE_INFINITY
  await expect(model.predict(tensor(x, [rows, COLUMNS]))).rejects.toThrow(/x, row 20, column 0.*Infinity/)
})
