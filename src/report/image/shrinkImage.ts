// An example is shown at the size of a thumbnail, so no more pixels than that go into the file.

import type { ReportImage } from '../reportData.ts'
import type { PngImage } from './encodePng.ts'

/** Pixels of the longer side: sharp at the size shown, on a fine screen too. */
const MOST_PIXELS = 96

const byte = (value: number): number => (value > 0 ? Math.min(255, Math.floor(value + 0.5)) : 0)

/**
 * An image as bytes, its longer side at most `most` pixels: each pixel is the mean of the block of pixels that it stands for.
 * Values under 0 and NaN are black, over 255 white.
 */
export function shrinkImage({ width, height, channels, pixels }: ReportImage, most: number = MOST_PIXELS): PngImage {
  const factor = Math.max(1, -Math.floor(-Math.max(width, height) / most)) // pixels that one stands for, each way
  const columns = -Math.floor(-width / factor)
  const rows = -Math.floor(-height / factor)
  const result = new Uint8Array(rows * columns * channels)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (let channel = 0; channel < channels; channel++) {
        let [sum, count] = [0, 0]
        for (let y = row * factor; y < Math.min(height, (row + 1) * factor); y++) {
          for (let x = column * factor; x < Math.min(width, (column + 1) * factor); x++) {
            sum += pixels[(y * width + x) * channels + channel] as number
            count++
          }
        }
        result[(row * columns + column) * channels + channel] = byte(sum / count)
      }
    }
  }
  return { width: columns, height: rows, channels, pixels: result }
}
