// What counts as a number in a table of text, and what as missing: our own rule, the same wherever text is read.

/** Sign, digits with or without a point, exponent. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
/** Words for "no value" where a number is due, in lower case. */
const MISSING = ['', 'na', 'n/a', 'nan', 'null', '?']

/**
 * The number that a text stands for: an optional sign, digits with an optional decimal point, an optional exponent, and spaces
 * around it. Nothing else is a number: no thousands separator, no decimal comma, no `0x10`, no `Infinity`, and nothing beyond
 * float64's 1.8e308.
 *
 * @returns NaN where the value is missing: blank, or NA, N/A, NaN, null or ? in any case; undefined where it is some other text
 */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim()
  if (NUMBER.test(trimmed)) {
    const value = Number(trimmed)
    return value - value === 0 ? value : undefined
  }
  return trimmed.length <= 4 && MISSING.includes(trimmed.toLowerCase()) ? Number.NaN : undefined
}
