// The way through a pair of rows in steps of four classes: one vector of each row in memory, four vectors of terms in scratch.

import type { Layout } from '../../../compiler/layout.ts'
import type { Place } from '../../../compiler/memory.ts'
import type { FunctionBuilder, Local } from '../../assembler/index.ts'
import type { FormulaWriter, Vectors } from './vectors.ts'

/** The code of up to so many classes is written out; beyond, it is a loop. */
export const FEW_CLASSES = 16
/** Bytes of a float64 vector. */
export const VECTOR = 16
/** Classes of a step, and bytes of its terms. */
const STEP = 4
const STEP_TERMS = STEP * VECTOR

/** Where a pair of rows stands: locals with byte offsets, and what is to be added to them. */
export interface Position {
  /** Offsets of the two rows in every float32 [batch, classes] of one layout. */
  readonly rows: readonly [Local, Local]
  readonly rowOffset: number
  /** The offset of a term in the tile's terms; `termOffset` holds where they begin. */
  readonly terms: Local
  readonly termOffset: number
  /** Classes in this step: 4, or what is left. */
  readonly count: number
}

/** Emits `body` for each step of four classes, and for a last shorter one. */
export function forClasses(f: FunctionBuilder, start: Position, layout: Layout, body: (position: Position) => void): void {
  const { columns, length, block } = layout
  const steps = Math.floor(columns / STEP)
  const perSegment = length / STEP
  const at = (step: number): Position => {
    const segment = Math.floor(step / perSegment)
    const rowOffset = segment * block + (step - segment * perSegment) * VECTOR
    return { ...start, rowOffset, termOffset: start.termOffset + step * STEP_TERMS, count: Math.min(STEP, columns - step * STEP) }
  }
  if (columns <= FEW_CLASSES) for (let step = 0; step < steps; step++) body(at(step))
  else writeLoops(f, start, layout, steps, body)
  if (steps * STEP < columns) body(at(steps))
}

/** The full steps, segment by segment. */
function writeLoops(
  f: FunctionBuilder,
  start: Position,
  { length, block }: Layout,
  steps: number,
  body: (position: Position) => void,
): void {
  const perSegment = length / STEP
  const segments = Math.floor((steps + perSegment - 1) / perSegment)
  const [first, second, terms, end, segment] = Array.from({ length: 5 }, () => f.local('i32')) as [
    Local,
    Local,
    Local,
    Local,
    Local,
  ]
  const moving: Position = { ...start, rows: [first, second], terms, count: STEP }
  f.forRange(segment, 0, segments, 1, () => {
    moving.rows.forEach((row, r) => {
      f.get(segment)
        .i32(block)
        .op('i32.mul')
        .get(start.rows[r] as Local)
        .op('i32.add')
        .set(row)
    })
    f.get(segment)
      .i32(perSegment * STEP_TERMS)
      .op('i32.mul')
      .get(start.terms)
      .op('i32.add')
      .tee(terms)
    // The last segment may hold fewer steps.
    const last = steps - (segments - 1) * perSegment
    f.i32(perSegment * STEP_TERMS)
    if (last < perSegment) {
      f.i32(last * STEP_TERMS)
        .get(segment)
        .i32(segments - 1)
        .op('i32.ne')
        .select()
    }
    f.op('i32.add').set(end)
    f.loop((again) => {
      body(moving)
      for (const row of moving.rows) f.get(row).i32(VECTOR).op('i32.add').set(row)
      f.get(terms).i32(STEP_TERMS).op('i32.add').tee(terms).get(end).op('i32.lt_u').brIf(again)
    })
  })
  f.release(first, second, terms, end, segment)
}

/**
 * Loads the step's classes as float32 vectors of two: row 0, row 1, then the next class of both. A class without a neighbour is
 * its own.
 */
export function loadPairs(writer: FormulaWriter, { address }: Place, { rows, rowOffset, count }: Position): Vectors {
  const { f } = writer
  const [a, b] = rows.map((row) => {
    f.get(row).load('v128.load', address + rowOffset)
    return writer.take().locals[0]
  }) as [Local, Local]
  return writer.each(Math.floor((count + 1) / 2), (i) => {
    const [even, odd] = [2 * i, Math.min(2 * i + 1, count - 1)]
    f.get(a)
      .get(b)
      .shuffle32(even, 4 + even, odd, 4 + odd)
  })
}

/** `count` classes of such vectors, widened to float64: a vector for each. */
export function widen(pairs: Vectors, count: number): Vectors {
  return pairs.writer.each(count, (i) => {
    const pair = pairs.locals[i >> 1] as Local
    pairs.writer.f.get(pair)
    if ((i & 1) === 1) pairs.writer.f.get(pair).shuffle64(1, 1)
    pairs.writer.f.op('f64x2.promote_low_f32x4')
  })
}

/** Rounds the step's values to float32 and stores them as a vector of each row, zeros behind the last class. */
export function storeClasses(writer: FormulaWriter, { address }: Place, { rows, rowOffset }: Position, values: Vectors): void {
  const { f } = writer
  const rounded = values.apply('f32x4.demote_f64x2_zero')
  const push = (i: number): void => {
    const local = rounded.locals[i]
    if (local) f.get(local)
    else f.f32x4(0)
  }
  // Row 0 classes 2i and 2i + 1, then row 1's.
  const halves = writer.each(2, (i) => {
    push(2 * i)
    push(2 * i + 1)
    f.shuffle32(0, 4, 1, 5)
  }).locals as readonly [Local, Local]
  rows.forEach((row, r) => {
    f.get(row)
      .get(halves[0])
      .get(halves[1])
      .shuffle64(r, 2 + r)
      .store('v128.store', address + rowOffset)
  })
}

/** Loads the step's terms. */
export function loadTerms(writer: FormulaWriter, { terms, termOffset, count }: Position): Vectors {
  return writer.each(count, (i) => writer.f.get(terms).load('v128.load', termOffset + i * VECTOR))
}

/** Stores the step's terms. */
export function storeTerms({ terms, termOffset }: Position, values: Vectors): void {
  const { f } = values.writer
  values.locals.forEach((local, i) => {
    f.get(terms)
      .get(local)
      .store('v128.store', termOffset + i * VECTOR)
  })
}
