// From strokes to 28 x 28 pixels as MNIST's were made: the ink's box is fitted into 20 x 20, keeping its proportions, and set into 28 x 28
// so that its centre of mass is the picture's centre.

/** A line drawn in one go: x and y in turn, in parts of the pad's side. */
export type Stroke = readonly number[]

/** Pixels on a side of the picture, and of the box that the digit fills. */
export const SIDE = 28
const BOX = 20
/** Pixels on a side of the ink, before it is fitted. */
const INK = 168
/** The pen's width in parts of the pad's side: as MNIST's digits have it, for one that fills two thirds of the pad. */
export const PEN = 0.085

/** How much of a pixel the ink covers, by its distance to the pen's middle line: a soft edge one pixel wide. */
function coverage(distance: number, radius: number): number {
  return Math.max(0, Math.min(1, radius - distance + 0.5))
}

/** Draws one piece of a stroke, keeping what is darker. */
function inkSegment(ink: Float32Array, [ax, ay, bx, by]: readonly [number, number, number, number], radius: number): void {
  const left = Math.max(0, Math.floor(Math.min(ax, bx) - radius - 1))
  const right = Math.min(INK - 1, Math.ceil(Math.max(ax, bx) + radius + 1))
  const top = Math.max(0, Math.floor(Math.min(ay, by) - radius - 1))
  const bottom = Math.min(INK - 1, Math.ceil(Math.max(ay, by) + radius + 1))
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length))
      const [px, py] = [x - ax - along * dx, y - ay - along * dy]
      const value = coverage(Math.sqrt(px * px + py * py), radius)
      const place = y * INK + x
      if (value > (ink[place] as number)) ink[place] = value
    }
  }
}

/** Strokes as ink of [0, 1] on a fine grid. */
function inkOf(strokes: readonly Stroke[], pen: number): Float32Array {
  const ink = new Float32Array(INK * INK)
  const radius = (pen * INK) / 2
  const at = (value: number | undefined): number => (value ?? 0) * INK - 0.5
  for (const stroke of strokes) {
    const [x, y] = [at(stroke[0]), at(stroke[1])]
    if (stroke.length === 2) inkSegment(ink, [x, y, x, y], radius)
    for (let i = 2; i + 1 < stroke.length; i += 2) {
      inkSegment(ink, [at(stroke[i - 2]), at(stroke[i - 1]), at(stroke[i]), at(stroke[i + 1])], radius)
    }
  }
  return ink
}

interface Bounds {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The box around the ink; undefined where there is none. */
function boundsOf(ink: Float32Array): Bounds | undefined {
  let [left, top, right, bottom] = [INK, INK, -1, -1]
  for (let y = 0; y < INK; y++) {
    for (let x = 0; x < INK; x++) {
      if ((ink[y * INK + x] as number) < 0.05) continue
      left = Math.min(left, x)
      right = Math.max(right, x)
      top = Math.min(top, y)
      bottom = Math.max(bottom, y)
    }
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 }
}

/** The mean ink of the pixels that a cell of the smaller picture stands for: each counts by how much of it lies in the cell. */
function meanInk(ink: Float32Array, x0: number, x1: number, y0: number, y1: number): number {
  let sum = 0
  for (let y = Math.floor(y0); y < y1; y++) {
    const height = Math.min(y + 1, y1) - Math.max(y, y0)
    for (let x = Math.floor(x0); x < x1; x++) {
      const width = Math.min(x + 1, x1) - Math.max(x, x0)
      if (x >= 0 && x < INK && y >= 0 && y < INK) sum += (ink[y * INK + x] as number) * width * height
    }
  }
  return sum / ((x1 - x0) * (y1 - y0))
}

/** The ink in its box of at most 20 x 20, row by row. */
function fit(ink: Float32Array, { left, top, width, height }: Bounds): { pixels: Float32Array; columns: number; rows: number } {
  const cell = Math.max(width, height) / BOX
  const columns = Math.max(1, Math.round(width / cell))
  const rows = Math.max(1, Math.round(height / cell))
  const [across, down] = [width / columns, height / rows]
  const pixels = new Float32Array(columns * rows)
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      pixels[y * columns + x] = meanInk(ink, left + x * across, left + (x + 1) * across, top + y * down, top + (y + 1) * down)
    }
  }
  return { pixels, columns, rows }
}

/**
 * Strokes as a picture of 28 x 28 pixels, 0 paper to 1 ink; undefined where nothing is drawn.
 *
 * @param strokes in parts of the pad's side, from the top left
 * @param pen the pen's width in parts of the pad's side
 */
export function normalise(strokes: readonly Stroke[], pen: number = PEN): Float32Array | undefined {
  const ink = inkOf(strokes, pen)
  const bounds = boundsOf(ink)
  if (bounds === undefined) return undefined
  const { pixels, columns, rows } = fit(ink, bounds)
  let [mass, sumX, sumY] = [0, 0, 0]
  pixels.forEach((value, place) => {
    mass += value
    sumX += value * ((place % columns) + 0.5)
    sumY += value * (Math.floor(place / columns) + 0.5)
  })
  const limit = (start: number, size: number): number => Math.max(0, Math.min(SIDE - size, start))
  const left = limit(Math.round(SIDE / 2 - sumX / mass), columns)
  const top = limit(Math.round(SIDE / 2 - sumY / mass), rows)
  const picture = new Float32Array(SIDE * SIDE)
  pixels.forEach((value, place) => {
    picture[(top + Math.floor(place / columns)) * SIDE + left + (place % columns)] = value
  })
  return picture
}
