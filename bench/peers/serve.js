// The frame of every peer that is JavaScript: loads the library, prepares what the job says, and then runs what each line of
// stdin asks for. serve.py is the same in Python.
//
// A job: { task, data, units, batch, learningRate, threads, options }
//   train    the dense network `units` on MNIST, Adam, softmax cross-entropy; `steps` batches a turn
//   predict  the same network with the weights in data/weights.f32; `steps` calls of `batch` rows a turn
//   softmax  softmax regression on all rows, with penalty 1 / C and so many iterations; `steps` fits a turn
//   start    loads, prepares and trains one epoch, all of it timed; the process is of no use after that

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'

export const PIXELS = 784
export const CLASSES = 10

const say = (answer) => process.stdout.write(`bench:${JSON.stringify(answer)}\n`)

/** MNIST as bytes, from the files that the harness wrote. */
function readData(folder) {
  const bytes = (name) => new Uint8Array(readFileSync(join(folder, name)))
  return { trainX: bytes('trainX.u8'), trainY: bytes('trainY.u8'), testX: bytes('testX.u8'), testY: bytes('testY.u8') }
}

/** Pixels as float32 from 0 to 1. */
export function toFloats(bytes) {
  const floats = new Float32Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) floats[i] = bytes[i] / 255
  return floats
}

/** Labels as float32 rows of one 1 each. */
export function oneHot(labels) {
  const rows = new Float32Array(labels.length * CLASSES)
  labels.forEach((label, i) => {
    rows[i * CLASSES + label] = 1
  })
  return rows
}

/** The sizes of a network's layers, the input first. */
export const sizesOf = ({ units }) => [PIXELS, ...units]

/** The weights of a predict job: kernel and bias of each layer, in turn. */
export function readWeights(job) {
  const values = new Float32Array(new Uint8Array(readFileSync(join(job.data, 'weights.f32'))).buffer)
  const sizes = sizesOf(job)
  let at = 0
  const take = (count) => {
    at += count
    return values.subarray(at - count, at)
  }
  return job.units.map((units, i) => ({ kernel: take(sizes[i] * units), bias: take(units), inputs: sizes[i], units }))
}

/** 0 .. count - 1 in a random order. */
export function shuffled(count) {
  const order = Int32Array.from({ length: count }, (_, i) => i)
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    const kept = order[i]
    order[i] = order[j]
    order[j] = kept
  }
  return order
}

/** The share of rows whose largest logit is at their label. */
function accuracyOf(logits, labels) {
  let right = 0
  labels.forEach((label, row) => {
    let best = 0
    for (let c = 1; c < CLASSES; c++) if (logits[row * CLASSES + c] > logits[row * CLASSES + best]) best = c
    if (best === label) right++
  })
  return right / labels.length
}

/**
 * @param {object} library
 *   load(job) -> versions by package; imports the library
 *   train(job, data) -> { run(steps), logits() }: run resolves when the steps are done, logits are those of the test rows
 *   predict(job, data) -> the same
 *   softmax(job, data) -> the same, where it has it
 */
export async function serve(library) {
  const job = JSON.parse(process.argv[2])
  const data = readData(job.data)
  if (job.task === 'start') {
    const start = performance.now()
    const versions = await library.load(job)
    const { run } = await library.train(job, data)
    await run(job.steps)
    say({ versions, seconds: (performance.now() - start) / 1000 })
    process.exit()
  }
  const versions = await library.load(job)
  const { run, logits } = await library[job.task](job, data)
  const answers = {
    run: async ({ steps }) => {
      const start = performance.now()
      await run(steps)
      return { seconds: (performance.now() - start) / 1000 }
    },
    accuracy: async () => ({ accuracy: accuracyOf(await logits(), data.testY) }),
  }
  say({ versions })
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line)
    say(await answers[request.do](request))
  }
  process.exit()
}
