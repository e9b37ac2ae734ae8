// Rows of logits that are hard on softmax and cross-entropy: ties, zeros of both signs, wide spreads, subnormals, infinities, NaN.
// Also the comparison of floating-point results bit for bit.

import { RandomStream } from '../../src/random.ts'

type Draw = () => number

/** Each makes the logits of one row. */
const regimes: readonly ((draw: Draw, classes: number) => number[])[] = [
  (draw, classes) => Array.from({ length: classes }, () => normal(draw)),
  (draw, classes) => Array.from({ length: classes }, () => 10 * normal(draw)),
  (draw, classes) => Array.from({ length: classes }, () => 100 * normal(draw)),
  (draw, classes) => Array.from({ length: classes }, () => 1e4 + normal(draw)),
  // Ties, zeros of both signs.
  (draw, classes) => Array.from({ length: classes }, () => Math.round(2 * draw()) * (draw() < 0.5 ? -1 : 1)),
  // One logit far above the rest.
  (draw, classes) => {
    const row = Array.from({ length: classes }, () => normal(draw))
    row[Math.floor(draw() * classes)] = 20 + 100 * draw()
    return row
  },
  // Whole numbers beside tiny ones: differences that are midpoints of float32.
  (draw, classes) => Array.from({ length: classes }, () => (draw() < 0.5 ? Math.round(40 * draw()) : draw() * 1e-7)),
  (draw, classes) => Array.from({ length: classes }, () => 3.4e38 * (2 * draw() - 1)),
  (draw, classes) => Array.from({ length: classes }, () => 1e-44 * normal(draw)),
  (draw, classes) => Array.from({ length: classes }, () => 700 + 20 * draw() - (draw() < 0.5 ? 1400 : 0)),
  (draw, classes) => Array.from({ length: classes }, () => (draw() < 0.4 ? -Infinity : 5 * normal(draw))),
]

/** Each puts something special at a random place. */
const specials: readonly number[] = [Infinity, -Infinity, NaN, -0, 0, 3.4028234663852886e38, 1e-45]

/** `rows` rows of `classes` logits, every regime by turns; `special` of them (a share) with special values put in. */
export function hardRows(seed: number, rows: number, classes: number, special = 0.1): Float32Array<ArrayBuffer> {
  const stream = new RandomStream(seed, `rows ${classes}`)
  const draw: Draw = () => stream.nextUniform()
  const logits = new Float32Array(rows * classes)
  for (let r = 0; r < rows; r++) {
    logits.set((regimes[r % regimes.length] as (typeof regimes)[number])(draw, classes), r * classes)
    if (draw() >= special) continue
    const value = specials[stream.nextBelow(specials.length)] as number
    const count = draw() < 0.2 ? classes : 1 + stream.nextBelow(2)
    for (let i = 0; i < count; i++) logits[r * classes + (count === classes ? i : stream.nextBelow(classes))] = value
  }
  return logits
}

/** Sums of four uniform numbers, near enough to a normal distribution of deviation 1. */
function normal(draw: Draw): number {
  return (draw() + draw() + draw() + draw() - 2) * Math.sqrt(3)
}

/** Where two arrays differ in a bit, in words; '' where they do not. NaN is NaN. */
export function firstDifference(actual: Float32Array, expected: Float32Array): string {
  if (actual.length !== expected.length) return `${actual.length} values where ${expected.length} were expected`
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i])) return `value ${i} is ${actual[i]}, not ${expected[i]}`
  }
  return ''
}
