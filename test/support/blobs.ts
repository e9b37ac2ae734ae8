// A small set of rows in classes that a network learns in a few epochs.

import { Adam, Dense, Sequential, SparseCategoricalCrossentropy, type Tensor, tensor } from 'argmax'
import { RandomStream } from '../../src/random.ts'

/** Rows around one centre for each class. */
export interface Blobs {
  readonly x: Tensor<Float32Array>
  readonly y: Tensor<Int32Array>
  /** The labels as rows with a single 1. */
  readonly targets: Tensor<Float32Array>
}

/** Makes rows, classes in turn. */
export function blobs({ rows = 90, classes = 3, columns = 4, seed = 1 } = {}): Blobs {
  const stream = new RandomStream(seed, 'blobs')
  const labels = Int32Array.from({ length: rows }, (_, row) => row % classes)
  const data = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const centre = ((row % classes) * 7 + column * 5) % 3
      data[row * columns + column] = centre + stream.nextUniform() - 0.5
    }
  }
  const targets = new Float32Array(rows * classes)
  for (let row = 0; row < rows; row++) targets[row * classes + (labels[row] as number)] = 1
  return { x: tensor(data, [rows, columns]), y: tensor(labels, [rows]), targets: tensor(targets, [rows, classes]) }
}

/** A compiled model for blobs: one hidden layer, logits. */
export function makeModel({
  classes = 3,
  learningRate = 0.01,
  seed,
}: {
  classes?: number
  learningRate?: number
  seed?: number
} = {}): Sequential {
  const layers = [new Dense({ units: 8, activation: 'relu' }), new Dense({ units: classes })]
  const model = new Sequential(layers, seed === undefined ? {} : { seed })
  model.compile({
    optimizer: new Adam({ learningRate }),
    loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: ['accuracy'],
  })
  return model
}
