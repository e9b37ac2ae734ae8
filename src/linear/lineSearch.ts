// A line search to the strong Wolfe conditions, which keep a quasi-Newton method's curvature positive. Values that differ by rounding
// noise alone can't be compared: there the slope decides, as in Hager and Zhang, "A new conjugate gradient method with
// guaranteed descent and an efficient line search" (doi 10.1137/030601880).

import { dot, type Objective } from './minimum.ts'

/** Armijo's constant: the part of the decrease that the slope at 0 promises. */
const DECREASE = 1e-4
/** How much smaller the slope must be. */
const CURVATURE = 0.9
/** Evaluations before it takes the best it has. */
const MOST = 30
/** How far a step may grow at once. */
const GROWTH = 4

/** A point on the line. */
export interface LinePoint {
  step: number
  readonly point: Float64Array
  readonly gradient: Float64Array
  value: number
  slope: number
}

/** Where a line begins. */
export interface Line {
  readonly point: Float64Array
  readonly direction: Float64Array
  readonly value: number
  /** gradient . direction, below 0. */
  readonly slope: number
  /** The first step to try. */
  readonly step: number
  /** The part of the value that may be noise. */
  readonly noise: number
}

/** Two points that the search writes in turn: no call allocates. */
export interface LineBuffers {
  readonly a: LinePoint
  readonly b: LinePoint
}

/** Buffers for points of `size` numbers. */
export function lineBuffers(size: number): LineBuffers {
  const make = (): LinePoint => ({
    step: 0,
    point: new Float64Array(size),
    gradient: new Float64Array(size),
    value: 0,
    slope: 0,
  })
  return { a: make(), b: make() }
}

/** The step between two points where the cubic through their values and slopes is least, kept off both ends. */
function interpolate(low: Place, high: Place): number {
  const width = high.step - low.step
  const between = (part: number): number => low.step + part * width
  if (!Number.isFinite(high.value) || !Number.isFinite(high.slope)) return between(0.1)
  const d1 = low.slope + high.slope - (3 * (low.value - high.value)) / (low.step - high.step)
  const square = d1 * d1 - low.slope * high.slope
  if (!(square >= 0)) return between(0.5)
  const d2 = (width > 0 ? 1 : -1) * Math.sqrt(square)
  const part = 1 - (high.slope + d2 - d1) / (high.slope - low.slope + 2 * d2)
  return between(part >= 0.1 && part <= 0.9 ? part : part < 0.1 ? 0.1 : part > 0.9 ? 0.9 : 0.5)
}

interface Place {
  readonly step: number
  readonly value: number
  readonly slope: number
}

/**
 * Finds a step t along `direction` with f(t) <= f(0) + 1e-4 t f'(0) and |f'(t)| <= 0.9 |f'(0)|; where values differ by noise alone,
 * the slope's condition does.
 *
 * @returns one of the buffers, or null where no step is better than none
 */
export async function searchLine(objective: Objective, line: Line, buffers: LineBuffers): Promise<LinePoint | null> {
  const { point, direction, value: start, slope: slope0, noise } = line
  const slack = noise * Math.abs(start)
  let [trial, best] = [buffers.a, buffers.b]
  let tried = 0
  const evaluate = async (step: number): Promise<void> => {
    tried++
    trial.step = step
    for (let i = 0; i < point.length; i++) trial.point[i] = point[i] + step * direction[i]
    trial.value = await objective(trial.point, trial.gradient)
    trial.slope = dot(trial.gradient, direction)
  }
  const tooHigh = ({ step, value, slope }: Place): boolean =>
    !(value <= start + DECREASE * step * slope0 + slack) || !Number.isFinite(slope)
  const fits = (place: Place): boolean => !tooHigh(place) && Math.abs(place.slope) <= CURVATURE * -slope0
  const keep = (): void => {
    ;[trial, best] = [best, trial]
  }

  let low: Place = { step: 0, value: start, slope: slope0 }
  let high: Place | undefined
  for (let step = line.step; tried < MOST; ) {
    await evaluate(step)
    if (fits(trial)) return trial
    const here: Place = { step: trial.step, value: trial.value, slope: trial.slope }
    if (tooHigh(here) || here.value > low.value + slack) high = here
    else {
      if (high ? here.slope * (high.step - low.step) >= 0 : here.slope >= 0) high = low
      low = here
      keep()
    }
    if (!high) {
      // Still falling: go on, to where a parabola through the two slopes would be least.
      step = here.step * GROWTH
      continue
    }
    if (Math.abs(high.step - low.step) <= 1e-14 * Math.max(high.step, low.step)) break
    const next = interpolate(low, high)
    // A search that shrinks too slowly is halved now and then.
    step = tried % 4 === 3 ? 0.5 * (low.step + high.step) : next
  }
  return low.step > 0 && low.value <= start + DECREASE * low.step * slope0 ? best : null
}
