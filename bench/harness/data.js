// MNIST as plain files, which every peer reads in the same way, and weights for those that only predict.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'

/** Writes the files and resolves to their folder, which goes when the process ends. */
export async function writeData() {
  const { mnist } = await import('../../dist/datasets/index.js')
  const { train, test } = await mnist()
  const folder = mkdtempSync(join(tmpdir(), 'argmax-bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const files = { trainX: train.x, trainY: train.y, testX: test.x, testY: test.y }
  for (const [name, { data }] of Object.entries(files)) writeFileSync(join(folder, `${name}.u8`), Uint8Array.from(data))
  return folder
}

/** Trains the digits network for two epochs and writes its weights, kernel and bias of each layer in turn, as float32. */
export async function writeWeights(folder, units) {
  const { Adam, Dense, Sequential, SparseCategoricalCrossentropy } = await import('../../dist/index.js')
  const { mnist } = await import('../../dist/datasets/index.js')
  const { train } = await mnist()
  const model = new Sequential(
    units.map((count, i) => new Dense({ units: count, activation: i < units.length - 1 ? 'relu' : 'linear' })),
  )
  model.compile({ optimizer: new Adam(), loss: new SparseCategoricalCrossentropy({ fromLogits: true }) })
  await model.fit(train.x, train.y, { epochs: 2, seed: 1 })
  writeFileSync(
    join(folder, 'weights.f32'),
    Buffer.concat(model.getWeights().map(({ data }) => new Uint8Array(data.slice().buffer))),
  )
}
