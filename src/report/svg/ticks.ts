// Round numbers along an axis: steps of 1, 2 or 5 times a power of ten.

/** An axis from `min` to `max` with its ticks. */
export interface Axis {
  readonly min: number
  readonly max: number
  readonly ticks: readonly number[]
  /** The text of a tick, all with the same decimals. */
  readonly label: (value: number) => string
}

/** Under this, no number of decimals that toFixed takes would show it. */
const LEAST_EXTENT = 1e-90

/** The least of 1, 2, 5 times a power of ten that is not under `raw`, and the exponent of that power. */
function roundStep(raw: number): { step: number; exponent: number } {
  const exponent = Number(raw.toExponential().split('e')[1])
  for (const factor of [1, 2, 5]) {
    const step = Number(`${factor}e${exponent}`)
    if (step >= raw) return { step, exponent }
  }
  return { step: Number(`1e${exponent + 1}`), exponent: exponent + 1 }
}

function tickText(value: number, exponent: number): string {
  if (value === 0) return '0'
  if (Math.abs(value) >= 1e6 || exponent < -6) return value.toExponential().replace('e+', 'e').replace('-', '−')
  return value.toFixed(Math.max(0, -exponent)).replace('-', '−')
}

/**
 * A linear axis over values.
 *
 * @param values what is to be shown; those that are not finite don't count
 * @param options `count`: about how many steps; `whole`: no step under 1; `within`: [least, largest] that the axis may reach
 */
export function linearAxis(
  values: Iterable<number>,
  options: { count?: number; whole?: boolean; within?: readonly [number, number]; fromZero?: boolean } = {},
): Axis {
  const { count = 5, whole = false, within = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY], fromZero = false } = options
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (!Number.isFinite(value)) continue
    min = Math.min(min, value)
    max = Math.max(max, value)
  }
  if (min > max) [min, max] = [0, 1]
  // Zero is shown where it is near: a curve that falls to 0.1 of 2 is read better against it.
  if (fromZero && min > 0 && min < 0.6 * max) min = 0
  // No extent, or one that is lost in rounding, gets one.
  const size = Math.max(Math.abs(min), Math.abs(max))
  if (max - min <= Math.max(LEAST_EXTENT, 1e-12 * size)) {
    const around = size <= LEAST_EXTENT ? 1 : size / 2
    ;[min, max] = [Math.max(within[0], min - around), Math.min(within[1], max + around)]
    if (min === max) [min, max] = [min - around, max + around]
  }
  const raw = roundStep((max - min) / count)
  const { step, exponent } = whole && raw.step < 1 ? { step: 1, exponent: 0 } : raw
  const first = Math.floor(min / step)
  const last = -Math.floor(-max / step)
  const multiple = (k: number): number => Number((k * step).toFixed(Math.min(100, Math.max(0, -exponent)))) // 0.3, not 3 * 0.1
  const low = Math.max(within[0], multiple(first))
  const high = Math.min(within[1], multiple(last))
  const ticks: number[] = []
  for (let k = first; k <= last; k++) {
    const tick = multiple(k)
    if (tick >= low && tick <= high) ticks.push(tick)
  }
  return { min: low, max: high, ticks, label: (value) => tickText(value, exponent) }
}
