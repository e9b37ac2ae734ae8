// Loads and stores of a row's neighbouring classes: two float64 in a vector, or four float32.

import type { Place } from '../../../compiler/memory.ts'
import { countParts } from '../../../numerics/rounding.ts'
import type { Local } from '../../assembler/index.ts'
import { type Position, VECTOR } from './classLoop.ts'
import type { FormulaWriter, Vectors } from './vectors.ts'

/** Float32 vectors of the classes. Where fewer than four are left, one of them fills the vector. */
export function loadFloats(writer: FormulaWriter, { address }: Place, { row, count }: Position): Vectors {
  const { f } = writer
  return writer.each(countParts(count, 4), (i) => {
    f.get(row).load('v128.load', address + i * VECTOR)
    const classes = count - 4 * i
    if (classes >= 4) return
    const local = writer.take().locals[0] as Local
    const last = classes - 1
    f.get(local).get(local).shuffle32(0, Math.min(1, last), Math.min(2, last), 0)
  })
}

/** The classes widened to float64. Where their number is odd, what the last lane holds is of no account. */
export function loadWidened(writer: FormulaWriter, { address }: Place, { row, count }: Position): Vectors {
  return writer.each(countParts(count, 2), (i) => {
    writer.f
      .get(row)
      .load('v128.load64_zero', address + (i * VECTOR) / 2)
      .op('f64x2.promote_low_f32x4')
  })
}

/** Rounds the classes to float32 and stores them in whole vectors, with zeros behind the last class. */
export function storeRounded({ address }: Place, { row, count }: Position, values: Vectors): void {
  const { f } = values.writer
  const rounded = values.apply('f32x4.demote_f64x2_zero').locals
  for (let c = 0; c < count; c += 4) {
    const first = rounded[c / 2] as Local
    const second = rounded[c / 2 + 1] as Local
    f.get(row).get(first)
    // The upper half of a rounded vector is 0.
    if (count - c === 1) f.get(first).shuffle32(0, 2, 2, 2)
    else if (count - c === 3) f.get(second).shuffle32(0, 1, 4, 6)
    else if (count - c >= 4) f.get(second).shuffle64(0, 2)
    f.store('v128.store', address + 4 * c)
  }
}

/** Loads float64 classes from scratch memory; the lane behind an odd number of them is 0. */
export function loadTerms(writer: FormulaWriter, address: number, at: Local, count: number): Vectors {
  return writer.each(countParts(count, 2), (i) => {
    writer.f.get(at).load(2 * i + 1 < count ? 'v128.load' : 'v128.load64_zero', address + i * VECTOR)
  })
}

/** Stores float64 classes, whole vectors of them. */
export function storeTerms(address: number, at: Local, values: Vectors): void {
  const { f } = values.writer
  values.locals.forEach((local, i) => {
    f.get(at)
      .get(local)
      .store('v128.store', address + i * VECTOR)
  })
}
