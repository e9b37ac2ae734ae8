// Digits to load where nobody can or wants to draw: each as strokes, x and y in turn, in hundredths of the pad's side.

import type { Stroke } from './normalise.ts'

const DIGITS: readonly (readonly (readonly number[])[])[] = [
  [[52, 18, 38, 24, 30, 42, 30, 60, 38, 78, 52, 84, 65, 74, 71, 54, 68, 32, 60, 21, 50, 18]],
  [[42, 30, 54, 18, 52, 50, 50, 84]],
  [[32, 34, 36, 22, 50, 17, 64, 24, 65, 38, 54, 54, 38, 70, 30, 82, 48, 80, 70, 82]],
  [[32, 24, 46, 17, 62, 22, 64, 36, 54, 46, 44, 48, 58, 52, 68, 62, 66, 76, 50, 84, 32, 78]],
  [
    [40, 18, 36, 36, 32, 52, 48, 52, 70, 50],
    [62, 20, 60, 50, 57, 84],
  ],
  [[66, 19, 40, 20, 37, 46, 50, 42, 64, 48, 68, 62, 62, 78, 46, 84, 32, 78]],
  [[60, 17, 46, 28, 36, 48, 33, 66, 40, 80, 54, 83, 66, 74, 66, 60, 54, 54, 42, 58, 35, 68]],
  [[30, 22, 50, 20, 70, 20, 60, 42, 50, 62, 44, 84]],
  [[62, 28, 52, 18, 38, 24, 38, 38, 52, 48, 66, 60, 66, 76, 52, 84, 36, 78, 36, 62, 50, 50, 62, 38, 62, 28]],
  [[64, 30, 52, 20, 38, 28, 36, 44, 48, 52, 60, 44, 64, 30, 64, 56, 58, 84]],
]

/** A curve through points: three quarters of the way along each piece, twice, as a pen rounds its corners. */
function smooth(points: readonly number[]): number[] {
  let curve = [...points]
  for (let pass = 0; pass < 2; pass++) {
    const next = curve.slice(0, 2)
    for (let i = 0; i + 3 < curve.length; i += 2) {
      const [ax = 0, ay = 0, bx = 0, by = 0] = curve.slice(i, i + 4)
      next.push(0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by, 0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by)
    }
    next.push(...curve.slice(-2))
    curve = next
  }
  return curve
}

/** A digit as strokes in parts of the pad's side. */
export function sampleDigit(digit: number): Stroke[] {
  return (DIGITS[digit] ?? []).map((stroke) => smooth(stroke.map((value) => value / 100)))
}
