// The objective of softmax regression in float32 over the numbers that aren't 0: of sparse rows, and of pixels that mostly are 0.

import { loadSteps, type StepProgram } from '../runtime/moduleProgram.ts'
import type { SparseTensor, Tensor } from '../tensor/index.ts'
import { Team } from '../training/team.ts'
import { TEAM_BYTES } from '../wasm/barrier.ts'
import { MOST_PAGES } from '../wasm/emit.ts'
import { supportsSharedMemory } from '../wasm/features.ts'
import { type SparseSoftmaxPlan, sparseSoftmaxModule } from '../wasm/sparseSoftmax.ts'
import { sparseScratchBytes } from '../wasm/sparseSoftmaxRows.ts'
import type { CompiledOptions, HeldObjective } from './compiledObjective.ts'
import type { Objective } from './minimum.ts'
import { addPenalty } from './softmaxObjective.ts'
import type { SoftmaxData } from './solve.ts'
import type { Standardization } from './standardize.ts'

const LINE = 64
const PAGE = 65536
/** Parts of the rows that have sums of their own: so many threads can work. */
const MOST_PARTS = 16
/** Bytes that the parts' gradients may take together. */
const MOST_GRADIENTS = 1 << 27
/** Rows of a block. */
const BLOCK = 64
/** Multiplications of a step: some milliseconds, after which a caller's thread may be given back. */
const STEP = 1 << 24
/** Numbers that are copied without a pause. */
const PIECE = 1 << 18
/** Dense rows go this way where fewer of their numbers than this aren't 0. */
const SPARSE = 0.35

/** Numbers that aren't 0, row by row. */
export interface SparseNumbers {
  readonly rows: number
  readonly features: number
  readonly count: number
  readonly bytes: boolean
  readonly scale: number
  /** Writes rows: where each begins, and each number's feature and value, through the views that it is given. */
  write(to: NumbersTarget, pause: () => Promise<void>): Promise<void>
}

/** Where the numbers are written. */
export interface NumbersTarget {
  readonly indptr: Int32Array
  readonly places: Uint16Array | Uint32Array
  readonly values: Uint8Array | Float32Array
  /** A feature's place is its number times this. */
  readonly perFeature: number
}

/** A sparse matrix's numbers, scaled where they are standardized. */
export function sparseNumbers(x: SparseTensor, standardization: Standardization | undefined): SparseNumbers {
  const { data, indices, indptr, shape } = x
  const [rows, features] = shape
  const bytes = data instanceof Uint8Array && !standardization
  const write = async (to: NumbersTarget, pause: () => Promise<void>): Promise<void> => {
    to.indptr.set(indptr)
    for (let k = 0; k < data.length; k++) {
      to.places[k] = indices[k] * to.perFeature
      to.values[k] = standardization ? data[k] / standardization.deviation[indices[k]] : data[k]
      if (k % PIECE === PIECE - 1) await pause()
    }
  }
  return { rows, features, count: data.length, bytes, scale: 1, write }
}

/** Bytes four at a time, of which most are 0; and how many there are in whole fours, where they begin at one. */
function foursOf(data: Uint8Array): Int32Array {
  if (data.byteOffset % 4 !== 0) return new Int32Array(0)
  return new Int32Array(data.buffer, data.byteOffset, Math.floor(data.length / 4))
}

/** The numbers of bytes that aren't 0; undefined where there are too many for it to pay. */
export function sparsePixels({ data, shape, scale = 1 }: Tensor): SparseNumbers | undefined {
  if (!(data instanceof Uint8Array)) return undefined
  const fours = foursOf(data)
  let count = 0
  for (let i = 0; i < fours.length; i++) {
    const four = fours[i]
    if (four === 0) continue
    count +=
      ((four & 0xff) === 0 ? 0 : 1) +
      ((four & 0xff00) === 0 ? 0 : 1) +
      ((four & 0xff0000) === 0 ? 0 : 1) +
      (four >>> 24 === 0 ? 0 : 1)
  }
  for (let i = fours.length * 4; i < data.length; i++) count += data[i] === 0 ? 0 : 1
  if (count > SPARSE * data.length) return undefined
  const rows = shape[0]
  const features = data.length / rows
  const write = async (to: NumbersTarget, pause: () => Promise<void>): Promise<void> => {
    const cursor = { at: 0, row: 0 }
    for (let from = 0; from < data.length; from += PIECE) {
      writePixels(data, fours, features, from, Math.min(data.length, from + PIECE), to, cursor)
      await pause()
    }
    while (cursor.row < rows) to.indptr[++cursor.row] = cursor.at
  }
  return { rows, features, count, bytes: true, scale, write }
}

/** Writes the numbers of bytes [from, to), where `from` is a multiple of 4. */
function writePixels(
  data: Uint8Array,
  fours: Int32Array,
  features: number,
  from: number,
  to: number,
  { indptr, places, values, perFeature }: NumbersTarget,
  cursor: { at: number; row: number },
): void {
  let { at, row } = cursor
  let start = row * features
  for (let i = from; i < to; i++) {
    if ((i & 3) === 0 && fours[i >> 2] === 0) {
      i += 3
      continue
    }
    const value = data[i]
    if (value === 0) continue
    while (i >= start + features) {
      indptr[++row] = at
      start += features
    }
    places[at] = (i - start) * perFeature
    values[at++] = value
  }
  cursor.at = at
  cursor.row = row
}

/** Where all lies in the memory, and how much memory that is. */
function planMemory(numbers: SparseNumbers, classes: number, options: CompiledOptions, shared: boolean) {
  const { rows, features, count, bytes } = numbers
  const vectors = Math.floor((classes + 3) / 4)
  const coefficientBytes = (features + 1) * vectors * 16
  const parts = Math.max(1, Math.min(MOST_PARTS, rows, Math.floor(MOST_GRADIENTS / coefficientBytes)))
  const work = count * classes * 2
  const steps = Math.max(1, Math.min(Math.floor((work + STEP - 1) / STEP), Math.floor(rows / parts)))
  // Places are bytes where they fit, else vectors.
  const shift = features * vectors * 16 > 0xffff ? 4 : 0
  const wide = shift > 0 && features * vectors > 0xffff
  let end = LINE
  const take = (size: number): number => {
    const address = end
    end += Math.floor((size + LINE - 1) / LINE) * LINE
    return address
  }
  const scratchBytes = Math.floor((sparseScratchBytes(BLOCK, vectors) + LINE - 1) / LINE) * LINE
  const gradientBytes = Math.floor((coefficientBytes + LINE - 1) / LINE) * LINE
  const plan: SparseSoftmaxPlan = {
    ...{
      arithmetic: options.arithmetic,
      shared,
      steps,
      parts,
      vectors,
      features,
      wide,
      shift,
      bytes,
      block: BLOCK,
      scratchBytes,
      gradientBytes,
    },
    words: take(TEAM_BYTES),
    step: take(4),
    bounds: take(4 * (parts * steps + 1)),
    losses: take(8 * parts),
    coefficients: take(coefficientBytes),
    gradients: take(parts * gradientBytes),
    scratch: take(parts * scratchBytes),
    labels: take(4 * rows),
    weights: take(8 * rows),
    indptr: take(4 * (rows + 1)),
    places: take((wide ? 4 : 2) * count),
    values: take((bytes ? 1 : 4) * count),
  }
  return { plan, pages: Math.floor((end + LINE + PAGE - 1) / PAGE) }
}

/** Compiles the objective for sparse numbers; undefined where they don't fit into a memory. */
export async function compileSparse(
  data: SoftmaxData,
  numbers: SparseNumbers,
  options: CompiledOptions,
): Promise<HeldObjective | undefined> {
  const { classes, labels, weights, totalWeight, pacer } = data
  const { rows, count, features } = numbers
  const team = new Team(options.threads)
  const perRow = Math.floor((4 * count * classes) / rows) + 1
  const threads = supportsSharedMemory() ? await team.sizeFor(perRow, rows, rows * options.evaluations) : 1
  const shared = threads > 1
  const { plan, pages } = planMemory(numbers, classes, options, shared)
  if (pages > MOST_PAGES) return undefined
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared })
  const { buffer } = memory
  const { places, values, wide, bytes, parts, steps } = plan
  const indptr = new Int32Array(buffer, plan.indptr, rows + 1)
  await numbers.write(
    {
      indptr,
      places: new (wide ? Uint32Array : Uint16Array)(buffer, places, count),
      values: new (bytes ? Uint8Array : Float32Array)(buffer, values, count),
      perFeature: plan.shift === 0 ? plan.vectors * 16 : plan.vectors,
    },
    () => pacer.pause(),
  )
  new Int32Array(buffer, plan.labels, rows).set(labels)
  const mean = totalWeight / rows
  new Float64Array(buffer, plan.weights, rows).set(weights.map((weight) => weight / mean))
  const bounds = new Int32Array(buffer, plan.bounds, parts * steps + 1)
  for (let i = 0; i <= parts * steps; i++) bounds[i] = Math.floor((rows * i) / (parts * steps))
  new Float32Array(buffer, plan.coefficients, (features + 1) * plan.vectors * 4)
    .subarray(features * plan.vectors * 4 + classes)
    .fill(Number.NEGATIVE_INFINITY)
  const program = await loadSteps({ bytes: sparseSoftmaxModule(plan), memory, threads, words: plan.words, step: plan.step })
  const { evaluate } = new SparseEvaluation(data, numbers.scale, plan, program, memory)
  return { evaluate, threads, release: () => program.release() }
}

/** Passes over the numbers, step by step; then the parts' sums are added up in order, in float64. */
class SparseEvaluation {
  readonly #data: SoftmaxData
  readonly #scale: number
  readonly #plan: SparseSoftmaxPlan
  readonly #program: StepProgram
  readonly #memory: WebAssembly.Memory
  /** The parts' gradients together, as they lie in memory. */
  readonly #total: Float64Array

  constructor(data: SoftmaxData, scale: number, plan: SparseSoftmaxPlan, program: StepProgram, memory: WebAssembly.Memory) {
    this.#data = data
    this.#scale = scale
    this.#plan = plan
    this.#program = program
    this.#memory = memory
    this.#total = new Float64Array((plan.features + 1) * plan.vectors * 4)
  }

  readonly evaluate: Objective = async (point, gradient) => {
    const { classes, intercept, l2, labels, pacer } = this.#data
    const plan = this.#plan
    const { features, parts, steps } = plan
    const scale = this.#scale
    const width = plan.vectors * 4
    const penalized = classes * features
    const { buffer } = this.#memory
    const coefficients = new Float32Array(buffer, plan.coefficients, (features + 1) * width)
    for (let c = 0; c < classes; c++) {
      for (let f = 0; f < features; f++) coefficients[f * width + c] = point[c * features + f] * scale
      coefficients[features * width + c] = intercept ? point[penalized + c] : 0
    }
    for (let done = 0; done < steps; ) {
      done += await this.#program.run(done, steps, { more: () => !pacer.due, signal: pacer.signal })
      await pacer.pause()
    }
    const total = this.#total.fill(0)
    let loss = 0
    for (let part = 0; part < parts; part++) {
      loss += new Float64Array(buffer, plan.losses, parts)[part]
      const sums = new Float32Array(buffer, plan.gradients + part * plan.gradientBytes, total.length)
      for (let i = 0; i < sums.length; i++) total[i] += sums[i]
      await pacer.pause()
    }
    for (let c = 0; c < classes; c++) {
      for (let f = 0; f < features; f++) gradient[c * features + f] = total[f * width + c]
      if (intercept) gradient[penalized + c] = total[features * width + c]
    }
    const rows = labels.length
    for (let i = 0; i < penalized; i++) gradient[i] *= scale / rows
    for (let i = penalized; i < gradient.length; i++) gradient[i] /= rows
    return loss / rows + addPenalty(point, gradient, penalized, l2)
  }
}
