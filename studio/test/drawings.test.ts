// The pretrained model on drawings in ten hands, by the very functions that the page runs.

import { readFileSync } from 'node:fs'
import { Sequential, softmax } from 'argmax'
import { describe, expect, test } from 'vitest'
import { normalise, SIDE, type Stroke } from '../src/draw/normalise.ts'
import { sampleDigit } from '../src/draw/samples.ts'

const { drawings } = JSON.parse(readFileSync(new URL('./drawings.json', import.meta.url), 'utf8')) as {
  drawings: { hand: string; digit: number; strokes: Stroke[] }[]
}
const load = (): Promise<Sequential> => Sequential.load(readFileSync(new URL('../model/digits.safetensors', import.meta.url)))

/** The digit that the model sees in strokes. */
async function read(model: Sequential, strokes: readonly Stroke[]): Promise<number> {
  const picture = normalise(strokes) as Float32Array
  const { scale = 1 } = model.inputType ?? {}
  const pixels = Uint8Array.from(picture, (value) => Math.round(value / scale))
  const { data } = softmax(await model.predict({ data: pixels, shape: [1, SIDE * SIDE], scale }))
  return data.indexOf(Math.max(...data))
}

describe('the model that ships with the studio', () => {
  test('has the size that it is said to have', async () => {
    expect((await load()).countParameters()).toBe(20_175)
  })

  test('reads at least 85 of 100 drawings', async () => {
    const model = await load()
    const wrong: string[] = []
    for (const { hand, digit, strokes } of drawings) {
      const seen = await read(model, strokes)
      if (seen !== digit) wrong.push(`${digit}, ${hand}, read as ${seen}`)
    }
    console.log(`${drawings.length - wrong.length} of ${drawings.length} drawings are read right. Not: ${wrong.join('; ')}`)
    expect(drawings).toHaveLength(100)
    expect(wrong.length).toBeLessThanOrEqual(15)
  })

  test('reads the samples of the pad', async () => {
    const model = await load()
    for (let digit = 0; digit < 10; digit++) expect(await read(model, sampleDigit(digit))).toBe(digit)
  })
})

describe('normalise', () => {
  const line: Stroke = [0.3, 0.2, 0.5, 0.8]

  test('has nothing to say of an empty pad', () => {
    expect(normalise([])).toBeUndefined()
  })

  test('a drawing is the same picture wherever it stands', () => {
    const moved = line.map((value) => value + 0.125)
    const [here, there] = [normalise([line]), normalise([moved])]
    here?.forEach((value, place) => {
      expect(value).toBeCloseTo(there?.[place] as number, 1)
    })
  })

  test('the ink fills a box of 20 pixels, and its centre of mass is the middle within half a pixel', () => {
    for (const { strokes } of drawings) {
      const picture = normalise(strokes) as Float32Array
      const inked = [...picture.keys()].filter((place) => (picture[place] as number) > 0)
      const span = (values: number[]): number => Math.max(...values) - Math.min(...values) + 1
      const [columns, rows] = [inked.map((place) => place % SIDE), inked.map((place) => Math.floor(place / SIDE))]
      expect(Math.max(span(columns), span(rows))).toBe(20)
      let [mass, x, y] = [0, 0, 0]
      picture.forEach((value, place) => {
        mass += value
        x += value * ((place % SIDE) + 0.5)
        y += value * (Math.floor(place / SIDE) + 0.5)
      })
      expect(Math.abs(x / mass - SIDE / 2)).toBeLessThanOrEqual(0.5001)
      expect(Math.abs(y / mass - SIDE / 2)).toBeLessThanOrEqual(0.5001)
      expect(Math.max(...picture)).toBeLessThanOrEqual(1)
    }
  })
})
