// Numbers as every report writes them, in the terminal and in the page: four decimals for figures, digits in threes for counts.

/** 20175 as `20,175`. */
export function groupDigits(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A figure with four decimals; `–` where it is undefined, `∞` where it has no bound, as a power of ten where four decimals say nothing. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  const size = Math.abs(value)
  if (size >= 1e6 || (size > 0 && size < 0.00005)) return value.toExponential(2).replace('e+', 'e').replaceAll('-', '−')
  return value.toFixed(4).replace('-', '−')
}

/** A share as `12.3 %`. */
export function percent(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–'
}

/** `1 row`, `2 rows`. */
export function plural(count: number, word: string, words = `${word}s`): string {
  return `${groupDigits(count)} ${count === 1 ? word : words}`
}

/** Text cut to a number of characters, with an ellipsis for what is missing: from the middle, since names often differ at their end. */
export function clip(text: string, length: number): string {
  const characters = Array.from(text) // a character beyond 16 bits is one
  if (characters.length <= length) return text
  const end = Math.floor((length - 1) / 3)
  return `${characters.slice(0, Math.max(0, length - 1 - end)).join('')}…${end > 0 ? characters.slice(-end).join('') : ''}`
}
