// The module of softmax regression over sparse rows: losses and gradients, in time proportional to the numbers that aren't 0. Rows are cut into
// a fixed number of parts, each with a gradient and a loss of its own, so that threads share none and the order of sums is a
// function of the shapes alone. A block of rows goes through three passes, each of which keeps one matrix in the first-level cache:
// logits (coefficients), softmax (the block), gradients (the part's sums).

import { type FunctionBuilder, type FunctionHandle, type Local, ModuleBuilder } from './assembler/index.ts'
import { makeBarrier } from './barrier.ts'
import { MOST_PAGES } from './emit.ts'
import type { Arithmetic } from './features.ts'
import { multiplyAdd } from './kernels/multiplyAdd.ts'
import { makeSoftmax } from './sparseSoftmaxRows.ts'

const VECTOR = 16
/** Vectors of classes that a pass over a row's numbers takes: accumulators and operands fit the registers. */
const CHUNK = 6
/** Up to so many vectors neighbouring numbers have sums of their own, so that additions needn't wait for one another. */
const PAIRED = 3
/** Numbers in an iteration of a loop over them. */
const TOGETHER = 2

/** Where everything stands in the module's memory, in bytes. */
export interface SparseSoftmaxPlan {
  readonly arithmetic: Arithmetic
  readonly shared: boolean
  /** Where the words of the team's barrier stand. */
  readonly words: number
  /** int32: the step that is next. In step 0 sums begin at 0. */
  readonly step: number
  readonly steps: number
  readonly parts: number
  /** int32 [parts * steps + 1]: the first row of each part's step. */
  readonly bounds: number
  /** Vectors of a row of coefficients, four classes each. */
  readonly vectors: number
  readonly features: number
  /** float32 [features + 1, 4 vectors]: a feature's coefficients in all classes; last the intercepts, -infinity for classes there are none of. */
  readonly coefficients: number
  /** As coefficients, for each part, `gradientBytes` apart. */
  readonly gradients: number
  readonly gradientBytes: number
  /** float64 for each part. */
  readonly losses: number
  /** int32 and float64 [rows]. */
  readonly labels: number
  readonly weights: number
  /** int32 [rows + 1]; for each number where its feature's coefficients begin (`wide`: uint32, else uint16), in bytes / 2^shift, and its value (bytes or float32). */
  readonly indptr: number
  readonly places: number
  readonly wide: boolean
  readonly shift: number
  readonly values: number
  readonly bytes: boolean
  /** Rows of a block, even, and its scratch for each part: factors, sums, distances, weights. */
  readonly block: number
  readonly scratch: number
  readonly scratchBytes: number
}

/** The module: it imports `env.memory` and exports `run(rows, thread, threads)`, one step, and where memory is shared `barrier(threads)`. */
export function sparseSoftmaxModule(plan: SparseSoftmaxPlan): Uint8Array<ArrayBuffer> {
  const { shared, words, parts, step } = plan
  const module = new ModuleBuilder()
  module.importMemory('env', 'memory', shared ? { initial: 1, maximum: MOST_PAGES, shared } : { initial: 1 })
  if (shared) makeBarrier(module, words)
  const part = makePart(module, plan)
  module.function({ name: 'run', parameters: ['i32', 'i32', 'i32'], export: true }, (f) => {
    const [, thread, threads] = f.parameters as [Local, Local, Local]
    const [at, end] = [f.local('i32'), f.local('i32')]
    f.i32(parts).get(thread).op('i32.mul').get(threads).op('i32.div_u').set(at)
    f.i32(parts).get(thread).i32(1).op('i32.add').op('i32.mul').get(threads).op('i32.div_u').set(end)
    f.forRange(at, at, end, 1, () => f.get(at).i32(0).load('i32.load', step).call(part))
  })
  return module.toBytes()
}

/** The chunks of a row of vectors: how many are whole, and what is left. */
function chunksOf(vectors: number): { readonly whole: number; readonly rest: number } {
  if (vectors <= CHUNK) return { whole: 0, rest: vectors }
  return { whole: Math.floor(vectors / CHUNK), rest: vectors % CHUNK }
}

/** Emits `body` for each chunk of the vectors; `shift` is the chunk's first byte. */
function forChunks(f: FunctionBuilder, vectors: number, body: (width: number, shift: Local) => void): void {
  const { whole, rest } = chunksOf(vectors)
  const shift = f.local('i32')
  f.i32(0).set(shift)
  if (whole > 0) f.forRange(shift, shift, whole * CHUNK * VECTOR, CHUNK * VECTOR, () => body(CHUNK, shift))
  if (rest > 0) body(rest, shift)
  f.release(shift)
}

/** One step of one part: (part, step). */
function makePart(module: ModuleBuilder, plan: SparseSoftmaxPlan): FunctionHandle {
  const { steps, bounds, gradients, gradientBytes, losses, block, scratch, scratchBytes } = plan
  const { whole, rest } = chunksOf(plan.vectors)
  const widths = [...(whole > 0 ? [CHUNK] : []), ...(rest > 0 ? [rest] : [])]
  const forward = new Map(widths.map((width) => [width, makeForward(module, plan, width)]))
  const backward = new Map(widths.map((width) => [width, makeBackward(module, plan, width)]))
  const softmax = makeSoftmax(module, plan)
  return module.function({ name: 'part', parameters: ['i32', 'i32'] }, (f) => {
    const [part, step] = f.parameters as [Local, Local]
    const [place, gradient, factors] = [f.local('i32'), f.local('i32'), f.local('i32')]
    const [first, last, end, row, at] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
    f.get(part).i32(gradientBytes).op('i32.mul').i32(gradients).op('i32.add').set(gradient)
    f.get(part).i32(scratchBytes).op('i32.mul').i32(scratch).op('i32.add').set(factors)
    f.get(step).op('i32.eqz')
    f.if(() => {
      f.get(gradient).i32(0).i32(gradientBytes).memoryFill()
      f.get(part).i32(3).op('i32.shl').f64(0).store('f64.store', losses)
    })
    f.get(part).i32(steps).op('i32.mul').get(step).op('i32.add').i32(2).op('i32.shl').set(place)
    f.get(place)
      .load('i32.load', bounds + 4)
      .set(end)
    f.get(place).load('i32.load', bounds).set(first)
    f.forRange(first, first, end, block, () => {
      f.get(first).i32(block).op('i32.add').set(last)
      f.get(last).get(end).get(last).get(end).op('i32.lt_s').select().set(last)
      /** Calls a row's function for each chunk of it. */
      const forRows = (functions: ReadonlyMap<number, FunctionHandle>, base: Local | undefined): void => {
        f.get(factors).set(at)
        f.forRange(row, first, last, 1, () => {
          forChunks(f, plan.vectors, (width, shift) => {
            f.get(row)
            if (base) f.get(base).get(shift).op('i32.add')
            else f.get(shift)
            f.get(at)
              .get(shift)
              .op('i32.add')
              .call(functions.get(width) as FunctionHandle)
          })
          f.get(at)
            .i32(plan.vectors * VECTOR)
            .op('i32.add')
            .set(at)
        })
      }
      forRows(forward, undefined)
      f.get(part).get(first).get(last).get(factors).call(softmax)
      forRows(backward, gradient)
    })
  })
}

/** Emits a loop over the numbers of a row: `one(lane, place, value)` with the byte where its feature begins, and its value in all lanes. */
function forNumbers(
  f: FunctionBuilder,
  plan: SparseSoftmaxPlan,
  row: Local,
  one: (lane: number, place: Local, value: Local) => void,
): void {
  const { indptr, places, wide, shift, values, bytes } = plan
  const [at, end, whole, place, value] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32'), f.local('v128')]
  f.get(row).i32(2).op('i32.shl').tee(place).load('i32.load', indptr).set(at)
  f.get(place)
    .load('i32.load', indptr + 4)
    .set(end)
  const scaled = (bits: number): unknown => (bits === 0 ? f.get(at) : f.get(at).i32(bits).op('i32.shl'))
  const number = (lane: number): void => {
    scaled(wide ? 2 : 1)
    f.load(wide ? 'i32.load' : 'i32.load16_u', places + (wide ? 4 : 2) * lane)
    if (shift > 0) f.i32(shift).op('i32.shl')
    f.set(place)
    scaled(bytes ? 0 : 2)
    if (bytes)
      f.load('i32.load8_u', values + lane)
        .op('f32.convert_i32_s')
        .op('f32x4.splat')
    else f.load('v128.load32_splat', values + 4 * lane)
    f.set(value)
    one(lane, place, value)
  }
  f.get(end)
    .i32(TOGETHER - 1)
    .op('i32.sub')
    .set(whole)
  f.forRange(at, at, whole, TOGETHER, () => {
    for (let lane = 0; lane < TOGETHER; lane++) number(lane)
  })
  f.forRange(at, at, end, 1, () => number(0))
  f.release(at, end, whole, place, value)
}

/** (row, shift, target): logits of some vectors of classes, sum of x_f W_f + b, to the scratch at `target`. */
function makeForward(module: ModuleBuilder, plan: SparseSoftmaxPlan, width: number): FunctionHandle {
  const { coefficients, features, vectors, arithmetic } = plan
  const sets = width <= PAIRED ? 2 : 1
  return module.function({ name: `logits${width}`, parameters: ['i32', 'i32', 'i32'] }, (f) => {
    const [row, shift, target] = f.parameters as [Local, Local, Local]
    const sums = Array.from({ length: sets }, () => Array.from({ length: width }, () => f.local('v128')))
    sums.forEach((lane, i) => {
      lane.forEach((sum, v) => {
        if (i === 0)
          f.get(shift)
            .load('v128.load', coefficients + (features * vectors + v) * VECTOR)
            .set(sum)
        else f.f32x4(0).set(sum)
      })
    })
    forNumbers(f, plan, row, (lane, place, value) => {
      if (vectors > CHUNK) f.get(place).get(shift).op('i32.add').set(place)
      ;(sums[lane % sets] as Local[]).forEach((sum, v) => {
        multiplyAdd(f, arithmetic, sum, () =>
          f
            .get(value)
            .get(place)
            .load('v128.load', coefficients + v * VECTOR),
        )
      })
    })
    for (let v = 0; v < width; v++) {
      f.get(target).get(sums[0]?.[v] as Local)
      if (sets > 1) f.get(sums[1]?.[v] as Local).op('f32x4.add')
      f.store('v128.store', v * VECTOR)
    }
  })
}

/** (row, gradient, factors): the row's part of the gradient of some vectors of classes, at `gradient`. */
function makeBackward(module: ModuleBuilder, plan: SparseSoftmaxPlan, width: number): FunctionHandle {
  const { features, vectors, arithmetic } = plan
  return module.function({ name: `gradients${width}`, parameters: ['i32', 'i32', 'i32'] }, (f) => {
    const [row, gradient, source] = f.parameters as [Local, Local, Local]
    const sum = f.local('v128')
    const factors = Array.from({ length: width }, (_, v) => {
      const factor = f.local('v128')
      f.get(source)
        .load('v128.load', v * VECTOR)
        .set(factor)
      const offset = (features * vectors + v) * VECTOR
      f.get(gradient).get(gradient).load('v128.load', offset).get(factor).op('f32x4.add').store('v128.store', offset)
      return factor
    })
    forNumbers(f, plan, row, (_lane, place, value) => {
      f.get(place).get(gradient).op('i32.add').set(place)
      factors.forEach((factor, v) => {
        f.get(place)
          .load('v128.load', v * VECTOR)
          .set(sum)
        multiplyAdd(f, arithmetic, sum, () => f.get(value).get(factor))
        f.get(place)
          .get(sum)
          .store('v128.store', v * VECTOR)
      })
    })
  })
}
