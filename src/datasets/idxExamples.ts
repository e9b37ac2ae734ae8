// A file of images and a file of labels as inputs and labels to train on.

import { checkRows } from '../data/index.ts'
import { DataError, LabelError } from '../errors.ts'
import type { Tensor } from '../tensor/index.ts'
import type { Examples } from './dataset.ts'
import { allInOrder, type FileSource, nameOf, readIdxFile } from './idxFiles.ts'

/** More classes than any set of images has: labels past it are not class numbers. */
const MOST_CLASSES = 65_536

/**
 * Reads images and labels as rows of [rows, pixels] and class numbers [rows]. uint8 pixels get the scale 1/255, so that their
 * values are in [0, 1]; other element types keep their values.
 *
 * @param part what the files hold, for an error message where they are bytes: 'training' or 'test'
 * @throws DataError if a file cannot be read, the row counts differ, there are no rows, or the files are swapped
 */
export async function readIdxExamples(images: FileSource, labels: FileSource, part = 'given'): Promise<Examples> {
  const names = { x: nameOf(images, `the ${part} images`), y: nameOf(labels, `the ${part} labels`) }
  const [x, y] = await allInOrder([readIdxFile(images, names.x), readIdxFile(labels, names.y)])
  checkShapes(x, y, names)
  return { x: flatten(x), y }
}

function checkShapes(x: Tensor, y: Tensor, names: { x: string; y: string }): void {
  const rows = checkRows(names.x === names.y ? { images: x, labels: y } : { [names.x]: x, [names.y]: y })
  if (x.shape.length < 2 || y.shape.length !== 1) {
    throw new DataError(
      `Images must have the shape [rows, height, width] or [rows, columns], and labels [rows]; ${names.x} has [${x.shape.join(', ')}] and ` +
        `${names.y} has [${y.shape.join(', ')}]. Are the two files swapped?`,
    )
  }
  if (x.data.length === 0)
    throw new DataError(`${names.x} holds ${rows} images without pixels: its shape is [${x.shape.join(', ')}].`)
}

/** Images as [rows, pixels], with a scale where they are bytes; their data is not copied. */
function flatten({ data, shape }: Tensor): Tensor {
  const rows = shape[0] ?? 1
  const flat = [rows, data.length / Math.max(1, rows)]
  return data instanceof Uint8Array ? { data, shape: flat, scale: 1 / 255 } : { data, shape: flat }
}

/**
 * The number of classes of labels that are numbered from 0: the greatest label + 1.
 *
 * @throws LabelError if a label is not a whole number in [0, 65536)
 */
export function countClasses(labels: Tensor, name: string): number {
  let classes = 0
  labels.data.forEach((label: number, row: number) => {
    if (!(label >= 0 && label < MOST_CLASSES && Number.isInteger(label))) {
      throw new LabelError(`${name}, row ${row}: a label must be a whole number in [0, ${MOST_CLASSES}); received ${label}.`)
    }
    if (label >= classes) classes = label + 1
  })
  return classes
}
