// Trains the model that ships with the studio: `node studio/model/train.js` writes digits.safetensors beside this file.
//
// 784-25-15-10, 20,175 parameters, on MNIST alone. Drawings on a screen are slanted, turned and of other stroke widths than MNIST's scans,
// so each epoch sees each image changed anew: turned, sheared, stretched, its strokes widened or thinned, then centred by its mass
// again as drawings are. Everything is drawn by seed, in portable arithmetic: a run gives the same file.

import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { mnist } from '../../dist/datasets/index.js'
import { Adam, Dense, Sequential, SparseCategoricalCrossentropy } from '../../dist/index.js'
import { RandomStream } from '../../dist/random.js'

const SIDE = 28
const PIXELS = SIDE * SIDE
/** Learning rates, and epochs at each. */
const SCHEDULE = [
  [0.002, 24],
  [0.0007, 16],
  [0.0002, 12],
]
const SEED = 7

/** Reads a picture between its pixels; paper is around it. */
function between(picture, offset, x, y) {
  const left = Math.floor(x)
  const top = Math.floor(y)
  let value = 0
  for (let dy = 0; dy < 2; dy++) {
    for (let dx = 0; dx < 2; dx++) {
      const [px, py] = [left + dx, top + dy]
      if (px < 0 || py < 0 || px >= SIDE || py >= SIDE) continue
      value += picture[offset + py * SIDE + px] * (1 - Math.abs(x - px)) * (1 - Math.abs(y - py))
    }
  }
  return value
}

/** Widens (amount > 0) or thins the strokes: mixes each pixel with the greatest or least of its neighbours. */
function changeWidth(from, amount, to) {
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const own = from[y * SIDE + x]
      let extreme = own
      for (let dy = -1; dy <= 1; dy++) {
        for (let dx = -1; dx <= 1; dx++) {
          if (dx * dy !== 0) continue // four neighbours: corners would make strokes square
          const [px, py] = [x + dx, y + dy]
          const value = px < 0 || py < 0 || px >= SIDE || py >= SIDE ? 0 : from[py * SIDE + px]
          extreme = amount > 0 ? Math.max(extreme, value) : Math.min(extreme, value)
        }
      }
      to[y * SIDE + x] = own + Math.abs(amount) * (extreme - own)
    }
  }
}

/** Writes the picture into the bytes with its centre of mass in the middle. */
function centre(from, to, offset) {
  let [mass, sumX, sumY] = [0, 0, 0]
  for (let place = 0; place < PIXELS; place++) {
    mass += from[place]
    sumX += from[place] * (place % SIDE)
    sumY += from[place] * Math.floor(place / SIDE)
  }
  const moveX = mass === 0 ? 0 : Math.round(sumX / mass - 13.5)
  const moveY = mass === 0 ? 0 : Math.round(sumY / mass - 13.5)
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const [px, py] = [x + moveX, y + moveY]
      const inside = px >= 0 && py >= 0 && px < SIDE && py < SIDE
      to[offset + y * SIDE + x] = inside ? Math.min(255, Math.round(from[py * SIDE + px])) : 0
    }
  }
}

/** All images, each changed by the seed of the epoch. */
function augment(images, epoch) {
  const stream = new RandomStream(SEED, `studio/augment/${epoch}`)
  const about = (width) => width * (2 * stream.nextUniform() - 1)
  const rows = images.length / PIXELS
  const changed = new Uint8Array(images.length)
  const turned = new Float32Array(PIXELS)
  const widened = new Float32Array(PIXELS)
  for (let row = 0; row < rows; row++) {
    const angle = about(0.26)
    const shear = about(0.28)
    const [scaleX, scaleY] = [1 + about(0.16), 1 + about(0.1)]
    const [shiftX, shiftY] = [about(0.5), about(0.5)]
    const [cos, sin] = [1 - (angle * angle) / 2, angle - (angle * angle * angle) / 6]
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const [cx, cy] = [(x - 13.5) / scaleX, (y - 13.5) / scaleY]
        const sheared = cx + shear * cy
        const [sx, sy] = [cos * sheared - sin * cy + 13.5 + shiftX, sin * sheared + cos * cy + 13.5 + shiftY]
        turned[y * SIDE + x] = between(images, row * PIXELS, sx, sy)
      }
    }
    const width = about(1)
    changeWidth(turned, width < 0 ? 0.8 * width : width, widened)
    centre(widened, changed, row * PIXELS)
  }
  return changed
}

const { train, test } = await mnist()
const model = new Sequential(
  [new Dense({ units: 25, activation: 'relu' }), new Dense({ units: 15, activation: 'relu' }), new Dense({ units: 10 })],
  { seed: SEED },
)
let epoch = 0
for (const [learningRate, epochs] of SCHEDULE) {
  model.compile({
    optimizer: new Adam({ learningRate }),
    loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: ['accuracy'],
    reproducibility: 'portable',
  })
  for (const end = epoch + epochs; epoch < end; epoch++) {
    const x = { ...train.x, data: augment(train.x.data, epoch) }
    const { loss, accuracy } = await model.fit(x, train.y, { epochs: 1, batchSize: 64, seed: SEED + epoch })
    if (epoch % 4 === 3) console.log(`epoch ${epoch + 1}: loss ${loss[0].toFixed(4)}, accuracy ${accuracy[0].toFixed(4)}`)
  }
}
const { accuracy } = await model.evaluate(test.x, test.y)
model.classNames = Array.from({ length: 10 }, (_, i) => String(i))
model.dataset = { name: 'mnist', seed: SEED, split: { kind: 'own', augmented: true } }
const bytes = await model.save()
writeFileSync(fileURLToPath(new URL('digits.safetensors', import.meta.url)), bytes)
console.log(
  `MNIST test accuracy ${accuracy}; ${model.countParameters()} parameters, ${bytes.length} bytes, weights ${await model.weightsSha256()}`,
)
