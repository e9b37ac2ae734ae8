// A number as people type it, the same in every locale: what could be read in two ways is not guessed.

/** A typed number, or why it is none. */
export type ReadNumber = { readonly value: number } | { readonly problem: string }

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/**
 * Reads `20175`, `20 175`, `1,234,567`, `0.69`, `0,69`, `1e-3`, `-2`, `50 %`. A single comma before exactly three digits could be
 * a decimal comma or group digits (`1,234`), so it is refused, unless a zero stands before it.
 */
export function readNumber(text: string): ReadNumber {
  const compact = text
    .trim()
    .replace(/\s*%$/, '')
    .replaceAll(/[\u2212\u2012\u2013]/g, '-')
    .replaceAll(/(?<=\d)[ \u00a0\u2009\u202f'\u2019_](?=\d{3}(?!\d))/g, '')
  if (compact === '') return { problem: 'There is no number.' }
  let plain = compact
  if (/^[+-]?\d{1,3}(,\d{3}){2,}(\.\d+)?$/.test(compact) || /^[+-]?[1-9]\d{0,2},\d{3}\.\d+$/.test(compact)) {
    plain = compact.replaceAll(',', '')
  } else if (/^[+-]?[1-9]\d{0,2},\d{3}$/.test(compact)) {
    return { problem: `${compact} can be read in two ways. Write ${compact.replace(',', '')} or ${compact.replace(',', '.')}.` }
  } else if (/^[+-]?\d*,\d+(e[+-]?\d+)?$/i.test(compact)) plain = compact.replace(',', '.')
  const value = PLAIN.test(plain) ? Number(plain) : Number.NaN
  return Number.isFinite(value)
    ? { value }
    : { problem: `${JSON.stringify(text.slice(0, 40))} is no number. Write it as 0.69, 20175 or 1e-3.` }
}
