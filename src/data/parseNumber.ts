// What counts as a number in a table of text, and what as missing: our own rule, the same wherever text is read.

/** Sign, digits with or without a point, exponent. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
/** Words for "no value", in lower case. */
const MISSING = ['', 'na', 'n/a', 'nan', 'null', '?', '.']
/** 10^0 to 10^15, all of them exact. */
const POWERS_OF_TEN: readonly number[] = Array.from({ length: 16 }, (_, i) => Number(`1e${i}`))

/** Whether a text is a word for "no value": blank, or NA, N/A, NaN, null, ? or a single point, in any case. */
export function isMissingText(text: string): boolean {
  return (text.length <= 4 || text.trim().length <= 4) && MISSING.includes(text.trim().toLowerCase())
}

/**
 * The value of a text of at most 15 digits with, maybe, a minus before and a point among them; undefined for all others. Digits and
 * power of ten are exact float64s then, so that their quotient, rounded once, is the nearest float64, as Number() has it.
 * (W. D. Clinger, "How to read floating point numbers accurately", PLDI 1990.)
 */
function plainNumber(text: string): number | undefined {
  const isNegative = text.charCodeAt(0) === 45
  const start = isNegative ? 1 : 0
  if (text.length - start > 15) return undefined
  let value = 0
  let digits = 0
  let decimals = -1
  for (let i = start; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48
    if (digit >= 0 && digit <= 9) {
      value = value * 10 + digit
      digits++
      if (decimals >= 0) decimals++
    } else if (digit === -2 && decimals < 0) decimals = 0
    else return undefined
  }
  if (digits === 0) return undefined
  if (decimals > 0) value /= POWERS_OF_TEN[decimals] as number
  return isNegative ? -value : value
}

/**
 * The number that a text stands for: an optional sign, digits with an optional decimal point, an optional exponent, and spaces
 * around it. Nothing else is a number: no thousands separator, no decimal comma, no `0x10`, no `Infinity`, and nothing beyond
 * float64's 1.8e308.
 *
 * @returns NaN where the value is missing: blank, or NA, N/A, NaN, null, ? or a point, in any case; undefined where it is some other text
 */
export function parseNumber(text: string): number | undefined {
  const plain = plainNumber(text)
  if (plain !== undefined) return plain
  const trimmed = text.trim()
  if (NUMBER.test(trimmed)) {
    const value = Number(trimmed)
    return value - value === 0 ? value : undefined
  }
  return isMissingText(trimmed) ? Number.NaN : undefined
}

/** Whether a text is digits with a zero before them that a number has no need of: a code, such as 007 or 01069. */
export function isPaddedNumber(text: string): boolean {
  const start = text.charCodeAt(0) === 45 || text.charCodeAt(0) === 43 ? 1 : 0
  if (text.charCodeAt(start) !== 48) return false
  const next = text.charCodeAt(start + 1)
  return next >= 48 && next <= 57
}
