// Numbers as texts show them, the same in every locale.

import type { Value } from './functions.ts'

/**
 * A value for a text: whole numbers as they are, others with at most six significant digits, or with the decimals that are asked for.
 */
export function valueText(value: Value, decimals?: number): string {
  if (typeof value !== 'number') return `[${value.map((item) => valueText(item, decimals)).join(', ')}]`
  // -0 and what rounds to it have no sign.
  if (decimals !== undefined) return value.toFixed(decimals).replace(/^-(0(?:\.0*)?)$/, '$1')
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value === 0 ? 0 : value)
  return String(Number(value.toPrecision(6)))
}
