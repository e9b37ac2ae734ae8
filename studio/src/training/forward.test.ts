import { Dense, Sequential } from 'argmax'
import { describe, expect, it } from 'vitest'
import { forward } from './forward.ts'
import { ACTIVATIONS } from './setting.ts'

const ROW = [0.5, -1.25, 0, 2]

describe('forward', () => {
  it.each(ACTIVATIONS)('gives what the network itself predicts, with %s, to float32', async (activation) => {
    const model = new Sequential(
      [new Dense({ units: 5, activation }), new Dense({ units: 4, activation }), new Dense({ units: 3 })],
      { seed: 4 },
    )
    model.build([4])
    const layers = forward(
      model.getWeights().map(({ data }) => data),
      ROW,
      activation,
    )
    const { data } = await model.predict([ROW])
    expect(layers.map(({ sums }) => sums.length)).toEqual([5, 4, 3])
    layers.at(-1)?.activations.forEach((value, i) => {
      expect(value).toBeCloseTo(data[i] as number, 5)
    })
    // The last layer is linear: its activations are its sums.
    expect(layers.at(-1)?.activations).toEqual(layers.at(-1)?.sums)
  })
})
