// numerics/log.ts on vectors: the same operations in the same order, so the same bits.

import { LN2_HIGH, LN2_LOW, LOG, SQRT_HALF_HIGH_WORD } from '../../../numerics/coefficients.ts'
import type { Vectors } from './vectors.ts'

/** Added to the exponent k of the reduction, so that its field is never negative. */
const OFFSET = 1024
/** What takes the bits of t to k + OFFSET in the exponent's field. */
const TO_EXPONENT = (BigInt(OFFSET) << 52n) - (BigInt(SQRT_HALF_HIGH_WORD) << 32n)
/** The bits of 2^52, whose last bit counts ones. */
const COUNTER = 0x4330000000000000n
const COUNTER_VALUE = 4503599627370496

/** ln(t + c) for a normal t > 0 and |c| at most half an ulp of t, as `logOfSum`; without c, c = 0. */
function logOfSum(t: Vectors, c?: Vectors): Vectors {
  const field = t.plusBits(TO_EXPONENT).shiftedRight(52)
  const k = field.or(COUNTER).minus(COUNTER_VALUE + OFFSET)
  // 2^-k: the exponent's field holds 1023 - k.
  const scale = t.writer.each(t.width, (i) => {
    t.writer.push(BigInt(1023 + OFFSET), i)
    t.writer.push(field, i)
    t.writer.f.op('i64x2.sub').i32(52).op('i64x2.shl')
  })
  const high = t.times(scale).minus(1)
  const f = c ? high.plus(c.times(scale)) : high
  const s = f.over(f.plus(2))
  const z = s.times(s)
  const r = z.polynomial(LOG).times(z)
  const h = f.times(0.5).times(f)
  return k.times(LN2_HIGH).plus(f.minus(h.minus(s.times(h.plus(r)).plus(k.times(LN2_LOW)))))
}

/** ln x, as `log64`. */
export function log64(x: Vectors): Vectors {
  return x.writer.scope(() => {
    const inside = x.isAbove(0).and(x.isBelow(Number.POSITIVE_INFINITY))
    const outside = x.equals(0).select(Number.NEGATIVE_INFINITY, x.isAbove(0).select(x, Number.NaN))
    return inside.select(logOfSum(x), outside)
  })
}

/**
 * ln(1 + x) for x that is NaN or from 0 to 2^1022, as `log1p64`; `t` is 1 + x. Below 2^-54 the sequence gives x too: there
 * t = 1 and c = x, and what is taken from x is less than half of its last place.
 */
export function log1pNonNegative(x: Vectors, t: Vectors): Vectors {
  return x.writer.scope(() => {
    const part = t.minus(1)
    const c = x.writer.constant(1).minus(t.minus(part)).plus(x.minus(part))
    return logOfSum(t, c)
  })
}
