// The threads runtime: any graph and any training gives the bits of one thread, whatever the number of threads; what fails or
// is stopped in a thread reaches the caller; and nothing is left behind.

import { performance as nodePerformance } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  Adam,
  CategoricalCrossentropy,
  Dense,
  Dropout,
  Sequential,
  SGD,
  SoftmaxRegression,
  SparseCategoricalCrossentropy,
  sparseTensor,
  tensor,
} from '../src/index.ts'
import { multiply } from '../src/ir/arithmetic.ts'
import { GraphBuilder } from '../src/ir/graph.ts'
import { reduceSum } from '../src/ir/reduce.ts'
import type { Graph } from '../src/ir/types.ts'
import { enableRelaxedSimd } from '../src/node/index.ts'
import type { ThreadEvents } from '../src/node/platform.ts'
import { RandomStream } from '../src/random.ts'
import { InlineRuntime } from '../src/runtime/inline.ts'
import type { Numbers, Session } from '../src/runtime/runtime.ts'
import { ThreadsRuntime } from '../src/runtime/threads.ts'
import { sizeOf } from '../src/tensor/index.ts'
import { numbersFor, type Values } from './support/conformance.ts'
import { digitsStep } from './support/graphs.ts'
import { makeGraph, recipes } from './support/randomGraph.ts'

const platform = vi.hoisted(() => ({ workers: [] as Worker[], broken: false, cores: 2 }))
// The worker's file is one of the built package, as everywhere; the rest of the runtime is that of src/.
vi.mock('#platform', async () => ({
  ...(await import('../src/node/platform.ts')),
  availableThreads: () => platform.cores,
  startThread: ({ onMessage, onEnd }: ThreadEvents) => {
    const file = platform.broken ? '../dist/runtime/missing.js' : '../dist/runtime/batches.js'
    const worker = new Worker(new URL(file, import.meta.url), { workerData: 'argmax-thread' })
    platform.workers.push(worker)
    worker.on('message', onMessage).on('error', onEnd)
    worker.on('exit', (code) => onEnd(new Error(`a worker thread ended with exit code ${code}`)))
    const { ref, unref } = { ref: () => worker.ref(), unref: () => worker.unref() }
    return { post: (message: unknown) => worker.postMessage(message), ref, unref, terminate: () => void worker.terminate() }
  },
}))
enableRelaxedSimd()

const THREADS = [1, 2, 3, 4, 8]

afterEach(() => {
  platform.broken = false
})

/** Opens a session with a graph's states. */
function openWith(session: Session, graph: Graph, values: Values): Session {
  for (const [name, { type, attributes }] of graph.states) {
    session.declareState(name, type.shape, attributes.storage as 'rows' | 'columns')
    session.writeState(name, values[name] as Float32Array)
  }
  return session
}

/** Runs a graph over `rows` rows in batches: all outputs behind one another, and the states. */
async function runGraph(graph: Graph, values: Values, rows: number, threads: number): Promise<Record<string, number[]>> {
  if (threads > 1) await ThreadsRuntime.start(threads)
  const runtime = threads > 1 ? new ThreadsRuntime('strict') : new InlineRuntime('strict')
  const session = openWith(runtime.open(), graph, values)
  const program = await session.load(graph, { threads })
  const batched = [...graph.inputs].filter(([, { type }]) => type.batched).map(([name]) => name)
  const plain = [...graph.inputs].filter(([, { type }]) => !type.batched).map(([name]) => name)
  const sources = batched.map((input) => ({ input, values: values[input] as Numbers }))
  const indices = Uint32Array.from({ length: rows }, (_, row) => row)
  const feed = await program.feed(sources, { indices, pause: async () => {} })
  const batches = Math.ceil(rows / graph.batchSize)
  const kept = [...graph.outputs].map(([output, { type }]) => {
    const size = type.batched ? (sizeOf(type.shape) / graph.batchSize) * rows : sizeOf(type.shape) * batches
    return { output, target: type.dtype === 'float64' ? new Float64Array(size) : new Float32Array(size) }
  })
  const perBatch = plain.map((input) => {
    const given = values[input] as Numbers
    const all = new (given.constructor as Float32ArrayConstructor)(given.length * batches)
    for (let batch = 0; batch < batches; batch++) all.set(given as Float32Array, batch * given.length)
    return { input, values: all, length: given.length }
  })
  const done = await program.runBatches(
    feed,
    { start: 0, end: rows, batchSize: graph.batchSize, perBatch, kept },
    { more: () => true },
  )
  expect(done).toBe(rows)
  feed.release()
  const results = Object.fromEntries(kept.map(({ output, target }) => [output, [...target]]))
  for (const name of graph.assignments.keys()) results[`state ${name}`] = [...session.readState(name)]
  program.release()
  return results
}

/** What `runGraph` gives, by a program that is used step by step. */
function runSteps(graph: Graph, values: Values, rows: number): Record<string, number[]> {
  const session = openWith(new InlineRuntime('strict').open(), graph, values)
  const program = session.loadNow(graph)
  const results: Record<string, number[]> = Object.fromEntries([...graph.outputs.keys()].map((name) => [name, []]))
  for (let start = 0; start < rows; start += graph.batchSize) {
    const count = Math.min(graph.batchSize, rows - start)
    for (const [name, { type }] of graph.inputs) {
      const perRow = sizeOf(type.shape) / graph.batchSize
      const given = values[name] as Float32Array
      program.write(name, type.batched ? given.subarray(start * perRow, (start + count) * perRow) : given)
    }
    program.run(count)
    for (const [name, { type }] of graph.outputs) {
      const size = sizeOf(type.shape)
      const target = new Float64Array(type.batched ? (size / graph.batchSize) * count : size)
      program.read(name, target, count)
      results[name]?.push(...target)
    }
  }
  for (const name of graph.assignments.keys()) results[`state ${name}`] = [...session.readState(name)]
  return results
}

describe('a graph gives the same bits on 1, 2, 3, 4 and 8 threads', () => {
  test.each([32, 100, 7])('the digits step, %i rows', async (rows) => {
    const graph = digitsStep(32)
    const values = { ...numbersFor(graph, 1, rows), labels: Int32Array.from({ length: rows }, (_, row) => row % 10) }
    const expected = await runGraph(graph, values, rows, 1)
    for (const threads of THREADS.slice(1))
      expect(await runGraph(graph, values, rows, threads), `${threads} threads`).toEqual(expected)
  })

  test('random graphs, with a last batch that is not full', async () => {
    await fc.assert(
      fc.asyncProperty(recipes(8), fc.constantFrom(2, 3, 4), async (recipe, threads) => {
        const graph = makeGraph(recipe)
        const rows = graph.batchSize + 1 + (recipe.seed % (2 * graph.batchSize))
        const values = numbersFor(graph, recipe.seed, rows)
        const expected = runSteps(graph, values, rows)
        expect(await runGraph(graph, values, rows, 1)).toEqual(expected)
        expect(await runGraph(graph, values, rows, threads)).toEqual(expected)
      }),
      { numRuns: 150 },
    )
  })
})

/** Rows of a few classes. */
function makeRows(rows: number, columns: number, classes: number) {
  const stream = new RandomStream(5, `rows/${rows}/${columns}`)
  const y = Int32Array.from({ length: rows }, () => stream.nextBelow(classes))
  const x = Uint8Array.from({ length: rows * columns }, (_, i) => {
    const label = y[Math.floor(i / columns)] as number
    return (stream.nextBelow(128) + ((i % columns) % classes === label ? 127 : 0)) & 255
  })
  return { x: tensor(x, [rows, columns], { scale: 1 / 255 }), y: tensor(y, [rows]) }
}

const logits = new SparseCategoricalCrossentropy({ fromLogits: true })
const { x, y } = makeRows(500, 300, 7)

function makeModel(threads: number, options: Partial<Parameters<Sequential['compile']>[0]> = {}): Sequential {
  const model = new Sequential([
    new Dense({ units: 25, activation: 'relu', kernelRegularizer: { l2: 1e-3 } }),
    new Dropout(0.2),
    new Dense({ units: 13, activation: 'tanh' }),
    new Dense({ units: 7 }),
  ])
  model.compile({ optimizer: new Adam(), loss: logits, metrics: ['accuracy', 'topK'], threads, ...options })
  return model
}

/** All that a training gives. */
async function train(model: Sequential, options: Parameters<Sequential['fit']>[2]) {
  const { history, threads, notes } = await model.fit(x, y, { epochs: 2, seed: 3, ...options })
  const measured = await model.evaluate(x, y, { sampleWeight: Float32Array.from({ length: 500 }, (_, i) => i % 3) })
  const { data } = await model.predict(x)
  return { threads, notes, results: { history, measured, data: [...data], sha: await model.weightsSha256() } }
}

describe('a training gives the same bits on 1, 2, 3, 4 and 8 threads', () => {
  test.each<[string, Parameters<Sequential['fit']>[2], Partial<Parameters<Sequential['compile']>[0]>]>([
    ['batches of 32, validation rows', { validationSplit: 0.1 }, {}],
    ['batches of 7, class weights, portable', { batchSize: 7, classWeight: { 0: 2, 3: 0.5 } }, { reproducibility: 'portable' }],
    [
      'one batch of all rows, no shuffling',
      { batchSize: 1000, shuffle: false },
      { optimizer: new SGD({ learningRate: 0.1, momentum: 0.9 }) },
    ],
    ['batches of one row', { batchSize: 1, epochs: 1 }, {}],
    ['batches of 256, a callback behind each', { batchSize: 256, onBatchEnd: () => {} }, {}],
  ])('%s', async (_, fit, compile) => {
    const expected = await train(makeModel(1, compile), fit)
    expect(expected.threads).toBe(1)
    for (const threads of THREADS.slice(1)) {
      const given = await train(makeModel(threads, compile), fit)
      expect(given.threads).toBe(threads)
      expect(given.notes).toEqual([])
      expect(given.results, `${threads} threads`).toEqual(expected.results)
    }
  })

  test('one by one with a predictor, in bulk on threads: the same bits', async () => {
    const model = makeModel(2)
    await model.fit(x, y, { seed: 1 })
    const bulk = await model.predict(x)
    const predictor = model.predictor()
    const out = new Float32Array(7)
    for (let row = 0; row < 500; row++) {
      predictor(x.data.subarray(row * 300, (row + 1) * 300), out)
      expect([...out], `row ${row}`).toEqual([...bulk.data.subarray(row * 7, (row + 1) * 7)])
    }
  })

  test('soft labels and a model that moves to other threads and back', async () => {
    const soft = Float32Array.from({ length: 500 * 7 }, (_, i) => ((i * 7) % 5) / 10)
    const run = async (counts: number[]): Promise<string> => {
      const model = makeModel(counts[0] as number)
      for (const [epoch, threads] of counts.entries()) {
        const loss = new CategoricalCrossentropy({ fromLogits: true, labelSmoothing: 0.1 })
        model.compile({ optimizer: 'sgd', loss, threads })
        await model.fit(x, tensor(soft, [500, 7]), { seed: 2, epochs: epoch + 1, initialEpoch: epoch })
      }
      return model.weightsSha256()
    }
    expect(await run([2, 1, 3])).toBe(await run([1, 1, 1]))
  })

  test('tiles chosen by measuring, in one thread and in two, change no bit', async () => {
    const expected = await train(makeModel(1), { epochs: 1 })
    for (const threads of [1, 2])
      expect((await train(makeModel(threads, { tune: true }), { epochs: 1 })).results).toEqual(expected.results)
  })

  test('two models train at the same time', async () => {
    const alone = await train(makeModel(1), { epochs: 5 })
    const both = await Promise.all([train(makeModel(3), { epochs: 5 }), train(makeModel(2), { epochs: 5 })])
    for (const { results } of both) expect(results).toEqual(alone.results)
  })
})

describe('threads and their caller', () => {
  test('an abort stops them between two steps, and a resume goes on from there bit for bit', async () => {
    const stopped = makeModel(2)
    const stop = new AbortController()
    const reason = new Error('enough')
    const fit = stopped.fit(x, y, { epochs: 1e6, seed: 4, signal: stop.signal })
    setTimeout(() => stop.abort(reason), 60)
    await expect(fit).rejects.toBe(reason)
    const epochs = (stopped.trainedTo?.epoch ?? 0) + 2
    const resumed = await Sequential.load(await stopped.save(undefined, { checkpoint: true }), { threads: 3 })
    const { threads } = await resumed.fit(x, y, { epochs, resume: true })
    expect(threads).toBe(3)
    const whole = makeModel(1)
    await whole.fit(x, y, { epochs, seed: 4 })
    expect(await resumed.weightsSha256()).toBe(await whole.weightsSha256())
  })

  test('a NaN names its epoch and batch and leaves finite weights, as in one thread', async () => {
    const run = async (threads: number): Promise<unknown> => {
      const model = makeModel(threads, { optimizer: new SGD({ learningRate: 1e30 }) })
      const error = await model.fit(x, y, { epochs: 3, seed: 3 }).catch((error: unknown) => error)
      const { name, message, epoch, batch } = error as Error & { epoch: number; batch: number }
      return { name, message, epoch, batch, sha: await model.weightsSha256() }
    }
    const alone = await run(1)
    expect(alone).toMatchObject({ name: 'DivergedError', epoch: 0 })
    expect(await run(2)).toEqual(alone)
  })

  test('the caller is told of progress, and its thread stays free', async () => {
    const model = makeModel(2)
    const seen: number[] = []
    const before = nodePerformance.eventLoopUtilization()
    await model.fit(x, y, { epochs: 300, seed: 1, onProgress: (batch) => void seen.push(batch) })
    const { utilization } = nodePerformance.eventLoopUtilization(before)
    expect(seen.length).toBeGreaterThanOrEqual(300)
    expect(seen.every((batch) => batch >= 0 && batch < 16)).toBe(true)
    expect(utilization).toBeLessThan(0.9)
  })

  /** A graph whose own operation traps. */
  function trapping(): { graph: Graph; values: Values } {
    const builder = new GraphBuilder(16)
    const input = builder.input('x', [8], { batched: true })
    builder.output('sum', reduceSum(multiply(input, 2), 'rows'))
    const graph = builder.build()
    return { graph, values: numbersFor(graph, 1, 16) }
  }

  test('a failure in a thread reaches the caller with its message and stack; the threads go on with other work', async () => {
    const { graph, values } = trapping()
    const session = new ThreadsRuntime('strict').open()
    await ThreadsRuntime.start(3)
    const trap = { anchors: { reduceSum: ({ f }: { f: { op(name: 'unreachable'): unknown } }) => void f.op('unreachable') } }
    const program = await session.load(graph, { threads: 3, kernels: trap as never })
    const indices = Uint32Array.from({ length: 16 }, (_, i) => i)
    const feed = await program.feed([{ input: 'x', values: values.x as Numbers }], { indices, pause: async () => {} })
    const kept = [{ output: 'sum', target: new Float32Array(8) }]
    const run = async (): Promise<number> =>
      program.runBatches(feed, { start: 0, end: 16, batchSize: 16, perBatch: [], kept }, { more: () => true })
    const error = (await run().catch((error: unknown) => error)) as Error
    expect(error.message).toMatch(/RuntimeError: unreachable/)
    expect(error.stack).toMatch(/kernel\d+_reduceSum/)
    await expect(run()).rejects.toThrow(/unreachable/)
    expect((await train(makeModel(3), {})).results).toEqual((await train(makeModel(1), {})).results)
  })

  test('a thread that ends lets nobody wait for it, and new ones take its place', async () => {
    const model = makeModel(2)
    await model.fit(x, y, { seed: 1 })
    const fit = model.fit(x, y, { epochs: 1e6, seed: 1 })
    const failed = expect(fit).rejects.toThrow(/exit code/)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await platform.workers.filter(({ threadId }) => threadId > 0)[1]?.terminate()
    await failed
    expect((await train(makeModel(2), {})).results).toEqual((await train(makeModel(1), {})).results)
  })

  test('where threads cannot start it trains in one, and the history says so', async () => {
    platform.broken = true
    const { threads, notes, results } = await train(makeModel(9), {})
    expect(threads).toBe(1)
    expect(notes).toEqual([expect.stringMatching(/^Computed in one thread: worker threads could not be started: .*missing\.js/)])
    expect(results).toEqual((await train(makeModel(1), {})).results)
  })

  test('the revectorizer is on, or the history says why it is not; the bits are the same', async () => {
    const { notes, results } = await train(makeModel(2, { revectorize: true }), {})
    const isOn = Number.parseInt(process.versions.node, 10) >= 24
    expect(notes).toEqual(isOn ? [] : [expect.stringMatching(/^The revectorizer is off: it needs Node 24 or newer, and this is v/)])
    expect(results).toEqual((await train(makeModel(1), {})).results)
  })

  test('small work stays in the caller thread unless threads are asked for', async () => {
    const model = makeModel(1)
    model.compile({ optimizer: 'adam', loss: logits })
    expect((await model.fit(x, y)).threads).toBe(1)
  })

  test('refuses a number of threads that is none', () => {
    for (const threads of [0, -1, 1.5, Number.NaN, '2' as unknown as number]) {
      expect(() => makeModel(threads)).toThrow(/threads must be a whole number >= 1/)
    }
  })
})

test('softmax regression has the same bits on any number of threads: dense rows, sparse rows, pixels', async () => {
  const stream = new RandomStream(7, 'rows')
  const [rows, features] = [700, 30]
  const y = Array.from({ length: rows }, () => stream.nextBelow(5))
  const few = Array.from({ length: rows * features }, (_, i) =>
    stream.nextBelow(5) > 0 ? 0 : 1 + ((i + (y[Math.floor(i / features)] as number)) % 200),
  )
  const pixels = tensor(Uint8Array.from(few), [rows, features], { scale: 1 / 255 })
  const [indices, values, indptr]: [number[], number[], number[]] = [[], [], [0]]
  few.forEach((value, i) => {
    if (value !== 0) indices.push(i % features)
    if (value !== 0) values.push(value / 100)
    if (i % features === features - 1) indptr.push(indices.length)
  })
  const sparse = sparseTensor({ data: values, indices, indptr, shape: [rows, features] })
  const dense = tensor(
    Float32Array.from(few, (value, i) => value / 255 + (i % 7)),
    [rows, features],
  )
  for (const x of [dense, sparse, pixels]) {
    const coefs: unknown[] = []
    for (const threads of [1, 2, 3]) {
      const model = new SoftmaxRegression<number>({ precision: 'float32', threads, maxIterations: 20 })
      const result = await model.fit(x, y)
      expect(result.threads).toBe(threads)
      coefs.push([model.coef, result.objective])
    }
    expect(coefs[1]).toEqual(coefs[0])
    expect(coefs[2]).toEqual(coefs[0])
  }
})
