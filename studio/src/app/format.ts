// Numbers as text.

/** 12345 as 12,345. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A share as a percentage: 94.3 %. */
export function percent(share: number, digits = 1): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(digits)} %` : '–'
}

/** A number of about four digits, in few characters. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '−∞'
  const size = Math.abs(value)
  const text = size !== 0 && (size < 0.0005 || size >= 100_000) ? value.toExponential(2) : value.toPrecision(4)
  return text.replace('-', '−').replace('e-', 'e−').replace('e+', 'e')
}

/** With three decimals, and a true minus. */
export function fixed(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return short(value)
  return value.toFixed(digits).replace('-', '−')
}

/** A rate: 312k a second. */
export function rateText(perSecond: number): string {
  if (perSecond >= 999_500) return `${(perSecond / 1_000_000).toFixed(1)}M`
  if (perSecond >= 999.5) return `${(perSecond / 1000).toFixed(perSecond < 9950 ? 1 : 0)}k`
  return perSecond.toFixed(0)
}

/** A duration as m:ss. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
