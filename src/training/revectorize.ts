// V8's revectorizer, which fuses neighbouring 128-bit operations into 256-bit ones. It is an experiment of the engine's, so it is
// asked for, and checked when it is switched on: a training must give the bits that it gives without. Only Node can switch it, so
// only Node's platform reaches this file.

import { Dense } from '../layers/dense.ts'
import { SparseCategoricalCrossentropy } from '../losses/index.ts'
import { Network } from '../network/network.ts'
import { SGD } from '../optimizers/sgd.ts'
import { RandomStream } from '../random.ts'
import { InlineRuntime } from '../runtime/inline.ts'
import type { Arithmetic } from '../wasm/features.ts'
import { trainingGraph } from './lowering.ts'

const INPUTS = 300
const BATCH = 24
/** Wide enough for packed tiles, with units left over. */
const UNITS = 66
/** Enough for the optimizing compiler, which is the one that fuses, to take over. */
const STEPS = 4000
const STEPS_BETWEEN_PAUSES = 100

let switched: Promise<string | undefined> | undefined

/** Switches it for all WebAssembly to come. @returns why that can't be done here, or undefined */
type Switch = (on: boolean) => string | undefined

/**
 * Switches the revectorizer on, once for the process; resolves to why that can't be, or undefined where it is on: then programs are
 * to be loaded with `pairs`.
 */
export function checkedRevectorizer(set: Switch, arithmetic: Arithmetic, pause: () => Promise<void>): Promise<string | undefined> {
  switched ??= switchOn(set, arithmetic, pause)
  return switched
}

async function switchOn(set: Switch, arithmetic: Arithmetic, pause: () => Promise<void>): Promise<string | undefined> {
  const expected = await runTraining({ arithmetic, pairs: false, times: 1, pause })
  const obstacle = set(true)
  if (obstacle !== undefined) return `The revectorizer is off: ${obstacle}.`
  const given = await runTraining({ arithmetic, pairs: true, times: STEPS, pause })
  if (given === expected) return undefined
  set(false)
  return 'The revectorizer is off: with it this engine computes other bits.'
}

interface CheckOptions {
  readonly arithmetic: Arithmetic
  /** Whether the kernels are those that the revectorizer fuses. */
  readonly pairs: boolean
  readonly times: number
  readonly pause: () => Promise<void>
}

/** The weights after one step, again and again, as text: of the last time, or of the first that was not like the one before. */
async function runTraining({ arithmetic, pairs, times, pause }: CheckOptions): Promise<string> {
  const layers = [
    new Dense({ units: UNITS, activation: 'relu' }),
    new Dense({ units: 18, activation: 'tanh' }),
    new Dense({ units: 7 }),
  ]
  const network = new Network(layers, [INPUTS])
  const recipe = {
    optimizer: new SGD({ momentum: 0.9 }),
    loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: [],
  }
  const graph = trainingGraph(network, recipe, { batchSize: BATCH, input: { dtype: 'float32' }, weighted: false })
  const session = new InlineRuntime(arithmetic).open()
  for (const [name, { type, attributes }] of graph.states)
    session.declareState(name, type.shape, attributes.storage as 'rows' | 'columns')
  const program = session.loadNow(graph, { pairs })
  const stream = new RandomStream(1, 'revectorize')
  const weights = network.initialWeights(1)
  program.write(
    'x',
    Float32Array.from({ length: BATCH * INPUTS }, () => stream.nextUniform()),
  )
  program.write(
    'labels',
    Int32Array.from({ length: BATCH }, () => stream.nextBelow(7)),
  )
  program.write('learningRate', [0.1])
  let first = ''
  for (let i = 0; i < times; i++) {
    for (const name of graph.states.keys()) session.writeState(name, new Float32Array(session.readState(name).length))
    network.weights.forEach(({ path }, index) => {
      session.writeState(path, weights[index] as Float32Array)
    })
    program.run(BATCH)
    if (i % STEPS_BETWEEN_PAUSES === 0) await pause()
    if (i > 0 && i < times - 1 && i % STEPS_BETWEEN_PAUSES !== 0) continue
    const now = [...graph.states.keys()].map((name) => session.readState(name).join()).join()
    if (first === '') first = now
    else if (now !== first) return now
  }
  return first
}
