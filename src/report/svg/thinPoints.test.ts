import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Point, thinPoints } from './thinPoints.ts'

/** The distance of a point from a stretch's line. */
function away([x, y]: Point, [x0, y0]: Point, [x1, y1]: Point): number {
  const length = Math.hypot(x1 - x0, y1 - y0)
  return length === 0 ? Math.hypot(x - x0, y - y0) : Math.abs((x - x0) * (y1 - y0) - (y - y0) * (x1 - x0)) / length
}

const walks = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: -20, max: 20 })), { minLength: 1, maxLength: 300 })
  .map((steps) => {
    let [x, y] = [0, 0]
    return steps.map(([dx, dy]): Point => {
      x += dx
      y += dy
      return [x, y]
    })
  })

describe('thinPoints', () => {
  it('a straight line is its ends, a corner stays', () => {
    const line = Array.from({ length: 1000 }, (_, i): Point => [i, 2 * i])
    expect(thinPoints(line)).toEqual([line[0], line[999]])
    const corner = Array.from({ length: 1000 }, (_, i): Point => [Math.min(i, 500), Math.max(0, i - 500)])
    expect(thinPoints(corner)).toEqual([corner[0], corner[500], corner[999]])
  })

  it('keeps a spike among ten thousand points', () => {
    const noisy = Array.from({ length: 10_000 }, (_, i): Point => [i, i === 7777 ? 100 : (i * 7919) % 3])
    const thin = thinPoints(noisy, { most: 50 })
    expect(thin.length).toBeLessThanOrEqual(50)
    expect(thin).toContainEqual([7777, 100])
  })

  it('gives points of the curve in order, both ends among them, no more than asked for', () => {
    fc.assert(
      fc.property(walks, fc.integer({ min: 2, max: 60 }), (points, most) => {
        const thin = thinPoints(points, { most })
        expect(thin.length).toBeLessThanOrEqual(Math.max(most, Math.min(2, points.length)))
        expect([thin[0], thin.at(-1)]).toEqual([points[0], points.at(-1)])
        let at = 0
        for (const point of thin) {
          at = points.indexOf(point, at)
          expect(at).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })

  it('without a limit nothing is further from the drawn line than the tolerance', () => {
    fc.assert(
      fc.property(walks, fc.constantFrom(0.15, 1, 5), (points, tolerance) => {
        const thin = thinPoints(points, { most: Number.POSITIVE_INFINITY, tolerance })
        let stretch = 0
        for (const point of points) {
          if (stretch + 2 < thin.length && point === thin[stretch + 1]) stretch++
          if (thin.length > 1) expect(away(point, thin[stretch]!, thin[stretch + 1]!)).toBeLessThanOrEqual(tolerance + 1e-9)
        }
      }),
    )
  })
})
