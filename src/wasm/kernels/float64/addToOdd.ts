// The sum that is rounded to odd (numerics/bits.ts) on vectors.

import type { Vectors } from './vectors.ts'

/** a + b rounded to odd, as `addToOdd`. */
export function addToOdd(a: Vectors, b: Vectors): Vectors {
  return a.writer.scope(() => {
    const s = a.plus(b)
    const part = s.minus(a)
    const e = a.minus(s.minus(part)).plus(b.minus(part))
    // -1 where s and its error differ in sign, else 1.
    const step = s.isAbove(0).xor(e.isAbove(0)).or(1n)
    const even = s.and(1n).minusBits(1n)
    const inexact = e.magnitude().isAbove(0)
    return s.plusBits(step.and(even).and(inexact))
  })
}
