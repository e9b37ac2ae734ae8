// Which class the network says at each place of the plane, and how surely.

import type { Sequential } from 'argmax'
import { softmax } from 'argmax'
import type { View } from './protocol.ts'

/** Places on a side. */
const SIDE = 96
/** The plane shown is [-EXTENT, EXTENT] in both directions. */
export const EXTENT = 1.2

let places: Float32Array | undefined

function allPlaces(): Float32Array {
  if (places) return places
  places = new Float32Array(2 * SIDE * SIDE)
  for (let row = 0, at = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      places[at++] = ((column + 0.5) / SIDE) * 2 * EXTENT - EXTENT
      places[at++] = ((row + 0.5) / SIDE) * 2 * EXTENT - EXTENT
    }
  }
  return places
}

/** The argmax and its probability at every place. */
export async function planeRegions(model: Sequential, count: number): Promise<NonNullable<View['regions']>> {
  const logits = await model.predict({ data: allPlaces(), shape: [SIDE * SIDE, 2] })
  const { data } = softmax(logits)
  const classes = new Uint8Array(SIDE * SIDE)
  const confidence = new Uint8Array(SIDE * SIDE)
  for (let place = 0; place < classes.length; place++) {
    let best = 0
    for (let i = 1; i < count; i++) if ((data[place * count + i] as number) > (data[place * count + best] as number)) best = i
    classes[place] = best
    confidence[place] = Math.round(255 * (data[place * count + best] as number))
  }
  return { side: SIDE, classes, confidence }
}
