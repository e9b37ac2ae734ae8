// Pictures to predict: one file, or all of a folder, each made as large as the model's rows are.

import { join } from 'node:path'
import { DataError } from '../../errors.ts'
import { decodeImage } from '../../node/decodeImage.ts'
import { imagePaths } from '../../node/imageFolder.ts'
import { readFile } from '../../node/platform.ts'
import { isImagePath } from '../../sources/imageFolder.ts'
import { resizeImage } from '../../sources/resizeImage.ts'
import type { Tensor } from '../../tensor/index.ts'
import { type InputDescription, pictureSize, shaped } from './inputDescription.ts'

/** Whether INPUT is a picture by its name, or a folder with some. */
export async function isPicture(input: string, isFolder: boolean): Promise<boolean> {
  return isFolder ? (await imagePaths(input)).length > 0 : isImagePath(input)
}

/** Rows handed over at a time. */
const GROUP = 64

/** @throws DataError where the model's rows are no pictures, or one can't be read; MissingPackageError without sharp */
export async function* imageTensors(input: string, isFolder: boolean, description: InputDescription): AsyncGenerator<Tensor> {
  const size = pictureSize(description)
  if (size === undefined || description.elementType !== 'uint8') {
    throw new DataError(`${input} is a picture, and the model was not trained on pictures. Give it rows as in its training.`)
  }
  const paths = isFolder ? (await imagePaths(input)).map((path) => join(input, path)) : [input]
  const width = size.width * size.height * size.channels
  for (let start = 0; start < paths.length; start += GROUP) {
    const group = paths.slice(start, start + GROUP)
    const data = new Uint8Array(group.length * width)
    for (const [row, path] of group.entries())
      data.set(resizeImage(await decodeImage(await readFile(path), path), size), row * width)
    yield shaped({ data, shape: [group.length, width] }, description, input)
  }
}
