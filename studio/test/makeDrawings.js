// Writes drawings.json: 100 drawings of digits, ten in each of ten hands. `node studio/test/makeDrawings.js`
//
// No person's handwriting is in them. Each digit has three ways of being written, as points that a pen passes; a hand takes one of
// them, and has a slant, proportions, a size and place on the pad, a tremor and a tempo of its own. None of it was used for training.

import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { RandomStream } from '../../dist/random.js'

/** Strokes of each digit in three ways, in hundredths. */
const WAYS = [
  [
    [[55, 12, 36, 20, 26, 44, 30, 70, 46, 88, 64, 78, 74, 52, 68, 26, 54, 12]],
    [[50, 14, 34, 30, 30, 55, 38, 80, 52, 86, 66, 70, 70, 44, 62, 22, 46, 12, 36, 18]],
    [[62, 20, 46, 12, 28, 30, 24, 56, 36, 82, 58, 86, 74, 66, 76, 38, 64, 18, 50, 16]],
  ],
  [
    [[50, 12, 50, 34, 49, 62, 50, 88]],
    [[36, 32, 46, 22, 54, 12, 53, 48, 52, 88]],
    [
      [40, 30, 54, 14, 52, 50, 51, 86],
      [36, 87, 52, 86, 68, 86],
    ],
  ],
  [
    [[30, 30, 40, 16, 58, 14, 68, 28, 60, 48, 44, 66, 30, 84, 50, 84, 72, 84]],
    [[28, 28, 44, 12, 64, 20, 66, 38, 50, 62, 34, 80, 28, 76, 40, 72, 54, 82, 72, 84]],
    [[32, 22, 52, 14, 68, 26, 58, 50, 30, 86, 70, 82]],
  ],
  [
    [[30, 22, 48, 12, 66, 22, 62, 40, 46, 47, 64, 54, 70, 70, 54, 86, 30, 80]],
    [[30, 16, 66, 15, 48, 42, 64, 50, 70, 68, 54, 86, 30, 80]],
    [[34, 18, 56, 14, 64, 30, 54, 44, 42, 46, 58, 50, 66, 66, 56, 82, 38, 86, 30, 78]],
  ],
  [
    [
      [40, 12, 32, 34, 28, 56, 50, 56, 74, 54],
      [62, 24, 60, 54, 60, 88],
    ],
    [[66, 88, 64, 50, 62, 14, 44, 38, 28, 62, 52, 62, 78, 60]],
    [
      [36, 14, 34, 34, 34, 50, 48, 54, 66, 48],
      [66, 14, 65, 48, 64, 88],
    ],
  ],
  [
    [
      [38, 16, 36, 42, 50, 40, 66, 48, 70, 66, 58, 84, 38, 86, 28, 78],
      [38, 16, 54, 16, 70, 15],
    ],
    [[70, 14, 54, 15, 40, 16, 37, 44, 56, 42, 69, 56, 66, 76, 48, 87, 30, 80]],
    [[66, 16, 40, 18, 36, 46, 58, 46, 68, 62, 62, 80, 44, 86, 28, 80]],
  ],
  [
    [[62, 14, 46, 26, 34, 48, 30, 70, 42, 86, 60, 84, 68, 70, 58, 58, 42, 60, 33, 72]],
    [[52, 12, 40, 34, 33, 58, 33, 76, 46, 87, 62, 80, 64, 66, 50, 58, 36, 66]],
    [[66, 20, 52, 14, 38, 28, 31, 52, 32, 74, 46, 88, 64, 82, 70, 66, 58, 54, 42, 58, 34, 68]],
  ],
  [
    [[28, 18, 48, 17, 70, 16, 60, 38, 50, 62, 44, 88]],
    [
      [28, 18, 48, 17, 70, 16, 58, 42, 48, 66, 42, 88],
      [38, 52, 54, 51, 68, 50],
    ],
    [[30, 24, 34, 16, 52, 20, 70, 16, 64, 36, 54, 58, 50, 88]],
  ],
  [
    [[64, 24, 48, 12, 34, 24, 42, 42, 58, 54, 68, 70, 56, 86, 38, 84, 32, 68, 44, 52, 60, 40, 64, 24]],
    [[50, 48, 36, 38, 36, 22, 50, 12, 64, 22, 63, 38, 50, 48, 34, 60, 34, 78, 50, 88, 66, 78, 66, 60, 50, 48]],
    [[66, 20, 52, 13, 38, 22, 42, 38, 60, 56, 66, 74, 50, 88, 34, 78, 38, 62, 54, 48, 66, 34, 66, 20]],
  ],
  [
    [[66, 28, 52, 14, 36, 24, 34, 42, 48, 50, 62, 42, 67, 28, 66, 52, 62, 88]],
    [[64, 24, 48, 13, 34, 26, 38, 44, 54, 46, 65, 30, 66, 54, 60, 78, 42, 87, 32, 80]],
    [[62, 18, 44, 16, 34, 34, 44, 48, 60, 40, 64, 18, 64, 50, 65, 88]],
  ],
]

/** Ten hands. `way` says how each writes; a digit in `others` it writes in another way. */
const HANDS = [
  { name: 'upright', way: 0 },
  { name: 'slanted to the right', way: 0, slant: 0.28 },
  { name: 'slanted to the left', way: 1, slant: -0.2 },
  { name: 'wide', way: 1, width: 1.3 },
  { name: 'narrow', way: 0, width: 0.66 },
  { name: 'small, in a corner', way: 1, size: 0.5, x: -0.2, y: -0.18 },
  { name: 'large', way: 2, size: 1.12 },
  { name: 'shaky', way: 2, tremor: 2.4 },
  { name: 'turned', way: 2, turn: 0.2 },
  { name: 'hasty, of few points', way: 1, slant: 0.15, size: 0.8, rounds: 1, tremor: 1.5, x: 0.06 },
]

/** Rounds the corners that a pen passes. */
function smooth(points, rounds) {
  let curve = points
  for (let round = 0; round < rounds; round++) {
    const next = [curve[0]]
    for (let i = 0; i + 1 < curve.length; i++) {
      const [a, b] = [curve[i], curve[i + 1]]
      next.push([0.75 * a[0] + 0.25 * b[0], 0.75 * a[1] + 0.25 * b[1]], [0.25 * a[0] + 0.75 * b[0], 0.25 * a[1] + 0.75 * b[1]])
    }
    curve = [...next, curve.at(-1)]
  }
  return curve
}

function drawing(digit, { way, slant = 0, width = 1, size = 0.9, turn = 0, tremor = 0.8, rounds = 2, x = 0, y = 0 }, stream) {
  const shake = () => tremor * (2 * stream.nextUniform() - 1)
  const [cos, sin] = [1 - turn ** 2 / 2, turn - turn ** 3 / 6]
  return WAYS[digit][way].map((stroke) => {
    const points = Array.from({ length: stroke.length / 2 }, (_, i) => [stroke[2 * i] + shake(), stroke[2 * i + 1] + shake()])
    return smooth(points, rounds).flatMap(([px, py]) => {
      const [cx, cy] = [((px - 50) * width - slant * (py - 50)) * size, (py - 50) * size]
      return [0.5 + x + (cos * cx - sin * cy) / 100, 0.5 + y + (sin * cx + cos * cy) / 100].map(
        (value) => Math.round(value * 1000) / 1000,
      )
    })
  })
}

const stream = new RandomStream(3, 'studio/drawings')
const drawings = HANDS.flatMap((hand) =>
  WAYS.map((_, digit) => ({ hand: hand.name, digit, strokes: drawing(digit, hand, stream) })),
)
const about = 'Made by studio/test/makeDrawings.js: ten hands, ten digits each; x and y in turn, in parts of the pad.'
const lines = drawings.map((one) => JSON.stringify(one)).join(',\n    ')
writeFileSync(
  fileURLToPath(new URL('drawings.json', import.meta.url)),
  `{\n  "about": ${JSON.stringify(about)},\n  "drawings": [\n    ${lines}\n  ]\n}\n`,
)
