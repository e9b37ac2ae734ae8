// From the bytes of a picture to its pixels, in Node: by sharp, where it is installed.

import { type DecodedImage, MOST_PIXELS } from '../decodeImage.ts'
import { DataError } from '../errors.ts'
import { optionalPackage } from './optionalPackage.ts'

/** The part of sharp that is used. */
type Sharp = (
  bytes: Uint8Array,
  options: { limitInputPixels: number; failOn: 'truncated' },
) => {
  toColourspace(space: 'srgb'): ReturnType<Sharp>
  ensureAlpha(): ReturnType<Sharp>
  raw(options: { depth: 'uchar' }): ReturnType<Sharp>
  toBuffer(options: {
    resolveWithObject: true
  }): Promise<{ data: Uint8Array; info: { width: number; height: number; channels: number } }>
}

/** Decodes a PNG, JPEG, WebP or other picture that sharp knows. @throws MissingPackageError without sharp, DataError for what is no picture */
export async function decodeImage(bytes: Uint8Array, name: string): Promise<DecodedImage> {
  const sharp = (await optionalPackage('sharp', 'Pictures need sharp', 'argmax data preview FOLDER')) as Sharp
  try {
    const image = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'truncated' })
    const { data, info } = await image
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true })
    return { width: info.width, height: info.height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) }
  } catch (cause) {
    throw new DataError(`${name} could not be read as a picture: ${(cause as Error).message}. Is it a whole PNG or JPEG file?`, {
      cause,
    })
  }
}
