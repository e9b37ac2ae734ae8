// Pictures in folders, a folder for each class, as labelled rows: `cats/1.png`, `dogs/2.png`. Their order is by class and then by path, by
// their UTF-16 units, however the file system lists them.

import { decodeImage } from '#decodeImage'
import { Pacer } from '../data/pacer.ts'
import type { LabelledData } from '../datasets/dataset.ts'
import { DataError, describe, UsageError } from '../errors.ts'
import { type ImageShape, resizeImage } from './resizeImage.ts'

/** A picture: its path, of which the last folder is its class, and its bytes when they are asked for. */
export interface ImageFile {
  readonly path: string
  bytes(): Promise<Uint8Array>
}

/** A File of a folder that was chosen in a browser (`<input type="file" webkitdirectory>`). */
export interface ChosenFile {
  readonly name: string
  readonly webkitRelativePath: string
  arrayBuffer(): Promise<ArrayBuffer>
}

/** Options of reading pictures. */
export interface ImageOptions {
  /** What the set is called. Default: 'images'. */
  readonly name?: string
  /** Pixels of a row. Default: the size of the first picture. */
  readonly width?: number
  readonly height?: number
  /** One channel instead of three. Default: true. */
  readonly grey?: boolean
  readonly signal?: AbortSignal
}

/** Endings of files that are pictures. */
const PICTURE = /\.(png|jpe?g|webp|gif|bmp|tiff?|avif)$/i

/** Whether a path is one of a picture, by its ending; hidden files are none. */
export function isImagePath(path: string): boolean {
  return PICTURE.test(path) && !(path.split('/').at(-1) as string).startsWith('.')
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The class of a path: the folder it is in. @throws DataError for a path without one */
function classOf(path: string): string {
  const name = path.split('/').at(-2)
  if (name === undefined || name === '' || name === '.') {
    throw new DataError(`${path} is in no folder. Each picture must be in a folder named as its class, as in cats/1.png.`)
  }
  return name
}

function checkSize(name: string, value: number | undefined): void {
  if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= 4096)) return
  throw new UsageError(`${name} must be a whole number of pixels from 1 to 4096; received ${describe(value)}.`)
}

/**
 * Pictures as a data set: `train.x` is uint8 [pictures, height x width x channels] with scale 1/255, `train.y` the number of each one's class.
 * Classes are the names of folders, in order. Pictures of other sizes are resized.
 *
 * @throws MissingPackageError in Node without sharp; DataError where there are no pictures, fewer than two classes, or one can't be read
 */
export async function readImages(files: readonly (ImageFile | ChosenFile)[], options: ImageOptions = {}): Promise<LabelledData> {
  const { name = 'images', grey = true, signal } = options
  checkSize('width', options.width)
  checkSize('height', options.height)
  const pictures = files
    .map((file) =>
      'path' in file
        ? file
        : { path: file.webkitRelativePath || file.name, bytes: async () => new Uint8Array(await file.arrayBuffer()) },
    )
    .filter(({ path }) => isImagePath(path))
    .map((file) => ({ ...file, bytes: () => file.bytes(), label: classOf(file.path) }))
    .sort((a, b) => compare(a.label, b.label) || compare(a.path, b.path))
  if (pictures.length === 0)
    throw new DataError(
      `${name} has no pictures (.png, .jpg, .webp, .gif, .bmp, .tiff, .avif), each in a folder named as its class.`,
    )
  const classNames = [...new Set(pictures.map(({ label }) => label))]
  if (classNames.length < 2)
    throw new DataError(
      `${name}: all pictures are in the folder ${describe(classNames[0])}. At least two classes are needed, a folder for each.`,
    )
  const pacer = new Pacer(signal)
  try {
    let shape: ImageShape | undefined
    let x = new Uint8Array(0)
    let size = 0
    for (const [row, { path, bytes }] of pictures.entries()) {
      const image = await decodeImage(await bytes(), path)
      if (shape === undefined) {
        shape = { width: options.width ?? image.width, height: options.height ?? image.height, channels: grey ? 1 : 3 }
        size = shape.width * shape.height * shape.channels
        if (size * pictures.length > 0xffffffff) {
          throw new DataError(
            `${name}: ${pictures.length} pictures of ${shape.width} x ${shape.height} pixels are too many for memory. Give a smaller width and height.`,
          )
        }
        x = new Uint8Array(size * pictures.length)
      }
      x.set(resizeImage(image, shape), row * size)
      await pacer.pause()
    }
    const labels = new (classNames.length <= 256 ? Uint8Array : Uint16Array)(pictures.length)
    pictures.forEach(({ label }, row) => {
      labels[row] = classNames.indexOf(label)
    })
    return {
      name,
      train: { x: { data: x, shape: [pictures.length, size], scale: 1 / 255 }, y: { data: labels, shape: [pictures.length] } },
      classNames,
    }
  } finally {
    pacer.close()
  }
}
