// A curve of ten thousand points looks like one of two hundred, and costs fifty times as much in a file.

/** A point of a drawing. */
export type Point = readonly [x: number, y: number]

/** A stretch of a curve that is drawn as one line, and the point that lies furthest from that line. */
interface Stretch {
  readonly start: number
  readonly end: number
  readonly furthest: number
  readonly distance: number
}

function stretchOf(points: readonly Point[], start: number, end: number): Stretch {
  const [fromX, fromY] = points[start] as Point
  const [toX, toY] = points[end] as Point
  const [dx, dy] = [toX - fromX, toY - fromY]
  const length = Math.sqrt(dx * dx + dy * dy)
  let furthest = start
  let distance = 0
  for (let i = start + 1; i < end; i++) {
    const [x, y] = points[i] as Point
    const [px, py] = [x - fromX, y - fromY]
    const away = length > 0 ? Math.abs(px * dy - py * dx) / length : Math.sqrt(px * px + py * py)
    if (away > distance) [furthest, distance] = [i, away]
  }
  return { start, end, furthest, distance }
}

/**
 * The points that a curve can't be drawn without: beginning with its ends, the point furthest from the drawn line is added
 * until none is further than `tolerance`, or there are `most`.
 *
 * @param points places on the drawing, where a unit is a unit in both directions
 * @source D. Douglas, T. Peucker, Algorithms for the reduction of the number of points required to represent a digitized
 *   line or its caricature, Cartographica 10(2), 1973; here the worst stretch comes first, so that a limit keeps the best points
 */
export function thinPoints(
  points: readonly Point[],
  { most = 200, tolerance = 0.15 }: { most?: number; tolerance?: number } = {},
): readonly Point[] {
  if (points.length < 3) return points
  const stretches = [stretchOf(points, 0, points.length - 1)]
  while (stretches.length < most - 1) {
    let worst = 0
    for (let i = 1; i < stretches.length; i++) if (stretches[i]!.distance > stretches[worst]!.distance) worst = i
    const { start, end, furthest, distance } = stretches[worst] as Stretch
    if (distance <= tolerance) break
    stretches.splice(worst, 1, stretchOf(points, start, furthest), stretchOf(points, furthest, end)) // in the order of the curve
  }
  return [points[0] as Point, ...stretches.map(({ end }) => points[end] as Point)]
}
