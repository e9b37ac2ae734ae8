// Numbers as every report writes them, in the terminal and in the page: four decimals for figures, digits in threes for counts.

/** 20175 as `20,175`. */
export function groupDigits(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A figure with four decimals; `–` where it is undefined, and in words of mathematics where it is not finite. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '–'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  if (Math.abs(value) >= 1e6) return value.toExponential(3).replace('e+', 'e').replace('-', '−')
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

/** Text cut to a number of characters, the last of them an ellipsis where anything is missing. */
export function clip(text: string, length: number): string {
  const characters = Array.from(text) // a character beyond 16 bits is one
  return characters.length <= length ? text : `${characters.slice(0, Math.max(0, length - 1)).join('')}…`
}
