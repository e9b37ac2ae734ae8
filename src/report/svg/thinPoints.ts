// A curve of ten thousand points looks like one of two hundred, and costs fifty times as much in a file.

/** A point of a curve. */
export type Point = readonly [x: number, y: number]

/**
 * At most `most` points that keep the look of a curve: the first, the last, and of each bucket between them the point that
 * makes the largest triangle with the one chosen before and the mean of the next bucket, so that spikes stay.
 *
 * @source S. Steinarsson, Downsampling Time Series for Visual Representation, University of Iceland, 2013
 */
export function thinPoints(points: readonly Point[], most = 200): readonly Point[] {
  const { length } = points
  if (length <= most) return points
  const buckets = most - 2
  const startOf = (bucket: number): number => 1 + Math.floor((bucket * (length - 2)) / buckets)
  const chosen: Point[] = [points[0] as Point]
  for (let bucket = 0; bucket < buckets; bucket++) {
    const [start, end] = [startOf(bucket), startOf(bucket + 1)]
    const next = points.slice(end, bucket + 1 === buckets ? length : startOf(bucket + 2))
    const meanX = next.reduce((sum, [x]) => sum + x, 0) / next.length
    const meanY = next.reduce((sum, [, y]) => sum + y, 0) / next.length
    const [fromX, fromY] = chosen.at(-1) as Point
    let best = points[start] as Point
    let largest = -1
    for (let i = start; i < end; i++) {
      const [x, y] = points[i] as Point
      const area = Math.abs((fromX - meanX) * (y - fromY) - (fromX - x) * (meanY - fromY))
      if (area > largest) [largest, best] = [area, points[i] as Point]
    }
    chosen.push(best)
  }
  chosen.push(points[length - 1] as Point)
  return chosen
}
