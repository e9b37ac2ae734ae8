// Exact fractions, so that no rounding ever decides whether someone passes.

/** numerator / denominator, the denominator > 0; not reduced. */
export interface Rational {
  readonly numerator: bigint
  readonly denominator: bigint
}

export const ZERO: Rational = { numerator: 0n, denominator: 1n }

/** A fraction of whole numbers. */
export function fraction(numerator: number, denominator: number): Rational {
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) }
}

/** The decimal number that a finite float64 is written as: 0.1 is one tenth. */
export function decimal(value: number): Rational {
  const [, sign = '', whole = '0', part = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? []
  const shift = Number(exponent) - part.length
  const digits = BigInt(`${sign}${whole}${part}`)
  const power = BigInt(`1${'0'.repeat(Math.abs(shift))}`)
  return shift >= 0 ? { numerator: digits * power, denominator: 1n } : { numerator: digits, denominator: power }
}

export function add(a: Rational, b: Rational): Rational {
  if (a.denominator === b.denominator) return { numerator: a.numerator + b.numerator, denominator: a.denominator }
  return { numerator: a.numerator * b.denominator + b.numerator * a.denominator, denominator: a.denominator * b.denominator }
}

export function multiply(a: Rational, b: Rational): Rational {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator }
}

/** Below 0, 0 or above 0, as a is less than b, equal or greater. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** As a float64, to 12 decimals: for showing. */
export function approximate({ numerator, denominator }: Rational): number {
  const scale = 1_000_000_000_000n
  const whole = numerator / denominator
  return Number(whole) + Number(((numerator - whole * denominator) * scale) / denominator) / 1e12
}

/** The greatest whole number not above it, for numbers >= 0. */
export function floor({ numerator, denominator }: Rational): number {
  return Number(numerator / denominator)
}
