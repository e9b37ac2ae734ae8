// A folder with a folder of pictures for each class, as rows of 28 x 28 grey pixels, light on dark as MNIST's are.

import type { LabelledData } from 'argmax/datasets'
import type { OwnFile } from './protocol.ts'

const SIDE = 28
const PIXELS = SIDE * SIDE
/** More classes than this are none that the page could show. */
const MOST_CLASSES = 50

/** Whether a file is a picture that browsers read. */
export function isPicture({ name }: OwnFile): boolean {
  return /\.(png|jpe?g|gif|bmp|webp|avif)$/i.test(name)
}

/** A picture's pixels, fitted into the square: grey, transparent parts as paper. */
async function readPicture({ name, bytes }: OwnFile, context: OffscreenCanvasRenderingContext2D): Promise<Uint8Array> {
  const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>])).catch(() => {
    throw new Error(`${name} is no picture that this browser can read. Leave it out.`)
  })
  const scale = SIDE / Math.max(bitmap.width, bitmap.height)
  const [width, height] = [bitmap.width * scale, bitmap.height * scale]
  context.fillStyle = '#ffffff'
  context.fillRect(0, 0, SIDE, SIDE)
  context.drawImage(bitmap, (SIDE - width) / 2, (SIDE - height) / 2, width, height)
  bitmap.close()
  const { data } = context.getImageData(0, 0, SIDE, SIDE)
  return Uint8Array.from({ length: PIXELS }, (_, i) => {
    const [red = 0, green = 0, blue = 0] = data.subarray(4 * i, 4 * i + 3)
    return Math.round(0.299 * red + 0.587 * green + 0.114 * blue)
  })
}

/**
 * Reads pictures. Most scans are dark on light and MNIST is light on dark: where the edges are light, all pictures are turned over.
 *
 * @throws Error where there are fewer than two folders
 */
export async function readPictures(files: readonly OwnFile[]): Promise<LabelledData> {
  const classNames = [...new Set(files.map(({ folder }) => folder))].sort()
  if (classNames.length < 2 || classNames.length > MOST_CLASSES) {
    throw new Error(
      `Pictures need a folder for each class, 2 to ${MOST_CLASSES} of them; received ${classNames.length}. Drop the folder that holds those folders.`,
    )
  }
  const context = new OffscreenCanvas(SIDE, SIDE).getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('This browser cannot read pictures in a worker.')
  const sorted = [...files].sort((a, b) => (`${a.folder}/${a.name}` < `${b.folder}/${b.name}` ? -1 : 1))
  const data = new Uint8Array(sorted.length * PIXELS)
  for (const [row, file] of sorted.entries()) data.set(await readPicture(file, context), row * PIXELS)
  let [edge, count] = [0, 0]
  data.forEach((value, i) => {
    const [x, y] = [i % SIDE, Math.floor((i % PIXELS) / SIDE)]
    if (x > 0 && y > 0 && x < SIDE - 1 && y < SIDE - 1) return
    edge += value
    count++
  })
  if (edge / count > 127.5) for (let i = 0; i < data.length; i++) data[i] = 255 - (data[i] as number)
  const labels = Uint8Array.from(sorted, ({ folder }) => classNames.indexOf(folder))
  return {
    name: 'own',
    classNames,
    train: { x: { data, shape: [sorted.length, PIXELS], scale: 1 / 255 }, y: { data: labels, shape: [sorted.length] } },
  }
}
