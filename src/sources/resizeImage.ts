// A picture in grey or colour and at another size, in whole numbers, so that the same pixels give the same result everywhere.

import type { DecodedImage } from '../decodeImage.ts'

/** How pictures become rows. */
export interface ImageShape {
  readonly width: number
  readonly height: number
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: 1 | 3
}

/**
 * The channels of a picture on a white ground: c = (alpha c + (255 - alpha) 255) / 255, rounded; grey is (299 r + 587 g + 114 b) / 1000, rounded
 * (the luma of ITU-R BT.601).
 */
function channelsOf({ data, width, height }: DecodedImage, channels: 1 | 3): Uint8Array {
  const pixels = new Uint8Array(width * height * channels)
  const over = (value: number, alpha: number): number => Math.floor((2 * (alpha * value + (255 - alpha) * 255) + 255) / 510)
  for (let i = 0, to = 0; i < data.length; i += 4) {
    const alpha = data[i + 3] as number
    const red = over(data[i] as number, alpha)
    const green = over(data[i + 1] as number, alpha)
    const blue = over(data[i + 2] as number, alpha)
    if (channels === 1) pixels[to++] = Math.floor((299 * red + 587 * green + 114 * blue + 500) / 1000)
    else {
      pixels[to++] = red
      pixels[to++] = green
      pixels[to++] = blue
    }
  }
  return pixels
}

/** Which pixels along one axis a new one covers, and how much of each, in units of 1 / target of a pixel. */
function coverage(source: number, target: number, at: number): [first: number, weights: number[]] {
  const [start, end] = [at * source, (at + 1) * source]
  const first = Math.floor(start / target)
  const weights: number[] = []
  for (let pixel = first; pixel * target < end; pixel++) {
    weights.push(Math.min(end, (pixel + 1) * target) - Math.max(start, pixel * target))
  }
  return [first, weights]
}

/**
 * A picture at another size: each new pixel is the mean of what it covers, weighted by area, and rounded once. All of it is whole numbers,
 * below 2^53. Width and height are stretched each by itself.
 *
 * @returns bytes [height, width, channels]
 */
export function resizeImage(image: DecodedImage, { width, height, channels }: ImageShape): Uint8Array {
  const pixels = channelsOf(image, channels)
  if (image.width === width && image.height === height) return pixels
  const resized = new Uint8Array(width * height * channels)
  const columns = Array.from({ length: width }, (_, x) => coverage(image.width, width, x))
  const area = image.width * image.height
  for (let y = 0; y < height; y++) {
    const [top, rows] = coverage(image.height, height, y)
    columns.forEach(([left, weights], x) => {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0
        rows.forEach((rowWeight, i) => {
          const line = (top + i) * image.width
          for (let j = 0; j < weights.length; j++) {
            sum += rowWeight * (weights[j] as number) * (pixels[(line + left + j) * channels + channel] as number)
          }
        })
        resized[(y * width + x) * channels + channel] = Math.floor((2 * sum + area) / (2 * area))
      }
    })
  }
  return resized
}
