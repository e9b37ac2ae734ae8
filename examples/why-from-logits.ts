// Why a network should end in logits and its loss should be told so (`fromLogits: true`).
//
// The same small network is trained three times, with the same first weights, the same batches and the same Adam: once the loss sees
// probabilities and clips them, once they come from exp(x) / sum of exp(x) as it stands in the textbook, once argmax trains from logits.
// Then the features get larger, as pixels from 0 to 255 are larger than pixels from 0 to 1. First, what each does to one row.
//
// Run it with `node examples/why-from-logits.ts` (Node 22.18 or newer). It takes a few seconds.

import { Adam, Dense, Sequential, SparseCategoricalCrossentropy, tensor } from 'argmax'
import { sparseCategoricalCrossentropy } from 'argmax/numerics'

const CLASSES = 10
const FEATURES = 8
const HIDDEN = 16
const ROWS = 640
const BATCH = 32
const EPOCHS = 60
const LEARNING_RATE = 0.01
const EPSILON = Math.fround(1e-7)
const ALMOST_ONE = Math.fround(1 - EPSILON)
const f = Math.fround

/** What a recipe makes of one row: its loss, and the loss's gradient with respect to each logit. */
interface RowResult {
  readonly loss: number
  readonly gradient: Float32Array
}
type Recipe = (logits: Float32Array, label: number) => RowResult

/** Probabilities as float32: exp(x_i - shift) / sum of exp(x_j - shift). */
function probabilities(logits: Float32Array, shift: number): Float32Array {
  const powers = logits.map((x) => f(Math.exp(f(x - shift))))
  const sum = powers.reduce((total, power) => f(total + power), 0)
  return powers.map((power) => f(power / sum))
}

/** p - (1 at the label): the gradient of -log p[label] with respect to the logits, if nothing was clipped. */
function difference(p: Float32Array, label: number): Float32Array {
  return p.map((value, i) => (i === label ? f(value - 1) : value))
}

/** Keras with `from_logits=False`: a careful softmax, its output clipped to [1e-7, 1 - 1e-7], then the logarithm. */
const clipped: Recipe = (logits, label) => {
  const p = probabilities(logits, Math.max(...logits))
  const kept = Math.min(Math.max(p[label], EPSILON), ALMOST_ONE)
  // Where a value is clipped it doesn't depend on the logits any more: the gradient is 0, however wrong the row is.
  return { loss: f(-Math.log(kept)), gradient: kept === p[label] ? difference(p, label) : new Float32Array(CLASSES) }
}

/** The textbook's formula, as it stands. */
const naive: Recipe = (logits, label) => {
  const p = probabilities(logits, 0)
  return { loss: f(-Math.log(p[label])), gradient: difference(p, label) }
}

/** What argmax computes: within 0.5001 ULP of the exact loss and gradient. */
const fromLogits: Recipe = (logits, label) => {
  const { losses, gradient } = sparseCategoricalCrossentropy([label], logits, CLASSES)
  return { loss: losses[0], gradient }
}

const recipes: readonly [string, Recipe][] = [
  ['clip', clipped],
  ['naive', naive],
  ['from logits', fromLogits],
]

// ── One row ─────────────────────────────────────────────────────────────────────────────────────

/** A number with three digits. */
function short(x: number): string {
  const plain = !Number.isFinite(x) || x === 0 || (Math.abs(x) >= 0.001 && Math.abs(x) < 1e5)
  return plain ? String(Number(x.toPrecision(3))) : x.toExponential(2)
}

/** Prints cells: the first stands left, the others right. */
function line(cells: readonly string[], widths: readonly number[]): void {
  console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(''))
}

console.log('One row of ten logits: the first is z, nine are 0. Its loss, and in brackets\nthe gradient with respect to z.\n')
const rowWidths = [17, 19, 19, 23]
line(['', ...recipes.map(([name]) => name)], rowWidths)
for (const z of [5, 20, 50, 90, 1000]) {
  for (const label of [0, 1]) {
    const logits = Float32Array.from({ length: CLASSES }, (_, i) => (i === 0 ? z : 0))
    const cells = recipes.map(([, recipe]) => {
      const { loss, gradient } = recipe(logits, label)
      return `${short(loss)} (${short(gradient[0])})`
    })
    line([`z = ${z}, ${label === 0 ? 'right' : 'wrong'}`, ...cells], rowWidths)
  }
}

// ── The same network, three times ───────────────────────────────────────────────────────────────

/** Numbers from 0 to 1 from a linear congruential generator: the same in every run. */
function makeRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

interface Data {
  readonly x: Float32Array // [ROWS, FEATURES]
  readonly labels: Int32Array // [ROWS]
}

/** Ten clouds of points that overlap a little, every feature times `scale`. */
function makeData(scale: number): Data {
  const random = makeRandom(7)
  const centres = Float32Array.from({ length: CLASSES * FEATURES }, () => 2 * random() - 1)
  const labels = Int32Array.from({ length: ROWS }, () => Math.floor(CLASSES * random()))
  const noise = () => 0.45 * (random() + random() + random() + random() - 2)
  const x = Float32Array.from(
    { length: ROWS * FEATURES },
    (_, i) => scale * (centres[labels[Math.floor(i / FEATURES)] * FEATURES + (i % FEATURES)] + noise()),
  )
  return { x, labels }
}

/** The network: FEATURES -> HIDDEN with relu -> CLASSES logits, as argmax has it. */
function makeModel(): Sequential {
  const model = new Sequential(
    [new Dense({ units: HIDDEN, activation: 'relu', inputShape: [FEATURES] }), new Dense({ units: CLASSES })],
    { seed: 1 },
  )
  model.compile({
    optimizer: new Adam({ learningRate: LEARNING_RATE }),
    loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
    reproducibility: 'portable', // the same numbers on every machine
  })
  return model
}

/** The same network as loops over float32 numbers, so that any recipe can train it. */
class PlainNetwork {
  readonly #weights: Float32Array[] // kernel and bias of each layer, kernels [inputs, units]
  readonly #slots: { m: Float32Array; v: Float32Array }[]
  #steps = 0

  constructor(weights: readonly Float32Array[]) {
    this.#weights = weights.map((array) => array.slice())
    this.#slots = weights.map(({ length }) => ({ m: new Float32Array(length), v: new Float32Array(length) }))
  }

  /** Activations of the hidden layer and logits of one row. */
  forward(row: Float32Array): [Float32Array, Float32Array] {
    const [k1, b1, k2, b2] = this.#weights
    const hidden = affine(row, k1, b1).map((z) => Math.max(z, 0))
    return [hidden, affine(hidden, k2, b2)]
  }

  /** Whether the weights are lost: a bias of the last layer has a part of every row. */
  get isNaN(): boolean {
    return this.#weights[3].some(Number.isNaN)
  }

  /** One step of Adam on the mean loss of some rows. */
  train(rows: readonly Float32Array[], labels: Int32Array, recipe: Recipe): void {
    const gradients = this.#weights.map(({ length }) => new Float32Array(length))
    const [g1, c1, g2, c2] = gradients
    rows.forEach((row, r) => {
      const [hidden, logits] = this.forward(row)
      const d2 = recipe(logits, labels[r]).gradient.map((g) => f(g / rows.length))
      const d1 = hidden.map((h, i) => (h > 0 ? d2.reduce((sum, d, c) => f(sum + f(d * this.#weights[2][i * CLASSES + c])), 0) : 0))
      accumulate(g2, c2, hidden, d2)
      accumulate(g1, c1, row, d1)
    })
    this.#steps++
    const rate = (LEARNING_RATE * Math.sqrt(1 - 0.999 ** this.#steps)) / (1 - 0.9 ** this.#steps)
    gradients.forEach((gradient, a) => {
      const { m, v } = this.#slots[a]
      gradient.forEach((g, i) => {
        m[i] = f(m[i] + f(f(g - m[i]) * 0.1))
        v[i] = f(v[i] + f(f(f(g * g) - v[i]) * 0.001))
        this.#weights[a][i] -= f(rate * f(m[i] / f(Math.sqrt(v[i]) + 1e-7)))
      })
    })
  }
}

/** x kernel + bias for one row. */
function affine(x: Float32Array, kernel: Float32Array, bias: Float32Array): Float32Array {
  return bias.map((b, u) => x.reduce((sum, value, i) => f(sum + f(value * kernel[i * bias.length + u])), b))
}

/** Adds one row's part to the gradients of a layer. */
function accumulate(kernel: Float32Array, bias: Float32Array, x: Float32Array, d: Float32Array): void {
  d.forEach((value, u) => {
    bias[u] += value
    x.forEach((input, i) => {
      kernel[i * d.length + u] += f(input * value)
    })
  })
}

const rowOf = (data: Data, r: number): Float32Array => data.x.subarray(r * FEATURES, (r + 1) * FEATURES)

interface Outcome {
  /** Mean loss as the recipe sees it, and as it is. */
  readonly seen: number
  readonly exact: number
  readonly accuracy: number
  /** Rows of the wrong class, and those among them whose gradient is exactly 0. */
  readonly wrong: number
  readonly stuck: number
  /** The step, from 1, after which weights were NaN. */
  readonly lostInStep?: number
}

/** How a network does: its logits for all rows, judged by the recipe that trained it and by the exact loss. */
function judge(logits: Float32Array, labels: Int32Array, recipe: Recipe): Outcome {
  let [seen, wrong, stuck] = [0, 0, 0]
  labels.forEach((label, r) => {
    const row = logits.subarray(r * CLASSES, (r + 1) * CLASSES)
    const { loss, gradient } = recipe(row, label)
    seen += loss / ROWS
    if (row[label] === Math.max(...row)) return
    wrong++
    if (gradient.every((g) => g === 0)) stuck++
  })
  const { losses } = sparseCategoricalCrossentropy(labels, logits, CLASSES)
  const exact = losses.reduce((sum, loss) => sum + loss / ROWS, 0)
  return { seen, exact, accuracy: 1 - wrong / ROWS, wrong, stuck }
}

/** Trains by a recipe in plain loops, until the weights are NaN. */
function trainPlain(data: Data, weights: readonly Float32Array[], recipe: Recipe): Outcome {
  const network = new PlainNetwork(weights)
  const steps = (EPOCHS * ROWS) / BATCH
  let step = 0
  while (step < steps && !network.isNaN) {
    const start = (step * BATCH) % ROWS
    const rows = Array.from({ length: BATCH }, (_, i) => rowOf(data, start + i))
    network.train(rows, data.labels.subarray(start, start + BATCH), recipe)
    step++
  }
  const logits = Float32Array.from(Array.from({ length: ROWS }, (_, r) => Array.from(network.forward(rowOf(data, r))[1])).flat())
  return { ...judge(logits, data.labels, recipe), ...(network.isNaN && { lostInStep: step }) }
}

/** Trains through argmax: the same batches, since nothing is shuffled. */
async function trainArgmax({ x, labels }: Data): Promise<Outcome> {
  const model = makeModel()
  const features = tensor(x, [ROWS, FEATURES])
  await model.fit(features, tensor(labels, [ROWS]), { epochs: EPOCHS, batchSize: BATCH, shuffle: false })
  const logits = await model.predict(features)
  return judge(logits.data, labels, fromLogits)
}

console.log(`
The same network (${FEATURES}-${HIDDEN}-${CLASSES}), first weights and batches, ${EPOCHS} epochs of ${ROWS} rows.
"Stuck": of the wrong class, with a gradient of exactly 0, so they never learn.
`)
const widths = [11, 14, 12, 13, 11, 18]
line(['features', 'recipe', 'its loss', 'exact loss', 'accuracy', 'stuck wrong rows'], widths)
const weights = makeModel()
  .getWeights()
  .map(({ data }) => data)
for (const scale of [1, 30, 255, 3000]) {
  const data = makeData(scale)
  for (const [name, recipe] of recipes) {
    const outcome = recipe === fromLogits ? await trainArgmax(data) : trainPlain(data, weights, recipe)
    const { seen, exact, accuracy, wrong, stuck, lostInStep } = outcome
    const end =
      lostInStep === undefined ? [`${(100 * accuracy).toFixed(1)} %`, `${stuck} of ${wrong}`] : ['-', `NaN in step ${lostInStep}`]
    line([`x ${scale}`, name, short(seen), short(exact), ...end], widths)
  }
}

// ── Logits clipped as if they were probabilities ────────────────────────────────────────────────

/**
 * The arithmetic of TensorFlow.js 4.22's `sparseCategoricalCrossentropy(labels, logits, fromLogits = true)`, reproduced: it clips the
 * logits to [1e-7, 1 - 1e-7] before it looks at its flag. (The library itself is measured in docs/numerics.md.)
 */
function clippedLogitsLoss(logits: readonly number[], label: number): number {
  const kept = logits.map((x) => Math.min(Math.max(x, 1e-7), 1 - 1e-7))
  return Math.log(kept.reduce((sum, x) => sum + Math.exp(x), 0)) - kept[label]
}

console.log(`
TensorFlow.js 4.22, sparseCategoricalCrossentropy(..., fromLogits = true), its
arithmetic reproduced here: it clips logits to [1e-7, 1 - 1e-7] first. Then no
loss is below log((C - 1) e^1e-7 + e^(1 - 1e-7)) - (1 - 1e-7), for C classes:
`)
const lastWidths = [11, 24, 28]
line(['classes', 'best loss, clipped', 'exact, label ahead by 30'], lastWidths)
for (const classes of [2, 10, 100, 1000]) {
  const logits = Array.from({ length: classes }, (_, i) => (i === 0 ? 30 : 0))
  const exact = sparseCategoricalCrossentropy([0], Float32Array.from(logits), classes).losses[0]
  line([String(classes), clippedLogitsLoss(logits, 0).toFixed(3), short(exact)], lastWidths)
}
