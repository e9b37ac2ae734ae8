// From the bytes of a picture to its pixels, as a browser does it; src/node/decodeImage.ts does the same in Node. Only decoding is left to
// the platform: what follows (grey, another size) is arithmetic of our own, the same everywhere.

import { DataError } from './errors.ts'

/** The pixels of a picture: red, green, blue and alpha, bytes [height, width, 4]. */
export interface DecodedImage {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** Pixels that a picture may have, so that a small file is no reason to make room for billions. */
export const MOST_PIXELS = 0x4000000

interface Bitmap {
  readonly width: number
  readonly height: number
  close(): void
}
interface Context {
  drawImage(image: Bitmap, x: number, y: number): void
  getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray }
}
declare class Blob {
  constructor(parts: readonly Uint8Array[])
}
declare function createImageBitmap(blob: Blob, options: Record<string, string>): Promise<Bitmap>
declare class OffscreenCanvas {
  constructor(width: number, height: number)
  getContext(kind: '2d', options: { willReadFrequently: boolean }): Context | null
}

/** Decodes a PNG, JPEG, WebP or other picture that the browser knows. @throws DataError where it can't */
export async function decodeImage(bytes: Uint8Array, name: string): Promise<DecodedImage> {
  const bitmap = await createImageBitmap(new Blob([bytes]), { premultiplyAlpha: 'none', colorSpaceConversion: 'none' }).catch(
    (cause) => {
      throw new DataError(`${name} could not be read as a picture: ${(cause as Error).message}. Is it a whole PNG or JPEG file?`, {
        cause,
      })
    },
  )
  const { width, height } = bitmap
  try {
    if (width * height > MOST_PIXELS)
      throw new DataError(`${name} has ${width} x ${height} pixels; at most ${MOST_PIXELS} are read. Shrink it first.`)
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
    if (context === null) throw new DataError(`${name} could not be read: this browser gives no canvas to read its pixels from.`)
    context.drawImage(bitmap, 0, 0)
    const { data } = context.getImageData(0, 0, width, height)
    return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) }
  } finally {
    bitmap.close()
  }
}
